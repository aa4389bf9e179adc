package io.github.nmf4j.bench;

import io.github.nmf4j.matrix.Precision;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import tools.jackson.core.JsonGenerator;

/**
 * What {@link OperationRunner} measured, as a page and for programs.
 *
 * @param bits forced vector width, 0 for the machine's own
 */
record OperationPage(Machine machine, int bits, List<RunResult> results) {

  OperationPage {
    results = List.copyOf(results);
  }

  private static String of(RunResult result, String parameter) {
    return result.getParams().getParam(parameter);
  }

  private static double gigaflops(RunResult result) {
    double flops = Operations.flops(of(result, "operation"), Shape.parse(of(result, "shape")));
    return flops / result.getPrimaryResult().getScore() * 1e-3;
  }

  /** Of the multiply-add ceiling at the machine's own width. */
  private double share(RunResult result) {
    Precision precision = Precision.valueOf(of(result, "precision"));
    return gigaflops(result) * 1e9 / machine.flopsAll(precision);
  }

  private static double bytes(RunResult result) {
    Result<?> found = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return found == null ? Double.NaN : found.getScore();
  }

  String markdown() {
    var text = new StringBuilder();
    text.append(machine.sentences());
    if (!results.isEmpty()) {
      BenchmarkParams params = results.getFirst().getParams();
      text.append(
          String.format(
              Locale.ROOT,
              " JMH %s, %d fork(s), %d × %s warm-up, %d × %s measured, JVM flags of the forks: `%s`.",
              params.getJmhVersion(),
              params.getForks(),
              params.getWarmup().getCount(),
              params.getWarmup().getTime(),
              params.getMeasurement().getCount(),
              params.getMeasurement().getTime(),
              String.join(" ", params.getJvmArgs())));
    }
    text.append(
        """
         The error is JMH's 99.9 % half-interval.

        | operation | shape | m × n × k | precision | backend | µs | ± | GFLOP/s | of the ceiling | B/op |
        |---|---|---|---|---|---|---|---|---|---|
        """);
    for (RunResult result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s | %.4g | %s | %.4g | %.0f %% | %.1f |%n",
              of(result, "operation"),
              of(result, "shape"),
              Shape.parse(of(result, "shape")).sizes(),
              of(result, "precision").toLowerCase(Locale.ROOT),
              of(result, "backend"),
              result.getPrimaryResult().getScore(),
              error(result),
              gigaflops(result),
              100 * share(result),
              bytes(result)));
    }
    return text.toString();
  }

  /** Two measurements have none. */
  private static String error(RunResult result) {
    double error = result.getPrimaryResult().getScoreError();
    return Double.isNaN(error) ? "–" : String.format(Locale.ROOT, "%.2g", error);
  }

  String json() {
    return JsonText.of(
        json -> {
          machine.write(json);
          json.writeNumberProperty("forcedVectorBits", bits);
          json.writeArrayPropertyStart("operations");
          results.forEach(result -> write(json, result));
          json.writeEndArray();
        });
  }

  private void write(JsonGenerator json, RunResult result) {
    json.writeStartObject();
    for (String parameter : List.of("operation", "shape", "precision", "backend", "threads")) {
      json.writeStringProperty(parameter, of(result, parameter));
    }
    json.writeStringProperty("sizes", Shape.parse(of(result, "shape")).sizes());
    json.writeNumberProperty("microseconds", result.getPrimaryResult().getScore());
    number(json, "error", result.getPrimaryResult().getScoreError());
    json.writeNumberProperty("gigaflops", gigaflops(result));
    json.writeNumberProperty("shareOfCeiling", share(result));
    number(json, "bytesPerOperation", bytes(result));
    json.writeStringProperty("jvmFlags", String.join(" ", result.getParams().getJvmArgs()));
    json.writeNumberProperty("forks", result.getParams().getForks());
    json.writeEndObject();
  }

  /** JSON has no NaN: what is not known is left out. */
  private static void number(JsonGenerator json, String name, double value) {
    if (!Double.isNaN(value)) {
      json.writeNumberProperty(name, value);
    }
  }
}
