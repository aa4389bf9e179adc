package io.github.nmf4j.report;

import java.util.List;

/** A small curve per component over the items of one axis: the columns of W, or the rows of H. */
public final class Profiles extends Plot {

  private static final double WIDTH = 420;
  private static final int COLUMNS = 2;
  private static final double GAP = 14;
  private static final double CURVE = 46;
  private static final double LABEL = 17;
  private static final double FOOT = 38;

  /** Points of a curve: more are finer than a screen shows. */
  private static final int POINTS = 190;

  /** More curves are too many to look at. */
  public static final int MOST_CURVES = 32;

  private final List<Profile> profiles;
  private final int total;
  private final Axis axis;
  private final int items;

  /** One curve, drawn from 0 to its own maximum. */
  public static final class Profile {
    private final String label;
    private final double[] values;

    /**
     * A curve.
     *
     * @param label what stands above it, such as the component and its strongest items
     * @param values ≥ 0, one per item
     */
    public Profile(String label, double[] values) {
      this.label = label;
      this.values = values.clone();
    }
  }

  /**
   * Curves over a common axis.
   *
   * @param profiles those behind the first {@value #MOST_CURVES} are left out, which the caption
   *     says
   */
  public Profiles(String title, String description, List<Profile> profiles, Axis axis) {
    super(title, description);
    if (profiles.isEmpty() || profiles.getFirst().values.length == 0) {
      throw new IllegalArgumentException("a picture of curves needs a curve with a point");
    }
    this.total = profiles.size();
    this.profiles = List.copyOf(profiles.subList(0, Math.min(MOST_CURVES, total)));
    this.axis = axis;
    this.items = profiles.getFirst().values.length;
  }

  @Override
  double width() {
    return WIDTH;
  }

  @Override
  double height() {
    return Math.ceilDiv(profiles.size(), COLUMNS) * (LABEL + CURVE + GAP) + FOOT;
  }

  @Override
  String note() {
    String pooled =
        items > POINTS
            ? "Each point is the largest of up to %d values.".formatted(Math.ceilDiv(items, POINTS))
            : "";
    String left =
        total > profiles.size()
            ? "The first %d of %d are shown.".formatted(profiles.size(), total)
            : "";
    return (pooled + " " + left).strip();
  }

  @Override
  void draw(Canvas canvas) {
    double width = (WIDTH - 2 * GAP - (COLUMNS - 1) * GAP) / COLUMNS;
    int drawn = Math.min(COLUMNS, profiles.size());
    for (int p = 0; p < profiles.size(); p++) {
      double x = GAP + p % COLUMNS * (width + GAP);
      int line = p / COLUMNS;
      double y = line * (LABEL + CURVE + GAP) + LABEL;
      Profile profile = profiles.get(p);
      canvas.text(
          x,
          y - 4,
          Canvas.fitting(profile.label, Canvas.SMALL, width),
          Canvas.Anchor.START,
          Ink.TEXT,
          Canvas.SMALL);
      drawCurve(canvas, new Area(x, y, width, CURVE), profile.values);
      if (p >= profiles.size() - drawn) {
        var area = new Area(x, y, width, CURVE);
        area.drawBelow(canvas, Area.items(axis, items, width, 80, false), axis.title());
      }
    }
  }

  private static void drawCurve(Canvas canvas, Area area, double[] values) {
    int points = Math.min(values.length, POINTS);
    double[] pooled = new double[points];
    double highest = 0;
    for (int i = 0; i < values.length; i++) {
      int point = Cells.cell(i, values.length, points);
      pooled[point] = Math.max(pooled[point], values[i]);
      highest = Math.max(highest, values[i]);
    }
    canvas.line(area.x(), area.bottom(), area.right(), area.bottom(), Ink.FRAME, 1);
    double cell = area.width() / points;
    if (points <= 24) {
      for (int i = 0; i < points; i++) {
        double height = highest == 0 ? 0 : pooled[i] / highest * area.height();
        canvas.fill(
            area.x() + (i + 0.15) * cell, area.bottom() - height, 0.7 * cell, height, Ink.FIRST);
      }
      return;
    }
    double[] x = new double[points];
    double[] y = new double[points];
    for (int i = 0; i < points; i++) {
      x[i] = area.x() + (i + 0.5) * cell;
      y[i] = area.bottom() - (highest == 0 ? 0 : pooled[i] / highest * area.height());
    }
    canvas.polyline(x, y, Ink.FIRST, 1.3, false);
  }
}
