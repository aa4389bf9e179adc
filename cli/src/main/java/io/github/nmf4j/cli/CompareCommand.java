package io.github.nmf4j.cli;

import io.github.nmf4j.Loss;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Solver;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.backend.Availability;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.DeviceTimes;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf compare}. */
@Command(
    name = "compare",
    header = "Runs the same factorisation on each backend and compares time and result.",
    description = {
      "",
      "All backends start from the same random W and H and do the same iterations: hals for "
          + "frobenius, otherwise mu, unless --solver says more. Time per iteration is the median "
          + "over the runs after a warm-up, without the loss at the start, and the fastest and the "
          + "slowest run beside it. The first run is the whole first factorisation in a fresh JVM, "
          + "in seconds: the start of the backend, the way of V to it and compiling included. "
          + "A backend gets half a minute, and fewer runs if they take longer.",
      "",
      "GFLOP/s counts c·e·K + g·(m+n)·K² operations per iteration, e being "
          + "the stored entries of V: c = 4, g = 4 for frobenius; c = 8, g = 0 for kl; c = 12, "
          + "g = 0 and e = m·n for other losses; with solvers other than mu and hals, whose "
          + "iterations do more, it is left out. Of peak is their share of the multiply-adds from "
          + "registers that the same threads reach, measured just after, where the backend knows "
          + "that. Memory is what the backend takes besides V. Speed-up and the last columns are "
          + "against the reference backend, or the first one if that is not among them: the "
          + "largest difference of an entry of W·H, relative to its largest entry (at no more than "
          + "1024 × 1024 evenly spread entries), and the relative difference of the loss. Where a "
          + "device has a clock of its own, a line under the table says how the first run spent "
          + "its time: kernels, transfers between host and device, compilation.",
      ""
    })
final class CompareCommand implements Callable<Integer> {

  private static final String REFERENCE = "reference";

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The matrix V.")
  Path input = Path.of("");

  @Option(
      names = {"-k", "--rank"},
      paramLabel = "K",
      required = true,
      description = "Number of components.")
  int rank;

  @Option(
      names = "--backends",
      paramLabel = "NAME[:DEVICE]",
      split = ",",
      description = "Backends, separated by commas (default: all that are available).")
  @Nullable List<String> backends;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Iterations of a run (default: 50).")
  int iterations = 50;

