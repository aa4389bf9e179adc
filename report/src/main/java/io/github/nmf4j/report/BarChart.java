package io.github.nmf4j.report;

import java.util.List;

/** Horizontal bars with names, such as the strongest terms of a topic. */
public final class BarChart extends Plot {

  private static final double WIDTH = 300;
  private static final double BAR = 18;
  private static final double NAME = 118;
  private static final double VALUE = 52;
  private static final double TOP = 4;

  private final List<Bar> bars;

  /** A bar; its value is ≥ 0. */
  public record Bar(String name, double value) {
    public Bar {
      if (!(value >= 0 && value <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException("a bar's value is finite and ≥ 0, was " + value);
      }
    }
  }

  /** Bars from top to bottom in the order given. */
  public BarChart(String title, String description, List<Bar> bars) {
    super(title, description);
    if (bars.isEmpty()) {
      throw new IllegalArgumentException("a bar chart needs a bar");
    }
    this.bars = List.copyOf(bars);
  }

  @Override
  double width() {
    return WIDTH;
  }

  @Override
  double height() {
    return 2 * TOP + bars.size() * BAR;
  }

  @Override
  void draw(Canvas canvas) {
    double longest = 0;
    for (Bar bar : bars) {
      longest = Math.max(longest, bar.value());
    }
    double room = WIDTH - NAME - VALUE - 6;
    for (int b = 0; b < bars.size(); b++) {
      Bar bar = bars.get(b);
      double y = TOP + b * BAR;
      double length = longest == 0 ? 0 : bar.value() / longest * room;
      canvas.text(
          NAME - 4,
          y + 13,
          Canvas.fitting(bar.name(), Canvas.SMALL, NAME - 8),
          Canvas.Anchor.END,
          Ink.TEXT,
          Canvas.SMALL);
      canvas.fill(NAME, y + 3, length, BAR - 6, Ink.FIRST);
      canvas.text(
          NAME + length + 5,
          y + 13,
          Ticks.brief(bar.value()),
          Canvas.Anchor.START,
          Ink.MUTED,
          Canvas.SMALL);
    }
  }
}
