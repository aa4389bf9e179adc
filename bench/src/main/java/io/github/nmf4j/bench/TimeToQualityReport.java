package io.github.nmf4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A table (Markdown) and a plot (SVG) of what {@link TimeToQuality} and its Python twin measured.
 * For each start the best loss that any solver found from it is the mark; the table has the median
 * over the starts of the seconds until a solver is within 1 % and within 0.1 % of it.
 *
 * <p>Arguments: CSV file, Markdown file, SVG file.
 */
public final class TimeToQualityReport {

  private static final double[] MARGINS = {0.01, 0.001};
  private static final List<String> COLORS =
      List.of(
          "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555", "#000000");

  private static final int PANEL_WIDTH = 420;
  private static final int PANEL_HEIGHT = 260;
  private static final int MARGIN = 50;

  private record Point(double seconds, double loss) {}

  /** case → solver → seed → points. */
  private final Map<String, Map<String, Map<Integer, List<Point>>>> runs = new LinkedHashMap<>();

  private TimeToQualityReport(List<String> lines) {
    for (String line : lines) {
      String[] fields = line.split(",", -1);
      runs.computeIfAbsent(fields[0], c -> new LinkedHashMap<>())
          .computeIfAbsent(fields[1], s -> new TreeMap<>())
          .computeIfAbsent(Integer.parseInt(fields[2]), s -> new ArrayList<>())
          .add(new Point(Double.parseDouble(fields[4]), Double.parseDouble(fields[5])));
    }
  }

