package io.github.nmf4j.report;

import java.util.ArrayList;
import java.util.List;

/** The rectangle of a plot that values are drawn in, and the axes around it. */
record Area(double x, double y, double width, double height) {

  private static final double TICK = 4;
  private static final double LINE_HEIGHT = 13;

  /** How far a label below may reach over the area's edge. */
  private static final double OVERHANG = 5;

  /**
   * A tick of an axis.
   *
   * @param at 0 for the left or upper end of the axis, 1 for the other one
   */
  record Tick(double at, String label) {}

  double right() {
    return x + width;
  }

  double bottom() {
    return y + height;
  }

  /**
   * Ticks for {@code n} items side by side, as many as there is room for.
   *
   * @param length of the axis
   * @param longest room for a label
   * @param vertical whether labels stand one below the other
   */
  static List<Tick> items(Axis axis, int n, double length, double longest, boolean vertical) {
    return axis.names().isEmpty()
        ? positions(axis, n, length, vertical)
        : names(axis, n, length, longest, vertical);
  }

  private static List<Tick> positions(Axis axis, int n, double length, boolean vertical) {
    double low = Math.min(axis.position(0), axis.position(n - 1.0));
    double high = Math.max(axis.position(0), axis.position(n - 1.0));
    int wanted = (int) Math.max(2, length / (vertical ? 40 : 62));
    var ticks = new ArrayList<Tick>();
    for (Ticks tick : Ticks.linear(low, high, Math.min(wanted, n))) {
      double item = (tick.value() - axis.first()) / axis.step();
      // items that are counted have nothing between them
      if (Math.abs(axis.step()) != 1 || Math.abs(item - Math.rint(item)) < 1e-6) {
        ticks.add(new Tick((item + 0.5) / n, tick.label()));
      }
    }
    return ticks;
  }

  private static List<Tick> names(
      Axis axis, int n, double length, double longest, boolean vertical) {
    double room = LINE_HEIGHT;
    if (!vertical) {
      double widest = 0;
      for (String name : axis.names()) {
        widest = Math.max(widest, Canvas.widthOf(name, Canvas.SMALL));
      }
      room = Math.min(widest, longest) + 8;
    }
    int every = Math.max(1, (int) Math.ceil(n * room / length));
    var ticks = new ArrayList<Tick>();
    for (int i = 0; i < n; i += every) {
      ticks.add(
          new Tick((i + 0.5) / n, Canvas.fitting(axis.names().get(i), Canvas.SMALL, longest)));
    }
    return ticks;
  }

  /** Ticks of a scale of numbers that runs upwards. */
  static List<Tick> upwards(List<Ticks> ticks, double low, double high, boolean logarithmic) {
    var placed = new ArrayList<Tick>();
    for (Ticks tick : ticks) {
      double fraction =
          logarithmic
              ? Math.log(tick.value() / low) / Math.log(high / low)
              : (tick.value() - low) / (high - low);
      if (fraction > -1e-6 && fraction < 1 + 1e-6) {
        placed.add(new Tick(1 - fraction, tick.label()));
      }
    }
    return placed;
  }

  /** The same ticks, counted from the other end. */
  static List<Tick> reversed(List<Tick> ticks) {
    return ticks.stream().map(tick -> new Tick(1 - tick.at(), tick.label())).toList();
  }

  /** Width of the widest label. */
  static double widest(List<Tick> ticks) {
    double widest = 0;
    for (Tick tick : ticks) {
      widest = Math.max(widest, Canvas.widthOf(tick.label(), Canvas.SMALL));
    }
    return widest;
  }

  /** Ticks, labels and title below the area. */
  void drawBelow(Canvas canvas, List<Tick> ticks, String title) {
    double taken = Double.NEGATIVE_INFINITY;
    for (Tick tick : ticks) {
      double at = x + tick.at() * width;
      canvas.line(at, bottom(), at, bottom() + TICK, Ink.FRAME, 1);
      // a label at an end would run into the picture beside this one
      double half = Canvas.widthOf(tick.label(), Canvas.SMALL) / 2;
      double middle = Math.max(x - OVERHANG + half, Math.min(right() + OVERHANG - half, at));
      if (middle - half < taken) {
        continue;
      }
      taken = middle + half + 2;
      canvas.text(
          middle, bottom() + 16, tick.label(), Canvas.Anchor.MIDDLE, Ink.MUTED, Canvas.SMALL);
    }
    canvas.text(
        x + width / 2,
        bottom() + 33,
        Canvas.fitting(title, 12, width + 80),
        Canvas.Anchor.MIDDLE,
        Ink.TEXT,
        12);
  }

  /** Ticks, labels and title to the left; the title keeps clear of the widest label. */
  void drawLeft(Canvas canvas, List<Tick> ticks, String title) {
    for (Tick tick : ticks) {
      double at = y + tick.at() * height;
      canvas.line(x - TICK, at, x, at, Ink.FRAME, 1);
      canvas.text(x - 7, at + 4, tick.label(), Canvas.Anchor.END, Ink.MUTED, Canvas.SMALL);
    }
    if (title.isEmpty()) {
      return;
    }
    canvas.upwards(
        Math.max(11, x - 15 - widest(ticks)),
        y + height / 2,
        Canvas.fitting(title, 12, height + 40),
        Ink.TEXT,
        12);
  }

  /** The colours of a scale with their values, to the right. */
  void drawScale(Canvas canvas, ColorScale scale) {
    double left = right() + 12;
    canvas.cells(left, y, 10, height, Bitmap.ramp(scale.map()));
    canvas.frame(left, y, 10, height, Ink.FRAME);
    boolean logarithmic = scale.kind() == ColorScale.Kind.LOGARITHMIC;
    List<Ticks> ticks = scale.ticks((int) Math.max(2, height / 50));
    for (Tick tick : upwards(ticks, scale.low(), scale.high(), logarithmic)) {
      double at = y + tick.at() * height;
      canvas.line(left + 10, at, left + 13, at, Ink.FRAME, 1);
      canvas.text(left + 15, at + 4, tick.label(), Canvas.Anchor.START, Ink.MUTED, Canvas.SMALL);
    }
  }
}
