package io.github.nmf4j.bench.peers;

import io.github.nmf4j.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The comparison as a Markdown page and as JSON.
 *
 * @param wholeRuns seconds of {@link WholeRun} by contender; empty if it was not asked for
 */
record PeerPage(
    Arguments arguments, Machine machine, List<PeerRow> rows, Map<String, Timing> wholeRuns) {

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
            String.format(
                Locale.ROOT,
                "  best peer %s  %.0f%% of peak  threads %s  disturbed runs %d",
                times(row.ratio()),
                100 * row.share(),
                times(row.threadsRatio()),
                row.disturbed()))
        .toString();
  }

  String markdown() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            %s %d threads each; OpenBLAS core: %s. Median milliseconds per iteration of %d runs in turn (least–most). A run before or after which the processors did \
            less than 0.8 of the multiply-adds that they do together was repeated, up to five times; disturbed runs are those \
            for which that did not help.

            """,
            machine.sentences(),
            arguments.threads(),
            PeerBenchmark.blasCore(),
            arguments.rounds()));
    if (!rows.isEmpty()) {
      text.append(
          """
          | case | nmf4j | of the ceiling | %d threads ÷ 1 | scikit-learn | PyTorch | RcppML | best peer ÷ nmf4j | disturbed runs | loss, nmf4j / scikit-learn |
          |---|---|---|---|---|---|---|---|---|---|
          """
              .formatted(arguments.threads()));
    }
    for (PeerRow row : rows) {
      Map<String, Timing> t = row.timings();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.0f %% | %s | %s | %s | %s | %s | %d of %d | %s |%n",
              row.problem().name(),
              cell(t.get(PeerRow.OURS)),
              100 * row.share(),
              times(row.threadsRatio()),
              cell(t.get("scikit-learn")),
              cell(t.get("PyTorch")),
              cell(t.get("RcppML")),
              times(row.ratio()),
              row.disturbed(),
              arguments.rounds() * t.size(),
              losses(row)));
    }
    if (!wholeRuns.isEmpty()) {
      text.append(
          "\nA whole run from the shell, digits, k = 10, 60 multiplicative updates for KL, start of the"
              + " program, reading and writing included, seconds: ");
      text.append(
          String.join(
              ", ",
              wholeRuns.entrySet().stream()
                  .map(
                      e ->
                          String.format(
                              Locale.ROOT,
                              "%s %.2f (%.2f–%.2f)",
                              e.getKey(),
                              e.getValue().median(),
                              e.getValue().least(),
                              e.getValue().most()))
                  .toList()));
      text.append(".\n");
    }
    return text.toString();
  }

  private static String times(double ratio) {
    return Double.isNaN(ratio) ? "–" : String.format(Locale.ROOT, "%.2f ×", ratio);
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
