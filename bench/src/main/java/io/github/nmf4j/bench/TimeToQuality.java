package io.github.nmf4j.bench;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Missing;
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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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
 * many, or the first and the last, as 2-4), comma-separated solvers, the CSV file to append to; and
 * if wanted which entries are observed ({@code all}, {@code zeros} or the file of a mask), and
 * {@code cpu} for one thread, the seconds being those for which it had a core. {@code
 * bench/time_to_quality.py} does the same with scikit-learn, {@link TimeToQualityReport} makes a
 * table and a plot of both.
 */
public final class TimeToQuality {

  /** Iterations between looks of a solver that looks at the objective only then. */
  private static final int RARE_LOOKS = 10;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Matrix v;
  private final NmfOptions options;
  private final double seconds;
  private final boolean cpu;

  private TimeToQuality(Matrix v, NmfOptions options, double seconds) {
    this.v = v;
    this.options = options;
    this.seconds = seconds;
    this.cpu = options.threads() == 1;
  }

  /** Runs the measurement. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 7 || arguments.length > 9) {
      throw new IllegalArgumentException(
          "arguments: V-FILE frobenius|kl K SECONDS SEEDS SOLVER,… CSV-FILE [all|zeros|MASK [cpu]]");
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
      String mask = arguments.length > 7 ? arguments[7] : "all";
      Matrix weights =
          mask.equals("all") || mask.equals("zeros")
              ? null
              : MatrixReader.read(Path.of(mask), arena).matrix();
      String name =
          "%s %s k=%d%s"
              .formatted(
                  Objects.requireNonNull(data.toAbsolutePath().getParent()).getFileName(),
                  loss,
                  rank,
                  mask.equals("all") ? "" : " masked");
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
                .threads(arguments.length > 8 ? 1 : 0)
                .missing(mask.equals("zeros") ? Missing.ZEROS : Missing.NONE)
                .checkEvery(solver == Solver.EXTRAPOLATED_MULTIPLICATIVE ? RARE_LOOKS : 1);
        options = weights == null ? options : options.weights(weights);
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
                  double now = cpu ? THREADS.getCurrentThreadCpuTime() * 1e-9 : progress.seconds();
                  times.add(now);
                  return now - (cpu ? times.getFirst() : 0) < seconds;
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
