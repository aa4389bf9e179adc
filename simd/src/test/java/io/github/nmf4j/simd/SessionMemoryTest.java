package io.github.nmf4j.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendOptions;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A session gives back all that it took. */
final class SessionMemoryTest {

  private static final Path STATUS = Path.of("/proc/self/status");

  @Test
  void tenThousandSessionsDoNotGrow() throws IOException {
    assumeTrue(Files.isReadable(STATUS), "no /proc/self/status here");
    DenseMatrix v = DenseMatrix.allocate(200, 150, Precision.FLOAT);
    try (Backend backend = new SimdProvider().open(new BackendOptions(2, ""))) {
      for (int i = 0; i < 1000; i++) {
        use(backend, v);
      }
      long before = residentKibibytes();
      for (int i = 0; i < 10_000; i++) {
        use(backend, v);
      }
      long grown = residentKibibytes() - before;
      // one page per session would be 40 MB, all that one takes off-heap 2.3 GB
      assertTrue(grown < 25_000, () -> "grew by %d KiB".formatted(grown));
    }
  }

  private static void use(Backend backend, DenseMatrix v) {
    try (Session session = backend.newSession(Precision.FLOAT)) {
      var data = session.upload(v);
      var w = session.newFactor(200, 20);
      var h = session.newFactor(150, 20);
      session.klCross(data, Side.ROWS, w, h, session.newFactor(200, 20));
    }
  }

  private static long residentKibibytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
