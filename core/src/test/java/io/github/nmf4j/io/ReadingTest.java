package io.github.nmf4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of single formats share. */
abstract class ReadingTest {

  @TempDir Path folder;

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void closeArena() {
    arena.close();
  }

  LoadedMatrix readFixture(String name) throws IOException {
    return MatrixReader.read(Fixtures.path(name), arena);
  }

  LoadedMatrix read(String name, String text) throws IOException {
    return MatrixReader.read(Fixtures.write(folder, name, text), arena);
  }

  LoadedMatrix read(String name, byte[] bytes) throws IOException {
    return MatrixReader.read(Fixtures.write(folder, name, bytes), arena);
  }

  LoadedMatrix read(Path file) throws IOException {
    return MatrixReader.read(file, arena);
  }

  void assertRefused(String message, String name, String text) throws IOException {
    Path file = Fixtures.write(folder, name, text);
    assertRefused(message, file);
  }

  void assertRefused(String message, String name, byte[] bytes) throws IOException {
    assertRefused(message, Fixtures.write(folder, name, bytes));
  }

  void assertRefused(String message, Path file) {
    var e = assertThrows(InvalidDataException.class, () -> MatrixReader.read(file, arena));
    assertEquals(message, e.getMessage());
  }

  void assertFixtureRefused(String message, String name) {
    assertRefused(message, Fixtures.path(name));
  }
}
