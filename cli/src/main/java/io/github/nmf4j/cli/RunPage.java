package io.github.nmf4j.cli;

import io.github.nmf4j.TracePoint;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.report.Axis;
import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The report of a run from what {@code run.json} says about it: {@code factorize --report} and
 * {@code nmf report} make the same page.
 */
public final class RunPage {

  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private final JsonTree run;

  RunPage(JsonTree run) {
    this.run = run;
  }

  /** The page of the run that {@code run.json}, which has this content, is about. */
  public static RunPage parse(byte[] content) {
    return new RunPage(JsonTree.parse(OutputOptions.RUN_FILE, content));
  }

  /**
   * What the rows and columns of V are, and their names, where they are known.
   *
   * @param row what a row is, such as {@code term}
   * @param column what a column is
   */
  public record Names(
      String row, Optional<List<String>> rows, String column, Optional<List<String>> columns) {

    /** Names from a file that does not say what they name. */
    static Names of(Optional<List<String>> rows, Optional<List<String>> columns) {
      return new Names("row of V", rows, "column of V", columns);
    }
  }

  /** The page and the plots on it. */
  public FactorizationReport report(Matrix v, DenseMatrix w, DenseMatrix h, Names names) {
    return described(FactorizationReport.of(v, w, h), names);
  }

  /**
   * The page without pictures of V.
   *
   * @param why there are none, a sentence
   */
  public FactorizationReport reportWithout(String why, DenseMatrix w, DenseMatrix h, Names names) {
    int columns = (int) run.number("input/columns").orElse(h.columns());
    return described(FactorizationReport.withoutData(w, h, columns, why), names);
  }

  /** The page with its title. */
  public Report build(FactorizationReport report) {
    return report.build(title());
  }

  private String title() {
    String file = String.valueOf(Path.of(run.requireText("input/file")).getFileName());
    String rank = run.requireText("options/rank");
    return switch (run.requireText("command")) {
      case "transform" -> "Activations of %s for %s components".formatted(file, rank);
      case "topics" -> "%s in %s topics".formatted(file, rank);
      case "images" -> "%s in %s parts".formatted(file, rank);
      case "audio separate" -> "%s, separated".formatted(file);
      case "audio analyze" -> "The sounds in %s".formatted(file);
      case "audio score" -> "%s, separated by its score".formatted(file);
      case "audio segment" -> "%s: what is heard when".formatted(file);
      default -> "%s in %s components".formatted(file, rank);
    };
  }

  private FactorizationReport described(FactorizationReport report, Names names) {
    report.rows(axis(names.row(), names.rows())).columns(axis(names.column(), names.columns()));
    return describe(report);
  }

  /** Adds what the run says of itself: its course, its facts, and how to repeat it. */
  public FactorizationReport describe(FactorizationReport report) {
    report.trace(trace()).summary(summary()).command(command());
    for (JsonTree restart : run.elements("restarts")) {
      restart.number("").ifPresent(iteration -> report.mark((int) iteration, "restart"));
    }
    addFacts(report);
    return report;
  }

  private static Axis axis(String title, Optional<List<String>> names) {
    return names.map(list -> Axis.names(title, list)).orElseGet(() -> Axis.index(title));
  }

  private List<TracePoint> trace() {
    return run.elements("trace").stream()
        .filter(point -> point.number("iteration").isPresent() && point.number("loss").isPresent())
        .map(
            point -> {
              double loss = point.number("loss").getAsDouble();
              return new TracePoint(
                  (int) point.number("iteration").getAsDouble(),
                  loss,
                  point.number("objective").orElse(loss),
                  point.number("seconds").orElse(0));
            })
        .toList();
  }

  private String summary() {
    return "%s iterations, loss %s, relative %s; %s."
        .formatted(shown("iterations"), shown("loss/final"), shown("loss/relative"), ending());
  }

  private String ending() {
    String reason = run.text("stopReason").orElse("");
    return switch (reason) {
      case "converged" -> "the stopping rule was met";
      case "completed" -> "all iterations were run";
      case "max-iterations" -> "the stopping rule was not met";
      case "zero-data" -> "V is zero";
      case "interrupted" -> "interrupted: this is what was reached";
      default -> throw new InvalidDataException("run.json: unknown stopReason '" + reason + "'");
    };
  }

  /** Four digits are enough to read; the file has all. */
  private String shown(String path) {
    OptionalDouble number = run.number(path);
    if (number.isEmpty()) {
      return run.text(path).orElse("–");
    }
    double value = number.getAsDouble();
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Text.number(value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  private String command() {
    return run.elements("commandLine").stream()
        .map(word -> word.text("").orElse(""))
        .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private void addFacts(FactorizationReport report) {
    report.fact("Input", run.requireText("input/file"));
    if (run.text("input/rows").isPresent()) {
      report.fact(
          "Shape of V",
          "%s × %s, %s entries not 0"
              .formatted(shown("input/rows"), shown("input/columns"), shown("input/nnz")));
    }
    if (run.text("input/sampleRate").isPresent()) {
      report.fact(
          "Sound",
          "%s s, %s Hz, channels: %s, %s"
              .formatted(
                  shown("input/seconds"),
                  shown("input/sampleRate"),
                  shown("input/channels"),
                  shown("input/sampleFormat")));
    }
    if (run.text("spectrogram/rows").isPresent()) {
      report.fact(
          "Spectrogram",
          "%s, %s bins × %s frames, window %s of %s samples, hop %s"
              .formatted(
                  shown("spectrogram/spectrum"),
                  shown("spectrogram/rows"),
                  shown("spectrogram/columns"),
                  shown("spectrogram/window"),
                  shown("spectrogram/nFft"),
                  shown("spectrogram/hop")));
    }
    fact(report, "Score", "score");
    fact(report, "Step", "options/step");
    fact(report, "Smoothing", "options/smoothing");
    fact(report, "Weight of changes", "options/smoothH");
    fact(report, "Components", "options/rank");
    run.number("options/model/taps")
        .ifPresent(taps -> report.fact("Columns of a template", Text.number(taps)));
    run.number("options/taps")
        .ifPresent(
            taps -> {
              if (taps > 1) {
                report.fact("Frames of a template", Text.number(taps));
              }
            });
    fact(report, "Loss", "options/loss");
    fact(report, "Solver", "options/solver");
    fact(report, "Start", "options/init");
    fact(report, "Seed", "options/seed");
    fact(report, "Fixed factor", "options/fix");
    fact(report, "Numbers of", "options/compat");
    for (String penalty : List.of("l1W", "l2W", "l1H", "l2H")) {
      if (run.number("options/" + penalty).orElse(0) != 0) {
        fact(report, "Penalty " + penalty, "options/" + penalty);
      }
    }
    fact(report, "Iterations", "iterations");
    fact(report, "End", "stopReason");
    fact(report, "First loss", "loss/initial");
    fact(report, "Last loss", "loss/final");
    fact(report, "Relative loss", "loss/relative");
    fact(report, "KKT residual", "kkt");
    fact(report, "Backend", "backend/name");
    fact(report, "Device", "backend/device");
    fact(report, "Threads", "threads");
    fact(report, "Precision", "precision");
    run.number("timings/iterate")
        .ifPresent(seconds -> report.fact("Time of the iterations", Text.seconds(seconds)));
    fact(report, "nmf4j", "tool/version");
    fact(report, "JDK", "tool/jdk");
  }

  private void fact(FactorizationReport report, String name, String path) {
    if (run.text(path).isPresent()) {
      report.fact(name, shown(path));
    }
  }
}
