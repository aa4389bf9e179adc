package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Missing;
import io.github.nmf4j.Model;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Online;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.DeviceTimes;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.InsufficientMemoryException;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.matrix.SparseMatrixBuilder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many sessions, closing at the wrong moment, and too little memory. */
final class LimitsTest {

  private static final long SEED = Long.getLong("nmf.test.seed", 20261124);

  private static DenseMatrix uniform(int rows, int columns) {
    var random = new SplittableRandom(SEED);
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, Precision.FLOAT);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, 0.1 + random.nextDouble());
      }
    }
    return matrix;
  }

  /** Resident memory of this process, 0 where the system does not tell. */
  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        : 0;
  }

  @Test
  void aThousandSessionsLeaveNothingBehind() throws IOException {
    var size = new ProblemSize(10, 10, 100, false, 2, Precision.FLOAT);
    try (OpenClBackend backend = TestDevice.open(TestDevice.PLAIN)) {
      long available = backend.plan(size).availableBytes();
      long before = 0;
      for (int i = 0; i < 1000; i++) {
        if (i == 200) {
          System.gc();
          before = residentBytes();
        }
        try (Session session = backend.newSession(Precision.FLOAT)) {
          Factor f = session.newFactor(20_000, 4); // 1.3 MB: 1 GB if it stayed
          assertEquals(0, session.sum(f));
        }
      }
      System.gc();
      long grown = residentBytes() - before;
      assertTrue(grown < 200L << 20, () -> "800 sessions left %d bytes".formatted(grown));
      assertEquals(available, backend.plan(size).availableBytes());
    }
  }

  @Test
  void openingAgainAndAgainIsNothingSpecial() {
    TestDevice.first();
    for (int i = 0; i < 150; i++) {
      Backends.found();
      try (OpenClBackend backend = TestDevice.open(TestDevice.PLAIN);
          Session session = backend.newSession(Precision.FLOAT)) {
        assertEquals(0, session.sum(session.newFactor(100, 3)));
      }
    }
  }

  @Test
  void aSessionIsNotClosedUnderAnOperation() throws Exception {
    DenseMatrix v = uniform(3000, 800);
    try (OpenClBackend backend = TestDevice.open(TestDevice.PLAIN);
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Session session = backend.newSession(Precision.FLOAT);
      Data data = session.upload(v);
      Factor w = session.newFactor(3000, 8);
      Factor h = session.newFactor(800, 8);
      session.write(w, uniform(3000, 8));
      session.write(h, uniform(800, 8));
      double expected = session.divergence(data, w, h, 1.5);
      var running = new CountDownLatch(1);
      Future<Double> result =
          threads.submit(
              () -> {
                double last = 0;
                for (int i = 0; i < 10; i++) {
                  running.countDown();
                  last = session.divergence(data, w, h, 1.5);
                }
                return last;
              });
      running.await();
      // while an operation runs, closing is refused; between two of them, the next one is
      while (!result.isDone()) {
        try {
          session.close();
          break;
        } catch (IllegalStateException e) {
          assertTrue(String.valueOf(e.getMessage()).contains("in use"), e.getMessage());
        }
      }
      try {
        assertEquals(expected, result.get());
      } catch (java.util.concurrent.ExecutionException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("the session is closed"), e.toString());
      }
      session.close();
      assertThrows(IllegalStateException.class, () -> session.sum(w));
    }
  }

  /** What a GPU with 48 KiB per group takes: for usual ranks the tiles that are best. */
  @Test
  void theImitatedGpuTakesWideTiles() {
    DeviceLimits gpu = DeviceLimits.of(TestDevice.first(), TestDevice.GPU);
    assertEquals(48 << 10, gpu.localBytes());
    assertEquals(new ProductTiles(4, 32, 4), ProductTiles.of(16, Precision.FLOAT, gpu));
    assertEquals(new ProductTiles(8, 16, 4), ProductTiles.of(32, Precision.FLOAT, gpu));
    assertEquals(new ProductTiles(12, 16, 4), ProductTiles.of(48, Precision.FLOAT, gpu));
    assertEquals(new ProductTiles(8, 16, 8), ProductTiles.of(64, Precision.FLOAT, gpu));
    assertEquals(new ProductTiles(16, 16, 8), ProductTiles.of(128, Precision.FLOAT, gpu));
    assertEquals(new RatioTiles(4, 32, 4, 4, 8, 4, 16), RatioTiles.of(16, Precision.FLOAT, 2, gpu));
    assertEquals(new RatioTiles(8, 16, 8, 4, 8, 4, 32), RatioTiles.of(32, Precision.FLOAT, 1, gpu));
    assertEquals(new RatioTiles(8, 16, 8, 4, 8, 4, 16), RatioTiles.of(32, Precision.FLOAT, 2, gpu));
    assertEquals(new RatioTiles(16, 8, 8, 4, 8, 4, 32), RatioTiles.of(64, Precision.FLOAT, 2, gpu));
    assertEquals(
        new RatioTiles(16, 8, 8, 8, 8, 4, 64), RatioTiles.of(128, Precision.FLOAT, 1, gpu));
  }

  @Test
  void aBufferThatTheDriverRefusesIsSaidInWordsAndCountsForNothing() {
    ClDevice device = TestDevice.first();
    DeviceLimits real = DeviceLimits.of(device, TestDevice.PLAIN);
    var unlimited =
        new DeviceLimits(
            real.localBytes(),
            real.unitLocalBytes(),
            real.workGroupSize(),
            real.units(),
            real.shortestSpan(),
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            real.doubleScalars(),
            real.slowCompiler(),
            real.quickDivision(),
            real.vectorBytes());
    var memory = new DeviceMemory(device.name(), unlimited);
    try (Arena arena = Arena.ofShared()) {
      ClContext context = ClContext.create(device, arena);
      var programs = new ProgramCache(context, new BinaryCache(Optional.empty()), arena);
      var work =
          new Workspace(
              context, programs, memory, unlimited, Precision.FLOAT, false, null, Arena.ofShared());
      long before = memory.availableBytes();
      var e =
          assertThrows(
              InsufficientMemoryException.class, () -> work.allocate(1L << 55, "a huge thing"));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("a huge thing needs 36028797018963968 bytes"), message);
      assertTrue(message.contains("clCreateBuffer"), message);
      assertEquals(before, memory.availableBytes());
      work.allocate(1000, "a small thing");
      work.close();
      assertEquals(before, memory.availableBytes());
    }
  }

  private static <T> T withProperty(String name, String value, Supplier<T> body) {
    System.setProperty(name, value);
    try {
      return body.get();
    } finally {
      System.clearProperty(name);
    }
  }

  private static NmfOptions options() {
    return NmfOptions.rank(5)
        .backend("opencl")
        .loss(Loss.KULLBACK_LEIBLER)
        .solver(Solver.MULTIPLICATIVE)
        .maxIterations(4)
        .stoppingRule(new StoppingRule.None());
  }

  @Test
  void denseDataLargerThanTheDeviceAreStreamed() {
    TestDevice.first();
    DenseMatrix v = uniform(2500, 1000); // 10 MB
    NmfResult whole = Nmf.factorize(v, options());
    NmfResult streamed =
        withProperty("nmf.opencl.memory", "8000000", () -> Nmf.factorize(v, options()));
    assertEquals(whole.loss(), streamed.loss(), 1e-5 * whole.loss(), "seed " + SEED);
  }

  /** Some 15 MB by rows and by columns, columns that differ in weight, on a device of 8 MB. */
  @ParameterizedTest
  @EnumSource(
      value = Solver.class,
      names = {"AUTO", "MULTIPLICATIVE", "HALS"})
  void sparseDataLargerThanTheDeviceAreStreamed(Solver solver) {
    TestDevice.first();
    Matrix v = words(4000, 1500, 1_000_000);
    Loss loss = solver == Solver.HALS ? Loss.FROBENIUS : Loss.KULLBACK_LEIBLER;
    // what auto takes where rows are not whole
    Solver inOnePiece = solver == Solver.AUTO ? Solver.EXTRAPOLATED_MULTIPLICATIVE : solver;
    NmfOptions options = options().loss(loss);
    NmfResult whole = Nmf.factorize(v, options.solver(inOnePiece));
    NmfResult streamed =
        withProperty(
            "nmf.opencl.memory", "8000000", () -> Nmf.factorize(v, options.solver(solver)));
    assertEquals("opencl", streamed.run().backend());
    assertEquals(whole.loss(), streamed.loss(), 1e-5 * whole.loss(), "seed " + SEED);
    double[] expected = whole.w().toArray();
    double[] actual = streamed.w().toArray();
    double largest = Arrays.stream(expected).max().orElseThrow();
    assertArrayEquals(expected, actual, 1e-4 * largest, "seed " + SEED);
  }

  /**
   * Panels that stay on the host as they were arranged, all of them, some or none: the same bits.
   */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void panelsThatAreKeptOnTheHostChangeNoBit(Precision precision) {
    SparseMatrix v = words(700, 200, 40_000);
    long kept = 0;
    List<Double> expected = List.of();
    for (long limit : new long[] {0, 400_000, Long.MAX_VALUE}) {
      var settings = TestDevice.settings("nmf.opencl.panels", Long.toString(limit));
      try (OpenClBackend backend = TestDevice.open(settings)) {
        try (Session session = backend.newSession(precision)) {
          List<Double> actual = threePasses(session, session.stream(v, 0.5, 30));
          expected = limit == 0 ? actual : expected;
          assertEquals(expected, actual, "with at most %d bytes".formatted(limit));
          long bytes = backend.keptPanelBytes();
          assertTrue(bytes <= limit, () -> bytes + " bytes are kept");
          assertTrue(limit == 0 || bytes > kept, () -> bytes + " bytes are kept");
          kept = bytes;
        }
        assertEquals(0, backend.keptPanelBytes());
      }
    }
    long entries = 2L * v.storedEntries() * (Integer.BYTES + precision.bytes());
    assertTrue(kept >= entries, "%d bytes are kept, the entries take %d".formatted(kept, entries));
  }

  private static List<Double> threePasses(Session session, Data v) {
    Factor w = session.newFactor(v.rows(), 5);
    Factor h = session.newFactor(v.columns(), 5);
    session.write(w, uniform(v.rows(), 5));
    session.write(h, uniform(v.columns(), 5));
    Factor r = session.newFactor(v.rows(), 5);
    Factor n = session.newFactor(v.columns(), 5);
    var numbers = new ArrayList<Double>();
    for (int pass = 0; pass < 3; pass++) {
      for (int p = 0; p < v.panels(); p++) {
        Data panel = v.panel(p);
        int from = v.panelStart(p);
        int to = v.panelStart(p + 1);
        Factor part = h.rows(from, to);
        numbers.add(session.divergence(panel, w, part, 1));
        session.addCross(panel, Side.ROWS, part, r);
        session.klCross(panel, Side.COLUMNS, part, w, n.rows(from, to));
      }
      for (Factor f : List.of(r, n)) {
        DenseMatrix read = DenseMatrix.allocate(f.rows(), f.rank(), Precision.DOUBLE);
        session.read(f, read);
        Arrays.stream(read.toArray()).forEach(numbers::add);
      }
    }
    return numbers;
  }

  /** And what one session gives back another may keep. */
  @Test
  void panelsTakeHalfOfWhatTheHostHasBesideThem() {
    var available = new AtomicLong(800);
    var memory = new PanelMemory(1000, available::get);
    assertTrue(memory.keep(400));
    available.set(999);
    assertFalse(memory.keep(100));
    available.set(2000);
    assertFalse(memory.keep(601));
    assertTrue(memory.keep(600));
    memory.giveBack(1000);
    assertTrue(memory.keep(1000));
  }

  /** 10 MB of V, and as much of weights, in batches: what the device holds of them is one batch. */
  @Test
  void batchesTakeTheMemoryOfABatch() {
    TestDevice.first();
    DenseMatrix v = uniform(1000, 2500).transpose();
    NmfOptions smooth =
        options().solver(Solver.AUTO).model(Model.smooth(0.1).withConvex().withBatchSize(20));
    NmfOptions online =
        options()
            .online(new Online(20, 0.7, Online.Lines.COLUMNS))
            .stoppingRule(new StoppingRule.None())
            .weights(uniform(1000, 2500).transpose());
    for (NmfOptions options : List.of(smooth, online)) {
      NmfResult whole = Nmf.factorize(v, options);
      NmfResult streamed =
          withProperty("nmf.opencl.memory", "4000000", () -> Nmf.factorize(v, options));
      assertEquals(whole.objective(), streamed.objective());
    }
  }

  @Test
  void sparseDataWhoseFactorsDoNotFitAreRefused() {
    TestDevice.first();
    Matrix v = SparseMatrix.ofDense(uniform(500, 400));
    var e =
        assertThrows(
            InsufficientMemoryException.class,
            () -> withProperty("nmf.opencl.memory", "100000", () -> Nmf.factorize(v, options())));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("streaming a 500 × 400 matrix at rank 5"), message);
    assertTrue(message.contains("0.1 MiB is available"), message);
  }

  /** With weights e-a-hals holds V, M and M ∘ V: where two of them fit and not three, mu does. */
  @Test
  void autoTakesWhatFits() {
    TestDevice.first();
    SparseMatrix v = words(2000, 1500, 100_000);
    NmfOptions options = options().loss(Loss.FROBENIUS).solver(Solver.AUTO).missing(Missing.ZEROS);
    ProblemSize size = ProblemSize.of(v, 5, Precision.FLOAT);
    long limit;
    try (OpenClBackend backend = TestDevice.open(TestDevice.PLAIN)) {
      long two = backend.plan(size.withLayers(2)).requiredBytes();
      limit = (two + backend.plan(size.withLayers(3)).requiredBytes()) / 2;
    }
    assertEquals(Solver.EXTRAPOLATED_HALS, Nmf.factorize(v, options).solver());
    String bytes = Long.toString(limit);
    NmfResult small = withProperty("nmf.opencl.memory", bytes, () -> Nmf.factorize(v, options));
    assertEquals(Solver.MULTIPLICATIVE, small.solver());
    assertThrows(
        InsufficientMemoryException.class,
        () ->
            withProperty(
                "nmf.opencl.memory",
                bytes,
                () -> Nmf.factorize(v, options.solver(Solver.EXTRAPOLATED_HALS))));
  }

  /** Early columns have many entries, late ones few, as words have. */
  private static SparseMatrix words(int rows, int columns, int entries) {
    var random = new SplittableRandom(SEED);
    var builder = new SparseMatrixBuilder(rows, columns, Precision.FLOAT, entries, Arena.ofAuto());
    for (int e = 0; e < entries; e++) {
      double u = random.nextDouble();
      builder.add(random.nextInt(rows), (int) (columns * u * u), 1 + random.nextInt(5));
    }
    return builder.build();
  }

  @Test
  void theDeviceTellsWhatItDidWithItsTimeWhenAsked() {
    TestDevice.first();
    DenseMatrix v = uniform(300, 200);
    assertEquals(Optional.empty(), Nmf.factorize(v, options()).run().deviceTimes());
    DeviceTimes times =
        withProperty("nmf.opencl.times", "true", () -> Nmf.factorize(v, options()))
            .run()
            .deviceTimes()
            .orElseThrow();
    assertTrue(times.kernelSeconds() > 0, times.toString());
    assertTrue(times.transferSeconds() > 0, times.toString());
    assertTrue(times.compileSeconds() > 0, times.toString());
  }

  @Test
  void ceilingsAreMeasured() {
    try (OpenClBackend backend = TestDevice.open(TestDevice.PLAIN)) {
      for (Precision precision : Precision.values()) {
        double flops = backend.measureCeiling(precision).orElseThrow();
        assertTrue(flops > 1e8 && flops < 1e16, "operations per second: " + flops);
      }
      double bytes = backend.measureBandwidth().orElseThrow();
      assertTrue(bytes > 1e8 && bytes < 1e14, "bytes per second: " + bytes);
    }
  }

  @Test
  void takingTheTimeChangesNoBit() {
    DenseMatrix v = uniform(70, 50);
    double[] plain = passes(TestDevice.PLAIN, v);
    Settings timed = TestDevice.settings("nmf.opencl.times", "true");
    double[] measured = passes(timed, v);
    assertEquals(plain[0], measured[0]);
    assertEquals(plain[1], measured[1]);
  }

  private static double[] passes(Settings settings, DenseMatrix v) {
    try (OpenClBackend backend = TestDevice.open(settings);
        Session session = backend.newSession(Precision.FLOAT)) {
      Data data = session.upload(v);
      Factor g = session.newFactor(v.columns(), 3);
      session.write(g, uniform(v.columns(), 3));
      Factor r = session.newFactor(v.rows(), 3);
      session.cross(data, Side.ROWS, g, r);
      Factor copy = session.newFactor(v.rows(), 3);
      session.copy(r, copy);
      return new double[] {session.sum(copy), session.dot(r, copy)};
    }
  }
}
