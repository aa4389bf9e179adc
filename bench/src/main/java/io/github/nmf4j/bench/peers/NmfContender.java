package io.github.nmf4j.bench.peers;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * nmf4j behind the benchmark's line protocol: says {@code ready} (on a device after a line {@code
 * times KERNEL TRANSFER COMPILE} of the first run), then answers each line {@code run N} with the
 * seconds of N iterations and the loss after them. V stays on the device during a run; what is
 * timed is what the peers time, the iterations between the first and the last, extrapolated to N.
 */
final class NmfContender {

  /** Iterations on a device that take less than this are made more, up to so many times. */
  private static final double LONG_SECONDS = 0.5;

  private static final double MOST_TIMES = 50;

  /** Runs of one iteration, of which the shortest counts. */
  private static final int TRIES_OF_ONE = 3;

  private NmfContender() {}

  /** Arguments: folder, method, β, precision, backend, threads. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Precision precision = Precision.valueOf(args[3]);
    try (Arena arena = Arena.ofShared()) {
      Matrix v = load(folder, arena);
      DenseMatrix w = (DenseMatrix) read(folder.resolve("W0.npy"), arena);
      DenseMatrix h = (DenseMatrix) read(folder.resolve("H0.npy"), arena);
      NmfOptions options =
          options(args[1], Double.parseDouble(args[2]), precision, w, h)
              .backend(args[4])
              .threads(Integer.parseInt(args[5]));
      answer(v, options);
    }
  }

  /** A case's solver from these factors, without an end. */
  static NmfOptions options(
      String method, double beta, Precision precision, DenseMatrix w, DenseMatrix h) {
    return NmfOptions.rank(w.columns())
        .loss(new Loss(beta))
        .solver(method.equals("cd") ? Solver.HALS : Solver.MULTIPLICATIVE)
        .initialization(new Initialization.Custom(w, h))
        .stoppingRule(new StoppingRule.None())
        // scikit-learn's order: the losses can then be compared
        .updateOrder(UpdateOrder.W_THEN_H)
        .precision(precision);
  }

  /** V of a case. */
  static Matrix load(Path folder, Arena arena) throws IOException {
    for (String name : new String[] {"V.npy", "V.npz"}) {
      if (Files.exists(folder.resolve(name))) {
        return read(folder.resolve(name), arena);
      }
    }
    return read(folder.resolve("V.mtx"), arena);
  }

  /**
   * The line for a run on a device. Its iterations are queued and done when a number comes back:
   * the time of N − 1 of them is that of N less that of one, both to the end. N is made so large
   * that what differs from run to run besides the iterations does not matter.
   */
  private static String onDevice(Matrix v, NmfOptions options, int iterations) {
    double one = Double.MAX_VALUE;
    for (int i = 0; i < TRIES_OF_ONE; i++) {
      one = Math.min(one, run(v, options, 1).run().iterationSeconds());
    }
    NmfResult result = run(v, options, iterations);
    double rest = result.run().iterationSeconds() - one;
    int n = iterations;
    if (rest < LONG_SECONDS) {
      double times = Math.min(MOST_TIMES, LONG_SECONDS / Math.max(rest, Double.MIN_NORMAL));
      n = (int) Math.ceil(iterations * times);
      rest = run(v, options, n).run().iterationSeconds() - one;
    }
    return rest * iterations / (n - 1) + " " + result.loss();
  }

  private static NmfResult run(Matrix v, NmfOptions options, int iterations) {
    return Nmf.factorize(v, options.checkEvery(iterations).maxIterations(iterations));
  }

  /** What the first run of all did with its time, on the error stream. */
  private static void reportDevice(Matrix v, NmfOptions options) {
    System.setProperty("nmf.opencl.times", "true");
    NmfResult.Run run = Nmf.factorize(v, options.maxIterations(2)).run();
    System.clearProperty("nmf.opencl.times");
    run.deviceTimes()
        .ifPresent(
            t ->
                System.out.printf(
                    Locale.ROOT,
                    "times %s %s %s%n",
                    t.kernelSeconds(),
                    t.transferSeconds(),
                    t.compileSeconds()));
  }

  private static Matrix read(Path file, Arena arena) throws IOException {
    LoadedMatrix loaded = MatrixReader.read(file, arena);
    return loaded.matrix();
  }

  private static void answer(Matrix v, NmfOptions options) throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    boolean onDevice = options.backend().startsWith("opencl");
    if (onDevice) {
      reportDevice(v, options);
    }
    System.out.println("ready");
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      int iterations = Integer.parseInt(line.split(" ", -1)[1]);
      if (onDevice) {
        System.out.println(onDevice(v, options, iterations));
        continue;
      }
      var clock = new IterationClock();
      NmfResult result =
          Nmf.factorize(v, options.maxIterations(iterations).listener(clock::onIteration));
      System.out.println(clock.secondsPerIteration() * iterations + " " + result.loss());
    }
  }
}
