package io.github.nmf4j.io;

import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens to a good file, reading it ends with a matrix or with a message. */
class DamagedFilesTest extends ReadingTest {

  private static final long SEED = 20_260_105L;
  private static final int ROUNDS = 60;

  @Test
  void damagedFilesAreReadOrRefusedButNeverAnythingElse() throws IOException {
    var random = Fixtures.random(SEED);
    List<Path> files;
    try (var list = Files.list(Fixtures.path("f8.npy").resolveSibling(""))) {
      files =
          list.filter(file -> file.toString().matches(".*\\.(npy|npz|mtx|gz|csv|tsv|txt)"))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      byte[] good = Files.readAllBytes(file);
      for (int round = 0; round < ROUNDS; round++) {
        byte[] bad = damage(good, random);
        try {
          LoadedMatrix loaded = read(file.getFileName().toString(), bad);
          loaded.matrix().summary();
        } catch (InvalidDataException | InsufficientMemoryException e) {
          String name = file.getFileName().toString();
          if (!String.valueOf(e.getMessage()).startsWith(name)) {
            throw new AssertionError(name + " is not named", e);
          }
        } catch (IOException | RuntimeException e) {
          throw new AssertionError("%s, round %d: %s".formatted(file, round, e), e);
        }
      }
    }
  }

  private static byte[] damage(byte[] good, Random random) {
    if (random.nextInt(4) == 0) {
      return Arrays.copyOf(good, 1 + random.nextInt(good.length - 1));
    }
    byte[] bad = good.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bad.length);
      bad[at] =
          switch (random.nextInt(3)) {
            case 0 -> (byte) random.nextInt(256);
            case 1 -> (byte) (bad[at] ^ (1 << random.nextInt(8)));
            default -> bad[random.nextInt(bad.length)];
          };
    }
    return bad;
  }
}
