package io.github.nmf4j.bench.peers;

import io.github.nmf4j.bench.JsonText;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** A comparison for programs. */
final class PeerJson {

  private PeerJson() {}

  static String of(PeerPage page) {
    return JsonText.of(
        json -> {
          page.machine().write(json);
          json.writeNumberProperty("threads", page.arguments().threads());
          json.writeNumberProperty("rounds", page.arguments().rounds());
          json.writeStringProperty("openblasCore", PeerBenchmark.blasCore());
          json.writeArrayPropertyStart("cases");
          for (PeerRow row : page.rows()) {
            row(json, row);
          }
          json.writeEndArray();
          if (!page.wholeRuns().isEmpty()) {
            timings(json, "wholeRunSeconds", page.wholeRuns());
          }
        });
  }

  private static void row(JsonGenerator json, PeerRow row) {
    json.writeStartObject();
    json.writeStringProperty("case", row.problem().name());
    json.writeNumberProperty("flopsPerIteration", row.problem().flops());
    json.writeNumberProperty("ceilingFlops", row.ceiling());
    json.writeNumberProperty("shareOfCeiling", row.share());
    if (!Double.isNaN(row.threadsRatio())) {
      json.writeNumberProperty("allThreadsOverOne", row.threadsRatio());
    }
    json.writeNumberProperty("disturbedRuns", row.disturbed());
    timings(json, "secondsPerIteration", row.timings());
    json.writeEndObject();
  }

  private static void timings(JsonGenerator json, String name, Map<String, Timing> timings) {
    json.writeObjectPropertyStart(name);
    timings.forEach(
        (contender, t) -> {
          json.writeObjectPropertyStart(contender);
          json.writeNumberProperty("median", t.median());
          json.writeNumberProperty("least", t.least());
          json.writeNumberProperty("most", t.most());
          if (!Double.isNaN(t.loss())) {
            json.writeNumberProperty("loss", t.loss());
          }
          json.writeEndObject();
        });
    json.writeEndObject();
  }
}
