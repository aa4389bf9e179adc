package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BinaryCacheTest {

  @TempDir Path folder;

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void whatIsPutComesBack() throws IOException {
    var cache = new BinaryCache(Optional.of(folder.resolve("made/when/needed")));
    assertTrue(cache.get("key").isEmpty());
    cache.put("key", new byte[] {1, 2, 3});
    assertArrayEquals(new byte[] {1, 2, 3}, cache.get("key").orElseThrow());
    cache.put("key", new byte[] {4});
    assertArrayEquals(new byte[] {4}, cache.get("key").orElseThrow());
    assertEquals(1, files(folder.resolve("made/when/needed")).size(), "temporary files remain");
  }

  @Test
  void damagedFilesCountAsAbsent() throws IOException {
    var cache = new BinaryCache(Optional.of(folder));
    cache.put("key", new byte[100]);
    Path file = files(folder).getFirst();
    byte[] whole = Files.readAllBytes(file);
    for (int at : new int[] {0, 10, whole.length - 1}) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      Files.write(file, changed);
      assertTrue(cache.get("key").isEmpty(), "a changed byte at " + at);
    }
    for (int length : new int[] {0, 5, 40, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertTrue(cache.get("key").isEmpty(), "cut to " + length);
    }
  }

  @Test
  void aFolderThatCannotBeUsedIsNoError() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    var cache = new BinaryCache(Optional.of(file));
    cache.put("key", new byte[] {1});
    assertTrue(cache.get("key").isEmpty());
    assertEquals("not a folder", Files.readString(file));
  }

  @Test
  void keysDependOnEveryPart() {
    assertNotEquals(BinaryCache.key(List.of("ab", "c")), BinaryCache.key(List.of("a", "bc")));
    assertNotEquals(BinaryCache.key(List.of("a")), BinaryCache.key(List.of("a", "")));
  }

  private static double sum(Path folder) {
    var settings =
        TestDevice.settings("nmf.opencl.cache", folder.toString(), "nmf.opencl.keep", "false");
    try (OpenClBackend backend = TestDevice.open(settings);
        Session session = backend.newSession(Precision.FLOAT)) {
      Factor f = session.newFactor(2, 2);
      session.write(f, DenseMatrix.of(2, 2, 1.0, 2, 3, 4));
      return session.sum(f);
    }
  }

  @Test
  void programsComeFromTheCacheAndAreMadeAgainWhenTheDriverRefusesThem() throws IOException {
    TestDevice.first();
    Path used = folder.resolve("programs");
    assertEquals(10, sum(used));
    List<Path> files = files(used);
    assertEquals(1, files.size());
    byte[] first = Files.readAllBytes(files.getFirst());
    assertEquals(10, sum(used));
    assertArrayEquals(first, Files.readAllBytes(files.getFirst()), "not taken from the cache");

    // whole by its checksum, but nothing that a driver would take
    String name = files.getFirst().getFileName().toString().replace(".bin", "");
    new BinaryCache(Optional.of(used)).put(name, "no program".getBytes(StandardCharsets.UTF_8));
    assertEquals(10, sum(used));
    assertTrue(Files.size(files.getFirst()) > 100, "not made again");

    Files.writeString(files.getFirst(), "garbage");
    assertEquals(10, sum(used));
    assertTrue(Files.size(files.getFirst()) > 100, "not made again");
  }
}
