package io.github.nmf4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every vector that a kernel stores to a segment goes through {@code OffHeap.of}. Nothing computed
 * shows where one does not, but loops that store at each step then run at half their speed in some
 * starts of Java, see {@code docs/simd.md}.
 */
final class KernelStoresTest {

  private static final Pattern STORE =
      Pattern.compile("intoMemorySegment\\(\\s*(OffHeap\\.of\\()?");

  @Test
  void storesSayThatTheyAreOffHeap() throws IOException {
    int stores = 0;
    for (Path source : KernelTwins.sources(Path.of(KernelTwins.FOLDER))) {
      String text = Files.readString(source);
      List<String> unsaid =
          STORE
              .matcher(text)
              .results()
              .filter(r -> r.group(1) == null)
              .map(r -> r.group())
              .toList();
      assertEquals(List.of(), unsaid, source::toString);
      stores += (int) STORE.matcher(text).results().count();
    }
    assertTrue(stores > 20, "found " + stores + " stores only");
  }
}
