package io.github.nmf4j.bench;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.RandomSource;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Loss over time of this library's solvers, in single precision on backend simd; one line per look:
 * case, solver, seed, iteration, seconds, loss. The clock runs for the iterations alone: each run
 * is done twice, once with the clock and without looking at the loss, and once the other way round;
 * both take the same way bit for bit. Starts are NumPy's, so that scikit-learn has the same ones.
 *
 * <p>Arguments: the file of V, {@code frobenius} or {@code kl}, k, seconds per run, seeds (how
 * many, or the first and the last, as 2-4), comma-separated solvers, the CSV file to append to.
 * {@code bench/time_to_quality.py} does the same with scikit-learn, {@link TimeToQualityReport}
 * makes a table and a plot of both.
 */
public final class TimeToQuality {

  /** Iterations between looks of a solver that looks at the objective only then. */
  private static final int RARE_LOOKS = 10;

  private final Matrix v;
  private final NmfOptions options;
  private final double seconds;

  private TimeToQuality(Matrix v, NmfOptions options, double seconds) {
    this.v = v;
    this.options = options;
    this.seconds = seconds;
  }

  /** Runs the measurement. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 7) {
      throw new IllegalArgumentException(
          "arguments: V-FILE frobenius|kl K SECONDS SEEDS SOLVER,… CSV-FILE");
    }
    Loss loss = Loss.parse(arguments[1]);
    int rank = Integer.parseInt(arguments[2]);
    double seconds = Double.parseDouble(arguments[3]);
    String[] range = arguments[4].split("-", -1);
    int first = range.length == 1 ? 0 : Integer.parseInt(range[0]);
    int end = Integer.parseInt(range[range.length - 1]) + (range.length == 1 ? 0 : 1);
    Path file = Path.of(arguments[6]);
    try (Arena arena = Arena.ofShared();
        var out =
            new PrintStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                false,
                StandardCharsets.UTF_8)) {
      Path data = Path.of(arguments[0]);
      Matrix v = MatrixReader.read(data, arena).matrix();
      String name =
          "%s %s k=%d"
              .formatted(
                  Objects.requireNonNull(data.toAbsolutePath().getParent()).getFileName(),
                  loss,
                  rank);
      for (String word : arguments[5].split(",", -1)) {
        Solver solver =
            Arrays.stream(Solver.values())
                .filter(s -> s.toString().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no solver " + word));
        NmfOptions options =
            NmfOptions.rank(rank)
                .loss(loss)
                .solver(solver)
                .precision(Precision.FLOAT)
                .randomSource(RandomSource.NUMPY_LEGACY)
                .backend("simd")
                .checkEvery(solver == Solver.EXTRAPOLATED_MULTIPLICATIVE ? RARE_LOOKS : 1);
        var warmUp = new TimeToQuality(v, options.seed(end), Math.min(3, seconds));
        warmUp.clock();
        warmUp.losses(20);
        for (int seed = first; seed < end; seed++) {
          var run = new TimeToQuality(v, options.seed(seed), seconds);
          List<Double> times = run.clock();
          for (TracePoint point : run.losses(times.size() - 1)) {
            out.printf(
                Locale.ROOT,
                "%s,%s,%d,%d,%.6f,%.9g%n",
                name,
                solver,
                seed,
                point.iteration(),
                times.get(point.iteration()),
                point.loss());
          }
          out.flush();
        }
      }
    }
  }

  /** Seconds after each iteration, none of them spent on looks that the solver does not need. */
  private List<Double> clock() {
    var times = new ArrayList<Double>();
    Nmf.factorize(
        v,
        options
            .maxIterations(Integer.MAX_VALUE)
            .stoppingRule(new StoppingRule.None())
            .listener(
                progress -> {
                  times.add(progress.seconds());
                  return progress.seconds() < seconds;
                }));
    double start = times.getFirst(); // the loss of the start
    times.replaceAll(t -> t - start);
    // the last iterations before the end of a run may lack their look
    int whole = (times.size() - 1) / options.checkEvery() * options.checkEvery();
    return times.subList(0, whole + 1);
  }

  /** The loss at each look. */
  private List<TracePoint> losses(int iterations) {
    return Nmf.factorize(
            v,
            options
                .maxIterations(iterations)
                .stoppingRule(new StoppingRule.RelativeLoss(0, Integer.MAX_VALUE)))
        .trace();
  }
}
