package io.github.nmf4j.bench.peers;

import io.github.nmf4j.bench.JsonText;
import io.github.nmf4j.bench.Machine;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** One thread beside all of them, as a Markdown page and as JSON. */
record ThreadPage(Machine machine, int rounds, List<ThreadRow> rows) {

  String markdown() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """
            %s Iterations with 1 and %d threads in turn, and %d runs of one thread side by side, each with its part of the rows; medians of %d rounds (least–most of the ratios within a round). \
            A run before or after which the processors did less than 0.8 of the multiply-adds that they do together was \
            repeated, up to five times; in disturbed rounds that did not help.

            | case | 1 thread, ms | %d threads, ms | times as fast | side by side | of that | disturbed rounds |
            |---|---|---|---|---|---|---|
            """,
            machine.sentences(),
            machine.threads(),
            machine.threads(),
            rounds,
            machine.threads()));
    for (ThreadRow row : rows) {
      Timing gain = row.of(ThreadRow.Round::gain);
      Timing possible = row.of(ThreadRow.Round::possible);
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.2f | %.2f | %s | %s | %.0f %% | %d |%n",
              row.name(),
              1e3 * row.of(ThreadRow.Round::one).median(),
              1e3 * row.of(ThreadRow.Round::all).median(),
              times(gain),
              times(possible),
              100 * gain.median() / possible.median(),
              row.disturbed()));
    }
    return text.toString();
  }

  private static String times(Timing t) {
    return String.format(Locale.ROOT, "%.2f × (%.2f–%.2f)", t.median(), t.least(), t.most());
  }

  String json() {
    return JsonText.of(
        json -> {
          machine.write(json);
          json.writeNumberProperty("rounds", rounds);
          json.writeArrayPropertyStart("cases");
          for (ThreadRow row : rows) {
            write(json, row);
          }
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, ThreadRow row) {
    json.writeStartObject();
    json.writeStringProperty("case", row.name());
    json.writeArrayPropertyStart("rounds");
    for (ThreadRow.Round round : row.rounds()) {
      json.writeStartObject();
      json.writeNumberProperty("secondsOneThread", round.one());
      json.writeNumberProperty("secondsAllThreads", round.all());
      json.writeNumberProperty("secondsSideBySide", round.sideBySide());
      json.writeBooleanProperty("undisturbed", round.undisturbed());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
