package io.github.nmf4j.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendOptions;
import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session gives back all that it took. */
final class SessionMemoryTest {

  private static final Path MAPPINGS = Path.of("/proc/self/smaps");

  /** Below this HotSpot has its heap and its classes; what is allocated natively lies above. */
  private static final long NATIVE = 1L << 40;

  @Test
  void tenThousandSessionsDoNotGrow() throws IOException {
    assumeTrue(Files.isReadable(MAPPINGS), "no /proc/self/smaps here");
    DenseMatrix v = DenseMatrix.allocate(200, 150, Precision.FLOAT);
    try (Backend backend = new SimdProvider().open(new BackendOptions(2, ""))) {
      for (int i = 0; i < 1000; i++) {
        use(backend, v);
      }
      long before = ownKibibytes();
      for (int i = 0; i < 10_000; i++) {
        use(backend, v);
      }
      long grown = ownKibibytes() - before;
      // one page per session would be 40 MB, all that one takes off-heap 2.3 GB
      assertTrue(grown < 25_000, () -> "grew by %d KiB".formatted(grown));
    }
  }

  /** Items of many entries with few components and the other way round, in turn. */
  @Test
  void coordinateSweepsOfTwoRanksDoNotGrow() throws IOException {
    assumeTrue(Files.isReadable(MAPPINGS), "no /proc/self/smaps here");
    try (Backend backend = new SimdProvider().open(new BackendOptions(2, ""));
        Session session = backend.newSession(Precision.FLOAT)) {
      Runnable longItems = sweep(session, 20, 4000, 3);
      Runnable manyComponents = sweep(session, 20, 50, 40);
      long before = ownKibibytes();
      for (int i = 0; i < 1000; i++) {
        longItems.run();
        manyComponents.run();
      }
      long grown = ownKibibytes() - before;
      // what is off-heap of the room for long items is 32 KB, and there are three such rooms
      assertTrue(grown < 10_000, () -> "grew by %d KiB".formatted(grown));
    }
  }

  private static Runnable sweep(Session session, int rows, int columns, int rank) {
    DenseMatrix ones = DenseMatrix.allocate(rows, columns, Precision.FLOAT);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        ones.set(i, j, 1);
      }
    }
    var data = session.upload(ones);
    var w = session.newFactor(rows, rank);
    var h = session.newFactor(columns, rank);
    var sums = session.newFactor(1, rank);
    var step = new CoordinateStep(CoordinateStep.Rule.SECANT, 1, 0, 0);
    return () -> session.coordinateSweep(data, Side.ROWS, w, h, sums, step, null);
  }

  /** 210 MB of V in a mapped file, in batches of half a megabyte. */
  @Test
  void streamedBatchesTakeTheMemoryOfABatch(@TempDir Path folder) throws IOException {
    assumeTrue(Files.isReadable(MAPPINGS), "no /proc/self/smaps here");
    int m = 2048;
    int n = 25_600;
    try (var file =
            FileChannel.open(
                folder.resolve("v"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Arena arena = Arena.ofShared()) {
      MemorySegment values = file.map(FileChannel.MapMode.READ_WRITE, 0, 4L * m * n, arena);
      for (long e = 0; e < (long) m * n; e++) {
        values.setAtIndex(ValueLayout.JAVA_FLOAT, e, (float) (1 + e % 7));
      }
      DenseMatrix v =
          DenseMatrix.wrap(values, ElementType.FLOAT32, ByteOrder.nativeOrder(), m, n, true);
      long before = ownKibibytes();
      var most = new AtomicLong();
      NmfResult result =
          Nmf.factorize(
              v,
              NmfOptions.rank(3)
                  .loss(Loss.KULLBACK_LEIBLER)
                  .model(Model.smooth(0.1).withConvex().withBatchSize(64))
                  .memoryLimit(1 << 20)
                  .backend("simd")
                  .maxIterations(1)
                  .listener(
                      _ -> {
                        most.accumulateAndGet(ownKibibytes(), Math::max);
                        return true;
                      }));
      assertTrue(result.objective() < result.trace().getFirst().objective());
      long grown = most.get() - before;
      assertTrue(grown < 100_000, () -> "grew by %d KiB".formatted(grown));
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

  /**
   * Native memory that is no part of a file, and what is alive on the heap. How much of the heap
   * was ever touched says more of the collector than of a session.
   */
  private static long ownKibibytes() {
    System.gc();
    Runtime java = Runtime.getRuntime();
    return (java.totalMemory() - java.freeMemory()) / 1024 + nativeKibibytes();
  }

  private static long nativeKibibytes() {
    long sum = 0;
    boolean counts = false;
    try {
      for (String line : Files.readAllLines(MAPPINGS)) {
        if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
          counts = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16) >= NATIVE;
        } else if (counts && line.startsWith("Anonymous:")) {
          sum += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum;
  }
}
