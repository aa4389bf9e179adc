package io.github.nmf4j.bench.forks;

import io.github.nmf4j.bench.JsonText;
import io.github.nmf4j.bench.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/**
 * All starts as a page and for programs.
 *
 * @param shapes of V
 */
record ForkPage(Machine machine, String shapes, Criteria criteria, List<Fork> forks) {

  ForkPage {
    forks = List.copyOf(forks);
  }

  /** What was missed, a line each; empty if all is well. */
  List<String> missed() {
    var lines = new ArrayList<String>();
    Spread.of(forks).forEach(spread -> lines.addAll(criteria.missed(spread)));
    lines.addAll(Pace.missed(Pace.of(forks), criteria.leastRatio()));
    for (int f = 0; f < forks.size(); f++) {
      for (String fault : forks.get(f).faults()) {
        lines.add("start %d: %s".formatted(f + 1, fault));
      }
    }
    return lines;
  }

  String markdown() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s V: %s. %d starts; GFLOP/s of the fastest call in each, on %d threads, after all were"
                + " called until the compilers were done (%.0f s at most), over the starts in which the"
                + " machine did nothing else at least once meanwhile; bytes per call of the start that"
                + " allocated most.%n%n",
            machine.sentences(),
            shapes,
            forks.size(),
            machine.threads(),
            forks.stream().mapToDouble(Fork::warmUpSeconds).max().orElse(0)));
    text.append(
        String.format(
            "Multiply-adds from registers in each start, GFLOP/s: %s; simple integer operations per"
                + " nanosecond: %s. Operations that other work on the machine kept from a quiet moment:"
                + " %s. Pace of each start, the median of what its"
                + " operations did relative to their own medians over the starts: %s.%n%n",
            each(fork -> String.format(Locale.ROOT, "%.0f", fork.most().multiplyAdds())),
            each(fork -> String.format(Locale.ROOT, "%.1f", fork.most().instructions())),
            each(fork -> Integer.toString(fork.disturbed())),
            Pace.of(forks).stream()
                .map(pace -> String.format(Locale.ROOT, "%.2f", pace))
                .collect(Collectors.joining(", "))));
    List<String> missed = missed();
    text.append(
        missed.isEmpty()
            ? String.format(
                Locale.ROOT,
                "All is well: slowest quiet start ÷ median, at their pace, ≥ %.2f, at most %.0f B per call, no compilation"
                    + " given up, every method in the samples optimised.%n",
                criteria.leastRatio(),
                criteria.mostBytes())
            : missed.size() + " misses:\n\n- " + String.join("\n- ", missed) + "\n");
    text.append(
        """

        | operation | quiet starts | median GFLOP/s | slowest | fastest | slowest ÷ median, at their pace | µs | B/op |
        |---|---|---|---|---|---|---|---|
        """);
    for (Spread spread : Spread.of(forks)) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.4g | %.4g | %.4g | %.2f | %.4g | %.1f |%n",
              spread.name(),
              spread.quietStarts(),
              spread.median(),
              spread.slowest(),
              spread.fastest(),
              spread.ratio(),
              1e3 * spread.milliseconds(),
              spread.bytes()));
    }
    return text.toString();
  }

  private String each(Function<Fork, String> of) {
    return forks.stream().map(of).collect(Collectors.joining(", "));
  }

  String json() {
    return JsonText.of(
        json -> {
          machine.write(json);
          json.writeStringProperty("shapes", shapes);
          json.writeNumberProperty("leastRatio", criteria.leastRatio());
          json.writeNumberProperty("mostBytes", criteria.mostBytes());
          json.writeArrayPropertyStart("missed");
          missed().forEach(json::writeString);
          json.writeEndArray();
          json.writeArrayPropertyStart("starts");
          for (int start = 0; start < forks.size(); start++) {
            write(json, forks.get(start), Pace.of(forks).get(start));
          }
          json.writeEndArray();
          json.writeArrayPropertyStart("operations");
          Spread.of(forks).forEach(spread -> write(json, spread));
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, Fork fork, double pace) {
    json.writeStartObject();
    json.writeNumberProperty("multiplyAdds", fork.most().multiplyAdds());
    json.writeNumberProperty("instructions", fork.most().instructions());
    json.writeNumberProperty("disturbed", fork.disturbed());
    json.writeNumberProperty("pace", pace);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Spread spread) {
    json.writeStartObject();
    json.writeStringProperty("operation", spread.name());
    json.writeArrayPropertyStart("gigaflops");
    spread.figures().forEach(figure -> json.writeNumber(figure.gigaflops()));
    json.writeEndArray();
    json.writeArrayPropertyStart("quiet");
    spread.figures().forEach(figure -> json.writeBoolean(figure.quiet()));
    json.writeEndArray();
    if (spread.quietStarts() > 0) {
      json.writeNumberProperty("slowestOverMedian", spread.ratio());
    }
    json.writeNumberProperty("bytesPerCall", spread.bytes());
    json.writeEndObject();
  }
}
