package io.github.nmf4j.cli;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Online;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Replay;
import io.github.nmf4j.StopReason;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.matrix.MatrixSummary;
import io.github.nmf4j.matrix.Precision;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code run.json}: what was run, on what, and what came of it.
 *
 * @param command {@code factorize} or {@code transform}
 * @param arguments what was typed after {@code nmf}
 * @param options what was asked for
 * @param start the word for where the factors started
 * @param factors files of given factors by option, such as {@code initW}
 * @param own options that only this command has
 * @param readSeconds reading and checking the input
 */
public record RunReport(
    String command,
    List<String> arguments,
    Input input,
    NmfOptions options,
    String start,
    List<FactorFile> factors,
    String format,
    NmfResult result,
    Json.Part own,
    double readSeconds) {

  /** Rises when a field changes its meaning or goes away. */
  public static final int SCHEMA_VERSION = 1;

  /**
   * What was factorised.
   *
   * @param file where it was
   * @param format what it was
   * @param rows rows of V
   * @param columns columns of V
   * @param nnz entries of V that are not 0
   */
  public record Input(String file, String format, int rows, int columns, long nnz) {

    /** A matrix from a file. */
    static Input of(LoadedMatrix v, MatrixSummary summary) {
      return new Input(
          v.source().toString(),
          v.format().suffix(),
          summary.rows(),
          summary.columns(),
          summary.nonzeros());
    }
  }

  /** A factor that was given in a file. */
  public record FactorFile(String field, Optional<String> file) {}

  public RunReport {
    arguments = List.copyOf(arguments);
    factors = List.copyOf(factors);
  }

  /** {@code max-iterations} and the like. */
  public static String word(StopReason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  void write(OutputStream target, double writeSeconds) {
    try (Json json = new Json(target)) {
      json.object(() -> fields(json, writeSeconds));
    }
  }

  private void fields(Json json, double writeSeconds) {
    json.field("schemaVersion", SCHEMA_VERSION);
    tool(json);
    json.field("command", command);
    commandLine(json, arguments);
    json.object("input", () -> input(json));
    json.object("options", () -> options(json));
    outcome(json, result);
    json.object("timings", () -> timings(json, writeSeconds));
    trace(json, result);
  }

  /** What wrote the file. */
  public static void tool(Json json) {
    json.object(
        "tool",
        () -> {
          json.field("name", "nmf4j");
          json.field("version", Version.tool());
          json.field("jdk", Version.jdk());
        });
  }

  /** What was typed. */
  public static void commandLine(Json json, List<String> arguments) {
    json.array(
        "commandLine",
        () -> {
          json.element("nmf");
          arguments.forEach(json::element);
        });
  }

  /** Where a factorisation ran and how it ended. */
  public static void outcome(Json json, NmfResult result) {
    json.object("backend", () -> backend(json, result));
    json.array("refusals", () -> result.run().refusals().forEach(r -> refusal(json, r)));
    json.field("threads", result.run().threads());
    json.field("precision", word(result.precision()));
    json.field("iterations", result.iterations());
    json.field("stopReason", word(result.stopReason()));
    json.object(
        "loss",
        () -> {
          json.field("initial", result.initialLoss());
          json.field("final", result.loss());
          json.field("relative", result.relativeLoss());
        });
    json.field("kkt", result.kkt());
  }

  /** The loss over time, and the iterations in which an accelerated solver restarted. */
  public static void trace(Json json, NmfResult result) {
    json.array("trace", () -> result.trace().forEach(point -> tracePoint(json, point)));
    json.array("restarts", () -> result.restarts().forEach(json::element));
  }

  private void input(Json json) {
    json.field("file", input.file());
    json.field("format", input.format());
    json.field("rows", input.rows());
    json.field("columns", input.columns());
    json.field("nnz", input.nnz());
  }

  private void options(Json json) {
    json.field("rank", options.rank());
    json.object("model", () -> model(json, options.model()));
    json.field("loss", options.loss().toString());
    json.field("solver", new Choices.Solvers().nameOf(result.solver()));
    options.online().ifPresent(online -> json.object("online", () -> online(json, online)));
    json.field("exponent", new Choices.Exponents().nameOf(options.exponent()));
    json.field(
        "compat",
        options.replay() == Replay.NONE
            ? Optional.empty()
            : Optional.of(new Choices.Replays().nameOf(options.replay())));
    json.field("init", start);
    factors.forEach(factor -> json.field(factor.field(), factor.file()));
    components(json, "fixWComponents", options.constraints().fixedW());
    components(json, "fixHComponents", options.constraints().fixedH());
    json.field(
        "fix",
        options.fixed() == Fixed.NONE
            ? Optional.empty()
            : Optional.of(new Choices.FixedFactors().nameOf(options.fixed())));
    if (drawsRandomValues()) {
      json.field("seed", options.seed());
      json.field("rng", new Choices.RandomSources().nameOf(options.randomSource()));
    } else {
      json.absent("seed");
      json.absent("rng");
    }
    penalty(json, "W", options.penaltyW());
    penalty(json, "H", options.penaltyH());
    json.field("updateOrder", new Choices.UpdateOrders().nameOf(options.updateOrder()));
    json.field("maxIterations", options.maxIterations());
    json.object("stop", () -> stop(json, options.stoppingRule()));
    json.field("checkEvery", options.checkEvery());
    json.field("normalize", new Choices.Normalizations().nameOf(options.normalization()));
    json.field("precision", new Choices.Precisions().nameOf(Choices.Numbers.of(options)));
    json.field("backend", options.backend());
    json.field("threads", options.threads());
    json.field("format", format);
    own.write(json);
  }

  private static void online(Json json, Online online) {
    json.field("batchSize", online.batchSize());
    json.field("forgetFactor", online.forgetFactor());
    json.field("batchOf", word(online.lines()));
    online
        .restarts()
        .ifPresent(
            fresh -> {
              json.field("freshRestartsMaxIterations", fresh.maxIterations());
              json.field("transformMaxIterations", fresh.lastMaxIterations());
            });
  }

  private static void model(Json json, Model model) {
    switch (model) {
      case Model.Product _ -> json.field("kind", "product");
      case Model.Smooth smooth -> {
        json.field("kind", smooth.convex() ? "smooth-convex" : "smooth");
        json.field("weight", smooth.weight());
        json.field("sparsity", smooth.sparsity());
        json.field("unitSum", smooth.unitSum());
        json.field("batchSize", smooth.batchSize());
      }
      case Model.Diagonal diagonal -> {
        json.field("kind", "diagonal");
        json.field("length", diagonal.length());
        json.field("every", diagonal.every());
        json.field("polyphony", diagonal.polyphony());
        json.field("apartComponents", diagonal.apartComponents());
        json.field("apartColumns", diagonal.apartColumns());
      }
      case Model.Convolutive convolutive -> {
        json.field("kind", "convolutive");
        json.field("taps", convolutive.taps());
        json.field("boundary", word(convolutive.boundary()));
        if (convolutive.uncorrelation() > 0) {
          json.field("uncorrelation", convolutive.uncorrelation());
        }
      }
    }
  }

  private boolean drawsRandomValues() {
    return switch (options.initialization()) {
      case Initialization.Random _ -> true;
      case Initialization.Nndsvd nndsvd ->
          nndsvd.fill() == Initialization.Fill.RANDOM || options.replay() == Replay.SCIKIT_LEARN;
      case Initialization.Custom _ -> options.constraints().fixesComponents();
      case Initialization.Convex _ -> false;
    };
  }

  private static void components(Json json, String name, Set<Integer> components) {
    json.array(name, () -> components.forEach(json::element));
  }

  private static void penalty(Json json, String factor, Penalty penalty) {
    json.field("l1" + factor, penalty.l1());
    json.field("l2" + factor, penalty.l2());
  }

  private static void stop(Json json, StoppingRule rule) {
    switch (rule) {
      case StoppingRule.RelativeLoss loss -> {
        json.field("rule", "loss");
        json.field("tolerance", loss.tolerance());
        json.field("patience", loss.patience());
      }
      case StoppingRule.Kkt kkt -> {
        json.field("rule", "kkt");
        json.field("tolerance", kkt.tolerance());
      }
      case StoppingRule.ParameterChange change -> {
        json.field("rule", "change-" + change.norm().name().toLowerCase(Locale.ROOT));
        json.field("tolerance", change.tolerance());
      }
      case StoppingRule.CoordinateViolation violation -> {
        json.field("rule", "violation");
        json.field("tolerance", violation.tolerance());
      }
      case StoppingRule.AbsoluteLoss loss -> {
        json.field("rule", "loss-absolute");
        json.field("tolerance", loss.tolerance());
      }
      case StoppingRule.BatchCost batch -> {
        json.field("rule", "batch");
        json.field("tolerance", batch.tolerance());
        json.field("patience", batch.patience());
      }
      case StoppingRule.None none -> json.field("rule", "none");
    }
  }

  private static void backend(Json json, NmfResult result) {
    json.field("name", result.run().backend());
    json.field("device", result.run().device().name());
    json.field("kind", word(result.run().device().kind()));
    json.field("details", result.run().device().details());
  }

  static void refusal(Json json, Backends.Refusal refusal) {
    json.object(
        () -> {
          json.field("backend", refusal.backend());
          json.field("reason", refusal.reason());
          json.field("remedy", refusal.remedy());
        });
  }

  /** All in seconds. */
  private void timings(Json json, double writeSeconds) {
    NmfResult.Run run = result.run();
    json.field("read", readSeconds);
    json.field("initialize", run.initializationSeconds());
    json.field("upload", run.uploadSeconds());
    json.field("iterate", run.iterationSeconds());
    json.field("write", writeSeconds);
    json.field(
        "total",
        readSeconds
            + run.initializationSeconds()
            + run.uploadSeconds()
            + run.iterationSeconds()
            + writeSeconds);
  }

  private static void tracePoint(Json json, TracePoint point) {
    json.object(
        () -> {
          json.field("iteration", point.iteration());
          json.field("loss", point.loss());
          json.field("objective", point.objective());
          json.field("seconds", point.seconds());
        });
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static String word(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }
}