  @Option(names = "--runs", paramLabel = "N", description = "Runs measured at most (default: 5).")
  int runs = 5;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of the start (default: 0).")
  long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Worker threads of backends on the CPU (default: one per core).")
  int threads;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      converter = Choices.Precisions.class,
      completionCandidates = Choices.Precisions.class,
      description = "${COMPLETION-CANDIDATES} (default: auto, that of V).")
  Choices.Numbers precision = Choices.Numbers.AUTO;

  @Option(names = "--json", description = "One JSON document instead of a table.")
  boolean json;

  @Mixin CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, heading = "%nWhat is minimised, and how:%n")
  LossOptions loss = new LossOptions();

  CompareCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    NmfOptions options = options();
    var refused = new ArrayList<Backends.Refusal>();
    List<String> specifications = specifications(refused);
    try (Arena arena = Arena.ofShared()) {
      LoadedMatrix v = MatrixReader.read(input, arena);
      Inputs.requirePositive(v, v.requireNonnegative(), loss.loss);
      var measured = new ArrayList<Comparison.Measured>();
      for (String specification : specifications) {
        if (ProgressBar.wanted()) {
          context.err().println("nmf: measuring " + specification);
        }
        measured.add(Comparison.measure(v.matrix(), options, specification, runs));
      }
      var report = new Report(v.matrix(), options, runs, measured, baseline(measured), refused);
      if (json) {
        report.json(context);
      } else {
        report.print(context);
      }
    }
    return ExitCode.DONE;
  }

  private NmfOptions options() {
    if (iterations < 1) {
      throw new IllegalArgumentException("--iterations must be at least 1, was " + iterations);
    }
    if (runs < 1) {
      throw new IllegalArgumentException("--runs must be at least 1, was " + runs);
    }
    NmfOptions asked = loss.apply(NmfOptions.rank(rank));
    if (asked.solver() == Solver.AUTO) {
      // one pair of products with V and one sweep per iteration: what the counts below assume
      asked = asked.solver(loss.loss.equals(Loss.FROBENIUS) ? Solver.HALS : Solver.MULTIPLICATIVE);
    }
    return precision
        .apply(asked)
        .seed(seed)
        .threads(threads)
        .maxIterations(iterations)
        .stoppingRule(new StoppingRule.None())
        // the loss is evaluated at the start and at the end only
        .checkEvery(iterations);
  }

  /** The backends to run; those that are installed but cannot run go to {@code refused}. */
  private List<String> specifications(List<Backends.Refusal> refused) {
    if (backends != null) {
      var seen = new HashSet<String>();
      for (String backend : backends) {
        ComputeOptions.requireInstalled(backend);
        if (!seen.add(backend)) {
          throw new IllegalArgumentException("--backends names %s twice".formatted(backend));
        }
      }
      return backends;
    }
    var available = new ArrayList<String>();
    for (Backends.Found found : Backends.found()) {
      switch (found.availability()) {
        case Availability.Available _ -> available.add(found.name());
        case Availability.Refused why ->
            refused.add(new Backends.Refusal(found.name(), why.reason(), why.remedy()));
      }
    }
    return available;
  }

  private static Comparison.Measured baseline(List<Comparison.Measured> measured) {
    return measured.stream()
        .filter(m -> m.result().run().backend().equals(REFERENCE))
        .findFirst()
        .orElse(measured.getFirst());
  }

  /** All there is to say. */
  private record Report(
      Matrix v,
      NmfOptions options,
      int runs,
      List<Comparison.Measured> measured,
      Comparison.Measured baseline,
      List<Backends.Refusal> refused) {

    private boolean isBaseline(Comparison.Measured m) {
      return m.specification().equals(baseline.specification());
    }

    private OptionalDouble gigaflops(Comparison.Measured m) {
      ProblemSize size = ProblemSize.of(v, options.rank(), m.result().precision());
      OptionalDouble flops = Comparison.flops(m.result().solver(), options.loss(), size);
      return flops.isEmpty() ? flops : OptionalDouble.of(flops.getAsDouble() / m.median() * 1e-9);
    }

    private OptionalDouble ofPeak(Comparison.Measured m) {
      OptionalDouble gigaflops = gigaflops(m);
      return gigaflops.isEmpty() || m.ceiling().isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(gigaflops.getAsDouble() * 1e9 / m.ceiling().getAsDouble());
    }

    private double speedUp(Comparison.Measured m) {
      return baseline.median() / m.median();
    }

    private static OptionalDouble percent(OptionalDouble share) {
      return share.isEmpty() ? share : OptionalDouble.of(100 * share.getAsDouble());
    }

    private static String shown(String format, OptionalDouble value) {
      return value.isEmpty() ? "-" : String.format(Locale.ROOT, format, value.getAsDouble());
    }

    private double productDifference(Comparison.Measured m) {
      return Comparison.difference(m.result(), baseline.result());
    }

    private double lossDifference(Comparison.Measured m) {
      return Comparison.relativeDifference(m.result().loss(), baseline.result().loss());
    }

    private String solver() {
      return new Choices.Solvers().nameOf(baseline.result().solver());
    }

    void print(Context context) {
      context
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "V %d × %d, %s, k = %d, %s, %s, %s precision; at most %d runs of %d iterations",
                  v.rows(),
                  v.columns(),
                  v instanceof SparseMatrix ? v.storedEntries() + " entries" : "dense",
                  options.rank(),
                  options.loss(),
                  solver(),
                  RunReport.word(baseline.result().precision()),
                  runs,
                  options.maxIterations()));
      var rows = new ArrayList<List<String>>();
      rows.add(
          List.of(
              "backend",
              "threads",
              "ms/iteration",
              "least-most",
              "first run s",
              "GFLOP/s",
              "of peak",
              "speed-up",
              "memory",
              "diff WH",
              "diff loss",
              "device"));
      for (Comparison.Measured m : measured) {
        rows.add(
            List.of(
                m.specification(),
                Integer.toString(m.result().run().threads()),
                String.format(Locale.ROOT, "%.4g", m.median() * 1e3),
                String.format(Locale.ROOT, "%.4g-%.4g", m.least() * 1e3, m.most() * 1e3),
                String.format(Locale.ROOT, "%.2f", m.firstRunSeconds()),
                shown("%.3g", gigaflops(m)),
                shown("%.0f %%", percent(ofPeak(m))),
                String.format(Locale.ROOT, "%.2f", speedUp(m)),
                Text.bytes(m.plan().requiredBytes()),
                isBaseline(m) ? "-" : String.format(Locale.ROOT, "%.1e", productDifference(m)),
                isBaseline(m) ? "-" : String.format(Locale.ROOT, "%.1e", lossDifference(m)),
                m.result().run().device().name()));
      }
      context.out().print(Text.table(rows));
      for (Comparison.Measured m : measured) {
        m.deviceTimes()
            .ifPresent(times -> context.out().println(firstRun(m.specification(), times)));
      }
      for (Backends.Refusal refusal : refused) {
        context
            .out()
            .printf(
                "%s is not available: %s%s%n",
                refusal.backend(),
                refusal.reason(),
                refusal.remedy().isEmpty() ? "" : "; " + refusal.remedy());
      }
    }

    private String firstRun(String specification, DeviceTimes times) {
      return String.format(
          Locale.ROOT,
          "%s, first run: kernels %.4g ms (%.4g ms per iteration), transfers %.4g ms, compilation"
              + " %.4g ms",
          specification,
          times.kernelSeconds() * 1e3,
          times.kernelSeconds() * 1e3 / options.maxIterations(),
          times.transferSeconds() * 1e3,
          times.compileSeconds() * 1e3);
    }

    void json(Context context) {
      try (Json document = new Json(context.out())) {
        document.object(() -> fields(document));
      }
    }

    private void fields(Json document) {
      document.field("rows", v.rows());
      document.field("columns", v.columns());
      document.field("storedEntries", v.storedEntries());
      document.field("sparse", v instanceof SparseMatrix);
      document.field("rank", options.rank());
      document.field("loss", options.loss().toString());
      document.field("solver", solver());
      document.field("precision", RunReport.word(baseline.result().precision()));
      document.field("seed", options.seed());
      document.field("iterations", options.maxIterations());
      document.field("runs", runs);
      document.field("baseline", baseline.specification());
      document.array("backends", () -> measured.forEach(m -> write(document, m)));
      document.array("refusals", () -> refused.forEach(r -> RunReport.refusal(document, r)));
    }

    private void write(Json document, Comparison.Measured m) {
      document.object(
          () -> {
            document.field("backend", m.specification());
            document.field("device", m.result().run().device().name());
            document.field("threads", m.result().run().threads());
            document.field("millisecondsPerIteration", m.median() * 1e3);
            document.field("fastestRunMilliseconds", m.least() * 1e3);
            document.field("slowestRunMilliseconds", m.most() * 1e3);
            document.field("runs", m.secondsPerIteration().size());
            document.field("firstRunSeconds", m.firstRunSeconds());
            gigaflops(m).ifPresent(g -> document.field("gigaflops", g));
            m.ceiling().ifPresent(c -> document.field("ceilingGigaflops", c * 1e-9));
            document.field("speedUp", speedUp(m));
            document.field("memoryBytes", m.plan().requiredBytes());
            m.deviceTimes()
                .ifPresent(
                    times -> {
                      document.field("kernelMilliseconds", times.kernelSeconds() * 1e3);
                      document.field("transferMilliseconds", times.transferSeconds() * 1e3);
                      document.field("compileMilliseconds", times.compileSeconds() * 1e3);
                    });
            document.field("loss", m.result().loss());
            document.field("productDifference", productDifference(m));
            document.field("lossDifference", lossDifference(m));
          });
    }
  }
}
