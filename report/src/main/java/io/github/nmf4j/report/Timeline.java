package io.github.nmf4j.report;

import java.util.Arrays;
import java.util.List;

/** Spans of time, each in the lane of what is heard then: who or what, when. */
public final class Timeline extends Plot {

  private static final double WIDTH = 420;
  private static final double TOP = 8;
  private static final double LANE = 20;
  private static final double BELOW = 42;
  private static final double RIGHT = 16;
  private static final double LONGEST_NAME = 96;

  /** Slots of time: spans that are closer than half a pixel are drawn as one. */
  private static final int SLOTS = 600;

  /** More lanes are too many to look at. */
  public static final int MOST_LANES = 48;

  private final List<String> lanes;
  private final List<Span> spans;
  private final double end;
  private final String axisTitle;
  private final int total;

  /**
   * A span.
   *
   * @param lane which lane it is in, from 0
   * @param start where it begins, in the unit of the axis
   * @param end where it ends
   */
  public record Span(int lane, double start, double end) {
    public Span {
      if (lane < 0 || !(start <= end) || !Double.isFinite(end - start)) {
        throw new IllegalArgumentException(
            "a span needs a lane and a start before its end, was %d, %s, %s"
                .formatted(lane, start, end));
      }
    }
  }

  /**
   * Lanes from top to bottom, over an axis from 0 to {@code end}.
   *
   * @param lanes their names; those behind the first {@value #MOST_LANES} are left out, which the
   *     caption says
   * @param axisTitle such as {@code "time (s)"}
   */
  public Timeline(
      String title,
      String description,
      List<String> lanes,
      List<Span> spans,
      double end,
      String axisTitle) {
    super(title, description);
    if (lanes.isEmpty() || !(end > 0)) {
      throw new IllegalArgumentException(
          "a time line needs a lane and a length, got %d and %s".formatted(lanes.size(), end));
    }
    for (Span span : spans) {
      if (span.lane() >= lanes.size()) {
        throw new IllegalArgumentException(
            "a span in lane %d of %d".formatted(span.lane(), lanes.size()));
      }
    }
    this.total = lanes.size();
    this.lanes = List.copyOf(lanes.subList(0, Math.min(MOST_LANES, total)));
    this.spans = List.copyOf(spans);
    this.end = end;
    this.axisTitle = axisTitle;
  }

  @Override
  double width() {
    return WIDTH;
  }

  @Override
  double height() {
    return TOP + lanes.size() * LANE + BELOW;
  }

  @Override
  String note() {
    return total > lanes.size()
        ? "The first %d of %d are shown.".formatted(lanes.size(), total)
        : "";
  }

  @Override
  void draw(Canvas canvas) {
    double widest = 0;
    for (String lane : lanes) {
      widest = Math.max(widest, Canvas.widthOf(lane, Canvas.SMALL));
    }
    double left = 12 + Math.min(LONGEST_NAME, widest);
    var area = new Area(left, TOP, WIDTH - left - RIGHT, lanes.size() * LANE);
    for (int i = 0; i < lanes.size(); i++) {
      double y = TOP + i * LANE;
      canvas.text(
          left - 6,
          y + LANE - 6,
          Canvas.fitting(lanes.get(i), Canvas.SMALL, LONGEST_NAME),
          Canvas.Anchor.END,
          Ink.TEXT,
          Canvas.SMALL);
      if (i > 0) {
        canvas.line(area.x(), y, area.right(), y, Ink.GRID, 1);
      }
      drawLane(canvas, area, i, y);
    }
    canvas.frame(area.x(), area.y(), area.width(), area.height(), Ink.FRAME);
    int wanted = (int) Math.max(2, area.width() / 62);
    List<Area.Tick> ticks =
        Ticks.linear(0, end, wanted).stream()
            .map(tick -> new Area.Tick(tick.value() / end, tick.label()))
            .toList();
    area.drawBelow(canvas, ticks, axisTitle);
  }

  private void drawLane(Canvas canvas, Area area, int lane, double y) {
    boolean[] taken = new boolean[SLOTS];
    for (Span span : spans) {
      if (span.lane() == lane) {
        int from = Math.min(slot(span.start()), SLOTS - 1);
        Arrays.fill(taken, from, Math.max(from + 1, slot(span.end())), true);
      }
    }
    double slot = area.width() / SLOTS;
    for (int from = 0; from < SLOTS; from++) {
      int to = from;
      while (to < SLOTS && taken[to]) {
        to++;
      }
      if (to > from) {
        canvas.fill(area.x() + from * slot, y + 4, (to - from) * slot, LANE - 8, Ink.FIRST);
        from = to;
      }
    }
  }

  private int slot(double at) {
    return Math.clamp(Math.round(at / end * SLOTS), 0, SLOTS);
  }
}
