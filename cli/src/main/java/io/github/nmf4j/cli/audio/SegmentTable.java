package io.github.nmf4j.cli.audio;

import io.github.nmf4j.audio.Segment;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.report.Block;
import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.Section;
import io.github.nmf4j.report.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The spans of time that {@code segments.csv} has.
 *
 * @param segments in the order of time
 */
record SegmentTable(List<Segment> segments) {

  private static final String LABEL = "sound-";

  SegmentTable {
    segments = List.copyOf(segments);
  }

  /** What a component is called. */
  static String label(int component) {
    return LABEL + component;
  }

  /** The file. */
  String csv() {
    var table = new StringBuilder("start,end,label,confidence\n");
    for (Segment segment : segments) {
      table.append(
          String.format(
              Locale.ROOT,
              "%.3f,%.3f,%s,%.4f\n",
              segment.start(),
              segment.end(),
              label(segment.label()),
              segment.confidence()));
    }
    return table.toString();
  }

  /** Reads what {@link #csv} wrote. */
  static SegmentTable read(Path folder) throws IOException {
    Path file = folder.resolve(SegmentCommand.CSV_FILE);
    List<String> lines = Files.readAllLines(file);
    var segments = new ArrayList<Segment>();
    for (int i = 1; i < lines.size(); i++) {
      try {
        String[] fields = lines.get(i).split(",", -1);
        segments.add(
            new Segment(
                Double.parseDouble(fields[0]),
                Double.parseDouble(fields[1]),
                Integer.parseInt(fields[2].substring(LABEL.length())),
                Double.parseDouble(fields[3])));
      } catch (RuntimeException e) {
        throw new InvalidDataException(
            "%s: line %d is not what nmf audio segment writes".formatted(file, i + 1), e);
      }
    }
    return new SegmentTable(segments);
  }

  /** The longest span of a label. */
  Optional<Segment> longest(int label) {
    Segment longest = null;
    for (Segment segment : segments) {
      if (segment.label() == label && (longest == null || length(segment) > length(longest))) {
        longest = segment;
      }
    }
    return Optional.ofNullable(longest);
  }

  private static double length(Segment segment) {
    return segment.end() - segment.start();
  }

  /** Adds the time line and a table of the labels. */
  void describe(FactorizationReport report, List<String> labels, double seconds) {
    var spans =
        segments.stream().map(s -> new Timeline.Span(s.label(), s.start(), s.end())).toList();
    report.timeline(
        "What is heard when",
        "Time line of %d spans in %d lanes, one for each label."
            .formatted(spans.size(), labels.size()),
        labels,
        spans,
        seconds);
    var rows = new ArrayList<List<String>>();
    for (int r = 0; r < labels.size(); r++) {
      rows.add(row(r, labels.get(r), seconds));
    }
    report.before(
        new Section(
            "What was found",
            new Block.Table(
                "Labels, how long they prevail, and how surely",
                List.of("label", "seconds", "share", "spans", "confidence"),
                rows)));
  }

  private List<String> row(int label, String name, double seconds) {
    double time = 0;
    double sure = 0;
    int count = 0;
    for (Segment segment : segments) {
      if (segment.label() == label) {
        time += length(segment);
        sure += length(segment) * segment.confidence();
        count++;
      }
    }
    return List.of(
        name,
        String.format(Locale.ROOT, "%.1f", time),
        String.format(Locale.ROOT, "%.1f %%", 100 * time / seconds),
        Integer.toString(count),
        count == 0 ? "–" : String.format(Locale.ROOT, "%.2f", sure / time));
  }
}
