package io.github.nmf4j.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The comparison as a Markdown page and as JSON. */
record PeerPage(Arguments arguments, Machine machine, List<PeerRow> rows) {

  /** One row in short, for the terminal. */
  static String line(PeerRow row) {
    var text = new StringBuilder(String.format(Locale.ROOT, "%-40s", row.problem().name()));
    row.timings()
        .forEach(
            (name, t) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "  %s %.3f ms (%.3f-%.3f) D=%.6g",
                        name,
                        1e3 * t.median(),
                        1e3 * t.least(),
                        1e3 * t.most(),
                        t.loss())));
    return text.append(
            String.format(Locale.ROOT, "  %.2fx  %.0f%% of peak", row.ratio(), 100 * row.share()))
        .toString();
  }

  String markdown() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            %s, %d cores in use, %d-bit vectors, %s. Multiply-add ceiling of one thread: %.0f GFLOP/s float, %.0f double; \
            reading memory: %.1f GB/s with one thread, %.1f with all. %d threads each; OpenBLAS core: %s. \
            Median milliseconds per iteration of %d runs in turn (least–most).

            | case | nmf4j | of the ceiling | scikit-learn | PyTorch | RcppML | best peer ÷ nmf4j | loss, nmf4j / scikit-learn |
            |---|---|---|---|---|---|---|---|
            """,
            machine.processor(),
            machine.cores(),
            machine.bits(),
            machine.java(),
            machine.floatFlops() * 1e-9,
            machine.doubleFlops() * 1e-9,
            machine.bandwidth() * 1e-9,
            machine.bandwidthAll() * 1e-9,
            arguments.threads(),
            PeerBenchmark.blasCore(),
            arguments.rounds()));
    for (PeerRow row : rows) {
      Map<String, Timing> t = row.timings();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.0f %% | %s | %s | %s | %.1f × | %s |%n",
              row.problem().name(),
              cell(t.get("nmf4j")),
              100 * row.share(),
              cell(t.get("scikit-learn")),
              cell(t.get("PyTorch")),
              cell(t.get("RcppML")),
              row.ratio(),
              losses(row)));
    }
    return text.toString();
  }

  private static String losses(PeerRow row) {
    Timing theirs = row.timings().get("scikit-learn");
    return theirs == null
        ? String.format(Locale.ROOT, "%.6g", row.ours().loss())
        : String.format(Locale.ROOT, "%.6g / %.6g", row.ours().loss(), theirs.loss());
  }

  private static String cell(@org.jspecify.annotations.Nullable Timing t) {
    return t == null
        ? "–"
        : String.format(
            Locale.ROOT, "%.2f (%.2f–%.2f)", 1e3 * t.median(), 1e3 * t.least(), 1e3 * t.most());
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("peers.md"), markdown());
    Files.writeString(folder.resolve("peers.json"), PeerJson.of(this));
  }
}
