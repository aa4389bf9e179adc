package io.github.nmf4j.report;

import java.util.List;

/** A matrix as coloured cells with both axes and the scale of its colours. */
public final class HeatMap extends Plot {

  private static final double WIDTH = 420;
  private static final double TOP = 8;
  private static final double BELOW = 42;
  private static final double RIGHT = 66;
  private static final double LONGEST_NAME = 96;

  private final Cells cells;
  private final ColorScale scale;
  private final Axis rowAxis;
  private final Axis columnAxis;
  private final boolean upwards;
  private final String note;

  private HeatMap(
      String title,
      String description,
      Cells cells,
      ColorScale scale,
      Axis rowAxis,
      Axis columnAxis,
      boolean upwards,
      String note) {
    super(title, description);
    requireNames("row", rowAxis, cells.sourceRows());
    requireNames("column", columnAxis, cells.sourceColumns());
    this.cells = cells;
    this.scale = scale;
    this.rowAxis = rowAxis;
    this.columnAxis = columnAxis;
    this.upwards = upwards;
    this.note = note;
  }

  /**
   * A heat map, row 0 at the top.
   *
   * @throws IllegalArgumentException if an axis has more or fewer names than there are items
   */
  public static HeatMap of(
      String title,
      String description,
      Cells cells,
      ColorScale scale,
      Axis rowAxis,
      Axis columnAxis) {
    return new HeatMap(title, description, cells, scale, rowAxis, columnAxis, false, "");
  }

  /** The same with row 0 at the bottom, as for frequencies. */
  public HeatMap upwards() {
    return new HeatMap(title(), description(), cells, scale, rowAxis, columnAxis, true, note);
  }

  /** The same with something to say in the caption. */
  HeatMap noted(String text) {
    return new HeatMap(title(), description(), cells, scale, rowAxis, columnAxis, upwards, text);
  }

  static void requireNames(String what, Axis axis, int items) {
    if (!axis.names().isEmpty() && axis.names().size() != items) {
      throw new IllegalArgumentException(
          "%d names for %d %ss".formatted(axis.names().size(), items, what));
    }
  }

  @Override
  double width() {
    return WIDTH;
  }

  private double areaHeight() {
    return Math.clamp(cells.sourceRows() * 22.0, 66, 250);
  }

  @Override
  double height() {
    return TOP + areaHeight() + BELOW;
  }

  @Override
  String note() {
    return String.join(" ", List.of(note, cells.note(), scale.note(cells)))
        .replaceAll(" +", " ")
        .strip();
  }

  @Override
  void draw(Canvas canvas) {
    List<Area.Tick> rows =
        Area.items(rowAxis, cells.sourceRows(), areaHeight(), LONGEST_NAME, true);
    double left = 28 + Math.min(LONGEST_NAME, Area.widest(rows));
    var area = new Area(left, TOP, WIDTH - left - RIGHT, areaHeight());
    canvas.cells(area.x(), area.y(), area.width(), area.height(), Bitmap.of(cells, scale, upwards));
    canvas.frame(area.x(), area.y(), area.width(), area.height(), Ink.FRAME);
    area.drawLeft(canvas, upwards ? Area.reversed(rows) : rows, rowAxis.title());
    area.drawBelow(
        canvas,
        Area.items(columnAxis, cells.sourceColumns(), area.width(), LONGEST_NAME, false),
        columnAxis.title());
    area.drawScale(canvas, scale);
  }
}
