package io.github.nmf4j.bench.peers;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** A comparison for programs. */
final class PeerJson {

  private PeerJson() {}

  static String of(PeerPage page) {
    var text = new StringWriter();
    var context =
        new ObjectWriteContext.Base() {
          @Override
          public tools.jackson.core.PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter();
          }

          @Override
          public boolean hasPrettyPrinter() {
            return true;
          }
        };
    try (JsonGenerator json = new JsonFactory().createGenerator(context, text)) {
      json.writeStartObject();
      machine(json, page.machine());
      json.writeNumberProperty("threads", page.arguments().threads());
      json.writeNumberProperty("rounds", page.arguments().rounds());
      json.writeStringProperty("openblasCore", PeerBenchmark.blasCore());
      json.writeArrayPropertyStart("cases");
      for (PeerRow row : page.rows()) {
        row(json, row);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void machine(JsonGenerator json, Machine machine) {
    json.writeObjectPropertyStart("machine");
    json.writeStringProperty("processor", machine.processor());
    json.writeNumberProperty("cores", machine.cores());
    json.writeStringProperty("java", machine.java());
    json.writeNumberProperty("vectorBits", machine.bits());
    json.writeNumberProperty("floatFlopsPerThread", machine.floatFlops());
    json.writeNumberProperty("doubleFlopsPerThread", machine.doubleFlops());
    json.writeNumberProperty("bytesPerSecondOneThread", machine.bandwidth());
    json.writeNumberProperty("bytesPerSecondAll", machine.bandwidthAll());
    json.writeEndObject();
  }

  private static void row(JsonGenerator json, PeerRow row) {
    json.writeStartObject();
    json.writeStringProperty("case", row.problem().name());
    json.writeNumberProperty("flopsPerIteration", row.problem().flops());
    json.writeNumberProperty("ceilingFlops", row.ceiling());
    json.writeNumberProperty("shareOfCeiling", row.share());
    json.writeObjectPropertyStart("secondsPerIteration");
    row.timings()
        .forEach(
            (name, t) -> {
              json.writeObjectPropertyStart(name);
              json.writeNumberProperty("median", t.median());
              json.writeNumberProperty("least", t.least());
              json.writeNumberProperty("most", t.most());
              if (!Double.isNaN(t.loss())) {
                json.writeNumberProperty("loss", t.loss());
              }
              json.writeEndObject();
            });
    json.writeEndObject();
    json.writeEndObject();
  }
}
