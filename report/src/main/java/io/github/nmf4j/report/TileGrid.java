package io.github.nmf4j.report;

import java.util.List;

/** Small pictures side by side, such as the columns of W as pictures. */
public final class TileGrid extends Plot {

  private static final double WIDTH = 420;
  private static final double GAP = 6;
  private static final double LABEL = 14;
  private static final double LARGEST_TILE = 128;

  /** More tiles could not be told apart. */
  public static final int MOST_TILES = 144;

  private final List<Tile> tiles;
  private final int total;
  private final int columns;
  private final double ratio;

  /**
   * One picture.
   *
   * @param label what stands below it; may be empty
   * @param cells the picture, row 0 at the top
   * @param scale its colours
   */
  public record Tile(String label, Cells cells, ColorScale scale) {}

  /**
   * A grid that is about as high as it is wide.
   *
   * @param tiles those behind the first {@value #MOST_TILES} are left out, which the caption says
   */
  public TileGrid(String title, String description, List<Tile> tiles) {
    this(title, description, tiles, columnsFor(Math.min(MOST_TILES, tiles.size())));
  }

  /** A grid with {@code columns} tiles in a row. */
  public TileGrid(String title, String description, List<Tile> tiles, int columns) {
    this(title, description, tiles, columns, 0);
  }

  /**
   * A grid of tiles whose cells need not be square.
   *
   * @param ratio of a tile's height to its width; 0 for square cells
   */
  TileGrid(String title, String description, List<Tile> tiles, int columns, double ratio) {
    super(title, description);
    if (tiles.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(
          "a grid needs a tile and a column, got %d and %d".formatted(tiles.size(), columns));
    }
    this.total = tiles.size();
    this.tiles = List.copyOf(tiles.subList(0, Math.min(MOST_TILES, total)));
    this.columns = columns;
    this.ratio = ratio;
  }

  static int columnsFor(int tiles) {
    return Math.max(3, (int) Math.ceil(Math.sqrt(tiles)));
  }

  private double tileWidth() {
    return Math.min(LARGEST_TILE, (WIDTH - GAP) / columns - GAP);
  }

  private double tileHeight() {
    double highest = ratio;
    for (int t = 0; ratio == 0 && t < tiles.size(); t++) {
      Cells cells = tiles.get(t).cells();
      highest = Math.max(highest, (double) cells.rows() / cells.columns());
    }
    return Math.min(2 * LARGEST_TILE, tileWidth() * highest);
  }

  private boolean isLabelled() {
    return tiles.stream().anyMatch(tile -> !tile.label().isEmpty());
  }

  private double rowHeight() {
    return tileHeight() + GAP + (isLabelled() ? LABEL : 0);
  }

  @Override
  double width() {
    return WIDTH;
  }

  @Override
  double height() {
    return GAP + Math.ceilDiv(tiles.size(), columns) * rowHeight();
  }

  @Override
  String note() {
    return total > tiles.size()
        ? "The first %d of %d are shown.".formatted(tiles.size(), total)
        : "";
  }

  @Override
  void draw(Canvas canvas) {
    double size = Math.min(Canvas.SMALL, Math.max(7, tileWidth() / 3));
    for (int t = 0; t < tiles.size(); t++) {
      Tile tile = tiles.get(t);
      double x = GAP + t % columns * (tileWidth() + GAP);
      int line = t / columns;
      double y = GAP + line * rowHeight();
      canvas.cells(x, y, tileWidth(), tileHeight(), Bitmap.of(tile.cells(), tile.scale(), false));
      canvas.text(
          x + tileWidth() / 2,
          y + tileHeight() + LABEL - 3,
          Canvas.fitting(tile.label(), size, tileWidth() + GAP),
          Canvas.Anchor.MIDDLE,
          Ink.MUTED,
          size);
    }
  }
}
