package io.github.nmf4j.cli;

import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.MatrixSummary;
import io.github.nmf4j.matrix.SparseMatrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf inspect}. */
@Command(
    name = "inspect",
    header = "Says what is in a matrix file and whether it can be factorised.",
    description = {
      "",
      "Also says what memory each backend would need besides V. A file that can be read but not "
          + "factorised is no error.",
      ""
    })
final class InspectCommand implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The matrix V.")
  Path input = Path.of("");

  @Option(
      names = {"-k", "--rank"},
      paramLabel = "K",
      description = "Number of components to plan memory for (default: 10).")
  int rank = 10;

  @Option(names = "--json", description = "One JSON document instead of text.")
  boolean json;

  @Mixin CommonOptions common = new CommonOptions();

  InspectCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    if (rank < 1) {
      throw new IllegalArgumentException("rank must be at least 1, was " + rank);
    }
    try (Arena arena = Arena.ofShared()) {
      LoadedMatrix v = MatrixReader.read(input, arena);
      MatrixSummary summary = v.matrix().summary();
      ProblemSize size = ProblemSize.of(v.matrix(), rank, v.matrix().precision());
      var report = new Report(v, summary, objection(v, summary), size, MemoryNeed.of(size));
      if (json) {
        report.json(context);
      } else {
        report.print(context);
      }
    }
    return ExitCode.DONE;
  }

  /** Why the matrix cannot be factorised. */
  private static Optional<String> objection(LoadedMatrix v, MatrixSummary summary) {
    if (summary.rows() == 0 || summary.columns() == 0) {
      return Optional.of("%s: the matrix has no entries".formatted(v.source().getFileName()));
    }
    if (summary.firstInvalid().isEmpty()) {
      return Optional.empty();
    }
    try {
      v.requireNonnegative();
      return Optional.empty();
    } catch (InvalidDataException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** All there is to say. */
  private record Report(
      LoadedMatrix v,
      MatrixSummary summary,
      Optional<String> objection,
      ProblemSize size,
      List<MemoryNeed> needs) {

    private String type() {
      return switch (v.matrix()) {
        case DenseMatrix dense -> RunReport.word(dense.type());
        case SparseMatrix sparse -> RunReport.word(sparse.precision());
      };
    }

    private boolean sparse() {
      return v.matrix() instanceof SparseMatrix;
    }

    void print(Context context) {
      Matrix matrix = v.matrix();
      line(
          context,
          "file",
          "%s, %s%s"
              .formatted(
                  v.source(), v.format().suffix(), v.mapped() ? ", mapped into memory" : ""));
      line(
          context,
          "shape",
          "%d × %d, %s, %s"
              .formatted(matrix.rows(), matrix.columns(), sparse() ? "sparse" : "dense", type()));
      line(
          context,
          "entries",
          "%d stored, %d not zero, density %s"
              .formatted(
                  summary.storedEntries(), summary.nonzeros(), Text.number(summary.density())));
      line(context, "values", values());
      line(
          context,
          "zero",
          "%d of %d rows, %d of %d columns"
              .formatted(
                  summary.zeroRows(), matrix.rows(), summary.zeroColumns(), matrix.columns()));
      line(
          context,
          "invalid",
          "%d negative, %d NaN, %d infinite"
              .formatted(summary.negatives(), summary.nans(), summary.infinities()));
      line(context, "names", names());
      line(context, "verdict", verdict());
      context
          .out()
          .println(
              "memory that k = %d needs besides V, %s precision:"
                  .formatted(size.rank(), RunReport.word(size.precision())));
      needs.forEach(need -> line(context, "  " + need.backend(), text(need)));
    }

    private static void line(Context context, String name, String value) {
      context.out().println(String.format(Locale.ROOT, "%-14s", name) + value);
    }

    private String values() {
      if (Double.isNaN(summary.minimum())) {
        return "none";
      }
      return "%s to %s, mean %s, sum %s"
          .formatted(
              Text.number(summary.minimum()),
              Text.number(summary.maximum()),
              Text.number(summary.mean()),
              Text.number(summary.sum()));
    }

    private String names() {
      if (v.rowNames().isPresent()) {
        return v.columnNames().isPresent() ? "rows and columns" : "rows";
      }
      return v.columnNames().isPresent() ? "columns" : "none";
    }

    private boolean hasOnlyMissingEntries() {
      return summary.nans() > 0 && summary.infinities() == 0 && summary.negatives() == 0;
    }

    private String verdict() {
      if (hasOnlyMissingEntries()) {
        return "can be factorised with --mask nan, which leaves the %d NaN %s out"
            .formatted(summary.nans(), summary.nans() == 1 ? "entry" : "entries");
      }
      return objection
          .map(reason -> "cannot be factorised: " + reason)
          .orElse(
              summary.hasZeros()
                  ? "can be factorised, but not with loss is or beta:B, B <= 0: it has zeros"
                  : "can be factorised");
    }

    private static String text(MemoryNeed need) {
      return switch (need) {
        case MemoryNeed.Planned planned ->
            "%s of %s%s"
                .formatted(
                    Text.bytes(planned.plan().requiredBytes()),
                    Text.bytes(planned.plan().availableBytes()),
                    planned.plan().fits() ? "" : ": does not fit");
        case MemoryNeed.Unavailable unavailable ->
            "not available: " + BackendsCommand.refusal(unavailable.why());
      };
    }

    void json(Context context) {
      try (Json document = new Json(context.out())) {
        document.object(() -> fields(document));
      }
    }

    private void fields(Json document) {
      document.field("file", v.source().toString());
      document.field("format", v.format().suffix());
      document.field("mapped", v.mapped());
      document.field("rows", summary.rows());
      document.field("columns", summary.columns());
      document.field("sparse", sparse());
      document.field("type", type());
      document.field("storedEntries", summary.storedEntries());
      document.field("nonzeros", summary.nonzeros());
      document.field("density", summary.density());
      document.field("minimum", summary.minimum());
      document.field("maximum", summary.maximum());
      document.field("mean", summary.mean());
      document.field("sum", summary.sum());
      document.field("zeroRows", summary.zeroRows());
      document.field("zeroColumns", summary.zeroColumns());
      document.field("negatives", summary.negatives());
      document.field("nans", summary.nans());
      document.field("infinities", summary.infinities());
      document.field("rowNames", v.rowNames().isPresent());
      document.field("columnNames", v.columnNames().isPresent());
      document.field("factorizable", objection.isEmpty());
      document.field("objection", objection);
      document.field("rank", size.rank());
      document.field("precision", RunReport.word(size.precision()));
      document.array("memory", () -> needs.forEach(need -> write(document, need)));
    }

    private static void write(Json document, MemoryNeed need) {
      document.object(
          () -> {
            document.field("backend", need.backend());
            switch (need) {
              case MemoryNeed.Planned planned -> {
                document.field("available", true);
                document.field("requiredBytes", planned.plan().requiredBytes());
                document.field("availableBytes", planned.plan().availableBytes());
                document.field("fits", planned.plan().fits());
              }
              case MemoryNeed.Unavailable unavailable -> {
                document.field("available", false);
                document.field("reason", unavailable.why().reason());
                document.field("remedy", unavailable.why().remedy());
              }
            }
          });
    }
  }
}
