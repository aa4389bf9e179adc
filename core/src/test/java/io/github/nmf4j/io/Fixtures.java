package io.github.nmf4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nmf4j.matrix.Matrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;

/** Files that NumPy and SciPy wrote (see make_fixtures.py), and small helpers on matrices. */
final class Fixtures {

  /** What every good fixture holds. */
  static final double[][] V = {{1, 0, 2, 0}, {0, 3, 0, 4}, {5, 0, 0, 6}};

  private Fixtures() {}

  /** A generator that prints its seed; another one is given by {@code -Dnmf.test.seed}. */
  static Random random(long defaultSeed) {
    long seed = Long.getLong("nmf.test.seed", defaultSeed);
    System.out.println("seed: -Dnmf.test.seed=" + seed);
    return new Random(seed);
  }

  static Path path(String name) {
    try {
      URL url = Objects.requireNonNull(Fixtures.class.getResource(name), name);
      URI uri = url.toURI();
      return Path.of(uri);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path folder, String name, String text) throws IOException {
    return write(folder, name, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path folder, String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    return file;
  }

  static void assertEntries(double[][] expected, Matrix matrix) {
    assertEquals(expected.length, matrix.rows(), "rows");
    assertEquals(expected[0].length, matrix.columns(), "columns");
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        assertEquals(expected[i][j], matrix.get(i, j), "entry (" + i + ", " + j + ")");
      }
    }
  }
}
