package io.github.nmf4j.report;

import java.util.List;

/** Curves over a common axis, with marks at moments of note. */
public final class LineChart extends Plot {

  private static final double WIDTH = 420;
  private static final double HEIGHT = 270;
  private static final double BELOW = 42;
  private static final double LINE = 16;

  /** Beyond this ratio of the largest to the smallest value, only logarithms show both. */
  private static final double LOG_RATIO = 30;

  private static final int MOST_DOTS = 50;

  private final String xTitle;
  private final String yTitle;
  private final List<Series> series;
  private final List<Mark> marks;
  private final double lowX;
  private final double highX;
  private final double lowY;
  private final double highY;
  private final boolean logarithmic;

  /** A curve. */
  public static final class Series {
    private final String name;
    private final double[] x;
    private final double[] y;

    /**
     * A curve through points.
     *
     * @param name what the legend calls it
     * @param x positions, ascending
     * @param y values
     * @throws IllegalArgumentException if there are more of one than of the other, or one is not
     *     finite
     */
    public Series(String name, double[] x, double[] y) {
      if (x.length != y.length) {
        throw new IllegalArgumentException("%d x, but %d y".formatted(x.length, y.length));
      }
      for (int i = 0; i < x.length; i++) {
        if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
          throw new IllegalArgumentException(
              "point %d of %s is (%s, %s); points must be finite".formatted(i, name, x[i], y[i]));
        }
      }
      this.name = name;
      this.x = x.clone();
      this.y = y.clone();
    }
  }

  /** A vertical line with a label. */
  public record Mark(double x, String label) {}

  /**
   * Curves; the first two are told apart by colour and dashes. The values' axis is logarithmic if
   * all are positive and the largest is more than thirty times the smallest.
   *
   * @throws IllegalArgumentException if there is no point at all
   */
  public LineChart(
      String title,
      String description,
      String xTitle,
      String yTitle,
      List<Series> series,
      List<Mark> marks) {
    super(title, description);
    this.xTitle = xTitle;
    this.yTitle = yTitle;
    this.series = List.copyOf(series);
    this.marks = List.copyOf(marks);
    double[] x = range(series.stream().map(curve -> curve.x).toList());
    double[] y = range(series.stream().map(curve -> curve.y).toList());
    lowX = x[0];
    highX = x[1] > x[0] ? x[1] : x[0] + 1;
    logarithmic = y[0] > 0 && y[1] > LOG_RATIO * y[0];
    if (logarithmic) {
      lowY = y[0] / 1.15;
      highY = y[1] * 1.15;
    } else {
      double span = y[1] > y[0] ? y[1] - y[0] : Math.max(Math.abs(y[1]), 1e-300);
      // a curve that gets close to 0 is seen against it
      lowY = y[0] >= 0 && y[0] < span ? 0 : y[0] - 0.05 * span;
      highY = y[1] + 0.05 * span;
    }
  }

  private static double[] range(List<double[]> curves) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] curve : curves) {
      for (double value : curve) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low > high) {
      throw new IllegalArgumentException("a chart needs at least one point");
    }
    return new double[] {low, high};
  }

  @Override
  double width() {
    return WIDTH;
  }

  @Override
  double height() {
    return HEIGHT;
  }

  @Override
  String note() {
    return logarithmic ? "The vertical axis is logarithmic." : "";
  }

  @Override
  void draw(Canvas canvas) {
    double top = 14 + (series.size() > 1 ? LINE : 0) + (marks.isEmpty() ? 0 : LINE);
    double areaHeight = HEIGHT - top - BELOW;
    List<Ticks> values =
        logarithmic ? Ticks.logarithmic(lowY, highY, 5) : Ticks.linear(lowY, highY, 5);
    List<Area.Tick> left = Area.upwards(values, lowY, highY, logarithmic);
    double margin = 30 + Area.widest(left);
    var area = new Area(margin, top, WIDTH - margin - 14, areaHeight);
    for (Area.Tick tick : left) {
      double y = area.y() + tick.at() * area.height();
      canvas.line(area.x(), y, area.right(), y, Ink.GRID, 1);
    }
    area.drawLeft(canvas, left, yTitle);
    List<Area.Tick> below =
        Ticks.linear(lowX, highX, 6).stream()
            .map(tick -> new Area.Tick((tick.value() - lowX) / (highX - lowX), tick.label()))
            .toList();
    area.drawBelow(canvas, below, xTitle);
    drawMarks(canvas, area);
    drawLegend(canvas, area);
    for (int s = 0; s < series.size(); s++) {
      drawCurve(canvas, area, series.get(s), ink(s), s > 0);
    }
    canvas.line(area.x(), area.bottom(), area.right(), area.bottom(), Ink.FRAME, 1);
    canvas.line(area.x(), area.y(), area.x(), area.bottom(), Ink.FRAME, 1);
  }

  private void drawCurve(Canvas canvas, Area area, Series curve, Ink ink, boolean dashed) {
    double[] x = new double[curve.x.length];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = area.x() + (curve.x[i] - lowX) / (highX - lowX) * area.width();
      y[i] = area.bottom() - fraction(curve.y[i]) * area.height();
    }
    canvas.polyline(x, y, ink, 2, dashed);
    if (x.length <= MOST_DOTS) {
      for (int i = 0; i < x.length; i++) {
        canvas.dot(x[i], y[i], 2.6, ink);
      }
    }
  }

  private double fraction(double value) {
    return logarithmic
        ? Math.log(value / lowY) / Math.log(highY / lowY)
        : (value - lowY) / (highY - lowY);
  }

  /** Labels stand above the area; those that would touch the one before are left out. */
  private void drawMarks(Canvas canvas, Area area) {
    double free = Double.NEGATIVE_INFINITY;
    for (Mark mark : marks) {
      double x = area.x() + (mark.x() - lowX) / (highX - lowX) * area.width();
      if (x < area.x() - 0.5 || x > area.right() + 0.5) {
        continue;
      }
      canvas.polyline(
          new double[] {x, x}, new double[] {area.y(), area.bottom()}, Ink.MARK, 1, true);
      double labelWidth = Canvas.widthOf(mark.label(), Canvas.SMALL);
      double start = Math.clamp(x - labelWidth / 2, 0, WIDTH - labelWidth);
      if (start > free) {
        canvas.text(start, area.y() - 5, mark.label(), Canvas.Anchor.START, Ink.MARK, Canvas.SMALL);
        free = start + labelWidth + 6;
      }
    }
  }

  private void drawLegend(Canvas canvas, Area area) {
    if (series.size() < 2) {
      return;
    }
    double x = area.x();
    for (int s = 0; s < series.size(); s++) {
      canvas.polyline(new double[] {x, x + 22}, new double[] {14, 14}, ink(s), 2, s > 0);
      canvas.text(x + 27, 18, series.get(s).name, Canvas.Anchor.START, Ink.TEXT, Canvas.SMALL);
      x += 42 + Canvas.widthOf(series.get(s).name, Canvas.SMALL);
    }
  }

  private static Ink ink(int s) {
    return switch (s % 3) {
      case 0 -> Ink.FIRST;
      case 1 -> Ink.SECOND;
      default -> Ink.MARK;
    };
  }
}
