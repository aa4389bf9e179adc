package io.github.nmf4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The double kernels are the single ones with the types exchanged. */
final class KernelTwinsTest {

  @Test
  void twinsDoNotDrift() throws IOException {
    var sources = KernelTwins.sources(Path.of(KernelTwins.FOLDER));
    assertTrue(sources.size() > 5, sources::toString);
    for (Path source : sources) {
      Path twin = KernelTwins.twin(source);
      assertEquals(
          KernelTwins.essence(KernelTwins.substitute(Files.readString(source))),
          KernelTwins.essence(Files.readString(twin)),
          () -> twin + " is not what KernelTwins makes of " + source);
    }
  }
}
