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

/**
 * nmf4j behind the benchmark's line protocol: answers each line {@code run N} with the seconds of N
 * iterations and the loss after them. V stays on the device during a run; what is timed is what the
 * peers time, the iterations between the first and the last, extrapolated to N.
 */
final class NmfContender {

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
          NmfOptions.rank(w.columns())
              .loss(new Loss(Double.parseDouble(args[2])))
              .solver(args[1].equals("cd") ? Solver.HALS : Solver.MULTIPLICATIVE)
              .initialization(new Initialization.Custom(w, h))
              .stoppingRule(new StoppingRule.None())
              // scikit-learn's order: the losses can then be compared
              .updateOrder(UpdateOrder.W_THEN_H)
              .precision(precision)
              .backend(args[4])
              .threads(Integer.parseInt(args[5]));
      answer(v, options);
    }
  }

  private static Matrix load(Path folder, Arena arena) throws IOException {
    Path dense = folder.resolve("V.npy");
    return Files.exists(dense) ? read(dense, arena) : read(folder.resolve("V.mtx"), arena);
  }

  private static Matrix read(Path file, Arena arena) throws IOException {
    LoadedMatrix loaded = MatrixReader.read(file, arena);
    return loaded.matrix();
  }

  private static void answer(Matrix v, NmfOptions options) throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      int iterations = Integer.parseInt(line.split(" ", -1)[1]);
      var clock = new IterationClock();
      NmfResult result =
          Nmf.factorize(v, options.maxIterations(iterations).listener(clock::onIteration));
      System.out.println(clock.secondsPerIteration() * iterations + " " + result.loss());
    }
  }
}
