package io.github.nmf4j.cli.audio;

import io.github.nmf4j.cli.JsonTree;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.report.Block;
import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.Section;
import io.github.nmf4j.report.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the components of a run are: their number, and their note or stem where it is known. */
final class ComponentNames {

  private final JsonTree run;
  private final String[] names;

  ComponentNames(JsonTree run, int rank) {
    this.run = run;
    this.names = new String[rank];
    for (int r = 0; r < rank; r++) {
      names[r] = Integer.toString(r);
    }
    // separate has stems only, analyze components with pitches, score both
    List<JsonTree> components = run.elements("components");
    for (int r = 0; r < Math.min(rank, components.size()); r++) {
      JsonTree component = components.get(r);
      add(r, component.text("label").orElse(""));
      add(r, component.text("pitch").orElse(""));
      if (component.text("part").orElse("").equals("attack")) {
        add(r, "attack");
      }
    }
    if (components.isEmpty()) {
      for (JsonTree stem : run.elements("stems")) {
        for (JsonTree member : stem.elements("components")) {
          int r = (int) member.number("").orElse(-1);
          String name = stem.text("name").orElse("");
          if (r >= 0 && r < rank && !name.equals("component-" + r)) {
            add(r, name);
          }
        }
      }
    }
  }

  private void add(int component, String word) {
    if (!word.isEmpty()) {
      names[component] += " " + word;
    }
  }

  List<String> all() {
    return List.of(names);
  }

  /** What analyze says of its components. */
  Section table() {
    var rows = new ArrayList<List<String>>();
    List<JsonTree> components = run.elements("components");
    for (JsonTree component : components) {
      boolean pitched = component.text("pitch").isPresent();
      rows.add(
          List.of(
              component.text("component").orElse("–"),
              number(component, "share", 100, "%.1f %%"),
              component.text("pitch").orElse("–"),
              pitched ? number(component, "hertz", 1, "%.1f") : "–",
              number(component, "salience", 1, "%.2f"),
              component.text("kind").orElse("–"),
              component.text("events").orElse("–")));
    }
    return new Section(
        "What was found",
        new Block.Table(
            "Components, their notes, and how often they sound",
            List.of("component", "share", "note", "Hz", "salience", "kind", "times"),
            rows));
  }

  private static String number(JsonTree tree, String path, double factor, String format) {
    return tree.number(path).isPresent()
        ? String.format(Locale.ROOT, format, factor * tree.number(path).getAsDouble())
        : "–";
  }

  /** Adds when the components sound, from {@code notes.csv}. */
  void addNotes(FactorizationReport report, Path folder, double seconds) throws IOException {
    Path file = folder.resolve(AnalyzeCommand.NOTES_FILE);
    List<String> lines = Files.readAllLines(file);
    var spans = new ArrayList<Timeline.Span>();
    for (int i = 1; i < lines.size(); i++) {
      try {
        String[] fields = lines.get(i).split(",", -1);
        double start = Double.parseDouble(fields[0]);
        double end = start + Double.parseDouble(fields[1]);
        int lane = Integer.parseInt(fields[3].substring("component-".length()));
        spans.add(new Timeline.Span(lane, start, end));
      } catch (RuntimeException e) {
        throw new InvalidDataException(
            "%s: line %d is not what nmf audio analyze writes".formatted(file, i + 1), e);
      }
    }
    report.timeline(
        "When the components sound",
        "Time line of %d notes in %d lanes, one for each component."
            .formatted(spans.size(), names.length),
        Arrays.asList(names),
        spans,
        seconds);
  }
}
