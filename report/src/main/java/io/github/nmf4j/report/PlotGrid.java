package io.github.nmf4j.report;

import java.util.List;

/** Plots beside and below each other, each under its title: one picture of them all. */
public final class PlotGrid extends Plot {

  private final List<? extends Plot> plots;
  private final int columns;

  /**
   * A grid that is filled row by row and is about as wide as it is high.
   *
   * @param plots at least one
   */
  public PlotGrid(String title, String description, List<? extends Plot> plots) {
    this(title, description, plots, (int) Math.ceil(Math.sqrt(plots.size())));
  }

  /** A grid with {@code columns} plots in a row. */
  public PlotGrid(String title, String description, List<? extends Plot> plots, int columns) {
    super(title, description);
    if (plots.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(
          "a grid needs a plot and a column, got %d and %d".formatted(plots.size(), columns));
    }
    this.plots = List.copyOf(plots);
    this.columns = Math.min(columns, plots.size());
  }

  private double cellWidth() {
    return plots.stream().mapToDouble(Plot::width).max().orElse(0);
  }

  private double cellHeight() {
    return plots.stream().mapToDouble(Plot::titledHeight).max().orElse(0);
  }

  @Override
  double width() {
    return columns * cellWidth();
  }

  @Override
  double height() {
    return Math.ceilDiv(plots.size(), columns) * cellHeight();
  }

  @Override
  void draw(Canvas canvas) {
    for (int p = 0; p < plots.size(); p++) {
      int row = p / columns;
      canvas.at(p % columns * cellWidth(), row * cellHeight(), plots.get(p)::drawTitled);
    }
  }
}
