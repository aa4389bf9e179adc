package io.github.nmf4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir Path folder;

  @Test
  void replacesTheWholeFile() throws IOException {
    Path file = Fixtures.write(folder, "run.json", "a long old content");
    AtomicFile.write(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
    assertEquals("new", Files.readString(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void leavesTheOldFileWhenWritingFails() throws IOException {
    Path file = Fixtures.write(folder, "run.json", "old");
    var e =
        assertThrows(
            FileSystemException.class,
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[1_000_000]);
                      throw new IOException("No space left on device");
                    }));
    assertEquals(file + ": No space left on device", e.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), files());
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFile.write(
                file,
                out -> {
                  throw new IllegalStateException();
                }));
    assertEquals(List.of(file), files());
  }

  @Test
  void speaksOfTheTargetNotOfItsOwnFile() {
    Path file = folder.resolve("none").resolve("W.npy");
    var e = assertThrows(NoSuchFileException.class, () -> AtomicFile.write(file, out -> {}));
    assertEquals(file + ": there is no such folder", e.getMessage());
    var directory =
        assertThrows(FileSystemException.class, () -> AtomicFile.write(folder, out -> {}));
    assertEquals(folder + ": is a directory", directory.getMessage());
  }

  @Test
  void writesThroughALink() throws IOException {
    Path file = Fixtures.write(folder, "real.csv", "old");
    Path link = folder.resolve("link.csv");
    try {
      Files.createSymbolicLink(link, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      assumeTrue(false, "no symbolic links here: " + e);
    }
    AtomicFile.write(link, out -> out.write('x'));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("x", Files.readString(file));
  }

  private List<Path> files() throws IOException {
    try (var list = Files.list(folder)) {
      return list.toList();
    }
  }
}
