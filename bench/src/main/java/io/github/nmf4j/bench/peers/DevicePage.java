package io.github.nmf4j.bench.peers;

import io.github.nmf4j.bench.JsonText;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/**
 * The comparison on one device as a Markdown table and as JSON.
 *
 * @param device its name and what it says of itself
 * @param setting {@code full} or {@code small}
 * @param flops multiply-add ceiling, operations per second
 * @param bandwidth bytes read per second at most
 * @param rounds timed runs
 */
record DevicePage(
    String device,
    boolean gpu,
    String setting,
    double flops,
    double bandwidth,
    int rounds,
    List<DeviceRow> rows) {

  String markdown() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            %s. %s Setting: %s. Ceilings, measured by kernels of ours: %.0f GFLOP/s of multiply-adds in float, %.1f GB/s read. \
            Multiplicative updates in float, the same V, W₀, H₀. Median milliseconds per iteration of %d runs in turn (least–most); \
            kernels, transfers and compilation of the first run with 2 iterations.

            | case | nmf4j | PyTorch | PyTorch ÷ nmf4j | GFLOP/s | of multiply-adds | of bandwidth | kernels | transfers | compilation | loss, nmf4j / PyTorch |
            |---|---|---|---|---|---|---|---|---|---|---|
            """,
            device,
            gpu
                ? "PyTorch on the same device, without TF32."
                : "This is a processor, not a GPU: the table shows that the script works, not what"
                    + " a GPU does.",
            setting,
            flops * 1e-9,
            bandwidth * 1e-9,
            rounds));
    for (DeviceRow row : rows) {
      Timing theirs = row.theirs();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %.0f | %.0f %% | %.0f %% | %.1f | %.1f | %.0f | %s |%n",
              row.problem().name(),
              cell(row.ours()),
              theirs == null ? "–" : cell(theirs),
              theirs == null ? "–" : String.format(Locale.ROOT, "%.1f ×", row.ratio()),
              row.flopsPerSecond() * 1e-9,
              100 * row.flopsPerSecond() / flops,
              100 * row.bytesPerSecond() / bandwidth,
              1e3 * row.times().kernelSeconds(),
              1e3 * row.times().transferSeconds(),
              1e3 * row.times().compileSeconds(),
              theirs == null
                  ? String.format(Locale.ROOT, "%.6g", row.ours().loss())
                  : String.format(Locale.ROOT, "%.6g / %.6g", row.ours().loss(), theirs.loss())));
    }
    return text.toString();
  }

  private static String cell(Timing t) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f–%.2f)", 1e3 * t.median(), 1e3 * t.least(), 1e3 * t.most());
  }

  String json() {
    return JsonText.of(
        json -> {
          json.writeStringProperty("device", device);
          json.writeBooleanProperty("gpu", gpu);
          json.writeStringProperty("setting", setting);
          json.writeNumberProperty("ceilingFlops", flops);
          json.writeNumberProperty("ceilingBytesPerSecond", bandwidth);
          json.writeNumberProperty("rounds", rounds);
          json.writeArrayPropertyStart("cases");
          for (DeviceRow row : rows) {
            row(json, row);
          }
          json.writeEndArray();
        });
  }

  private static void row(JsonGenerator json, DeviceRow row) {
    json.writeStartObject();
    json.writeStringProperty("case", row.problem().name());
    json.writeNumberProperty("flopsPerSecond", row.flopsPerSecond());
    json.writeNumberProperty("bytesPerSecond", row.bytesPerSecond());
    json.writeNumberProperty("kernelSeconds", row.times().kernelSeconds());
    json.writeNumberProperty("transferSeconds", row.times().transferSeconds());
    json.writeNumberProperty("compileSeconds", row.times().compileSeconds());
    timing(json, "nmf4j", row.ours());
    Timing theirs = row.theirs();
    if (theirs != null) {
      timing(json, "PyTorch", theirs);
    }
    json.writeEndObject();
  }

  private static void timing(JsonGenerator json, String name, Timing t) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("median", t.median());
    json.writeNumberProperty("least", t.least());
    json.writeNumberProperty("most", t.most());
    json.writeNumberProperty("loss", t.loss());
    json.writeEndObject();
  }
}