  /** Writes both. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      throw new IllegalArgumentException("arguments: CSV-FILE MARKDOWN-FILE SVG-FILE");
    }
    var report = new TimeToQualityReport(Files.readAllLines(Path.of(arguments[0])));
    Files.writeString(Path.of(arguments[1]), report.table());
    Files.writeString(Path.of(arguments[2]), report.plot());
  }

  private static double best(Map<String, Map<Integer, List<Point>>> solvers, int seed) {
    return solvers.values().stream()
        .filter(seeds -> seeds.containsKey(seed))
        .flatMap(seeds -> seeds.get(seed).stream())
        .mapToDouble(Point::loss)
        .min()
        .orElseThrow();
  }

  /** Seconds until the loss is at most this; infinite if it never is. */
  private static double reached(List<Point> points, double loss) {
    return points.stream()
        .filter(p -> p.loss() <= loss)
        .mapToDouble(Point::seconds)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double medianReached(
      Map<String, Map<Integer, List<Point>>> solvers,
      Map<Integer, List<Point>> seeds,
      double margin) {
    return median(
        seeds.entrySet().stream()
            .mapToDouble(e -> reached(e.getValue(), (1 + margin) * best(solvers, e.getKey())))
            .toArray());
  }

  private String table() {
    var text = new StringBuilder();
    text.append("| case | solver | to 1 % | to 0.1 % | best, relative |\n|---|---|---|---|---|\n");
    runs.forEach(
        (name, solvers) ->
            solvers.forEach(
                (solver, seeds) -> {
                  double best =
                      median(
                          seeds.entrySet().stream()
                              .mapToDouble(
                                  e ->
                                      e.getValue().stream()
                                              .mapToDouble(Point::loss)
                                              .min()
                                              .orElseThrow()
                                          / best(solvers, e.getKey()))
                              .toArray());
                  text.append(
                      String.format(
                          Locale.ROOT,
                          "| %s | %s | %s | %s | %.5f |%n",
                          name,
                          solver,
                          seconds(medianReached(solvers, seeds, MARGINS[0])),
                          seconds(medianReached(solvers, seeds, MARGINS[1])),
                          best));
                }));
    return text.toString();
  }

  private static String seconds(double seconds) {
    return Double.isInfinite(seconds) ? "—" : String.format(Locale.ROOT, "%.3g s", seconds);
  }

  /** For each case a panel: median excess over the best loss, against seconds, both logarithmic. */
  private String plot() {
    int columns = 2;
    int rows = Math.ceilDiv(runs.size(), columns);
    var svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-family='sans-serif'"
                + " font-size='11'>%n<rect width='100%%' height='100%%' fill='white'/>%n",
            columns * (PANEL_WIDTH + MARGIN),
            rows * (PANEL_HEIGHT + 2 * MARGIN)));
    int index = 0;
    for (var entry : runs.entrySet()) {
      int x = MARGIN + index % columns * (PANEL_WIDTH + MARGIN);
      int y = MARGIN + index / columns * (PANEL_HEIGHT + 2 * MARGIN);
      panel(svg, entry.getKey(), entry.getValue(), x, y);
      index++;
    }
    return svg.append("</svg>\n").toString();
  }

  private static final double LOW_SECONDS = -3;
  private static final double HIGH_SECONDS = 1.5;
  private static final double LOW_EXCESS = -4;
  private static final double HIGH_EXCESS = 0;

  private static double atX(double seconds) {
    double t = Math.clamp(Math.log10(Math.max(1e-9, seconds)), LOW_SECONDS, HIGH_SECONDS);
    return (t - LOW_SECONDS) / (HIGH_SECONDS - LOW_SECONDS) * (PANEL_WIDTH - MARGIN);
  }

  private static double atY(double excess) {
    double e = Math.clamp(Math.log10(Math.max(1e-9, excess)), LOW_EXCESS, HIGH_EXCESS);
    return (HIGH_EXCESS - e) / (HIGH_EXCESS - LOW_EXCESS) * PANEL_HEIGHT;
  }

  private static void panel(
      StringBuilder svg,
      String name,
      Map<String, Map<Integer, List<Point>>> solvers,
      int left,
      int top) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<g transform='translate(%d %d)'>%n<text y='-8' font-weight='bold'>%s</text>%n",
            left,
            top,
            name));
    for (int e = (int) LOW_EXCESS; e <= HIGH_EXCESS; e++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/><text x='-4' y='%.1f'"
                  + " text-anchor='end'>%s %%</text>%n",
              PANEL_WIDTH - MARGIN,
              atY(Math.pow(10, e)),
              atY(Math.pow(10, e)),
              atY(Math.pow(10, e)) + 4,
              e >= -2 ? Long.toString(Math.round(Math.pow(10, e + 2))) : e == -3 ? "0.1" : "0.01"));
    }
    for (int t = (int) LOW_SECONDS; t <= HIGH_SECONDS; t++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1='%.1f' x2='%.1f' y2='%d' stroke='#ddd'/><text x='%.1f' y='%d'"
                  + " text-anchor='middle'>%s s</text>%n",
              atX(Math.pow(10, t)),
              atX(Math.pow(10, t)),
              PANEL_HEIGHT,
              atX(Math.pow(10, t)),
              PANEL_HEIGHT + 14,
              t >= 0 ? Long.toString(Math.round(Math.pow(10, t))) : "10⁻" + "⁰¹²³".charAt(-t)));
    }
    int color = 0;
    for (var entry : solvers.entrySet()) {
      String stroke = COLORS.get(color % COLORS.size());
      svg.append("<polyline fill='none' stroke='").append(stroke).append("' points='");
      for (double excess = 0; excess >= LOW_EXCESS; excess -= 0.05) {
        double seconds = medianReached(solvers, entry.getValue(), Math.pow(10, excess));
        if (!Double.isInfinite(seconds)) {
          svg.append(
              String.format(Locale.ROOT, "%.1f,%.1f ", atX(seconds), atY(Math.pow(10, excess))));
        }
      }
      svg.append(
          String.format(
              Locale.ROOT,
              "'/><text x='%d' y='%d' text-anchor='end' fill='%s'>%s</text>%n",
              PANEL_WIDTH - MARGIN - 4,
              14 + 13 * color,
              stroke,
              entry.getKey()));
      color++;
    }
    svg.append("</g>\n");
  }
}
