package io.github.nmf4j.report;

import io.github.nmf4j.matrix.DenseMatrix;
import java.util.ArrayList;
import java.util.List;

/** Heat maps of V, the model, the residual and the factors. */
final class MatrixFigures {

  private final Factors factors;
  private final DenseMatrix w;
  private final DenseMatrix h;
  private final int taps;
  private final Axis rows;
  private final Axis columns;
  private final Axis components;
  private final boolean spectrogram;
  private final Figures figures;

  MatrixFigures(Factors factors, Figures figures) {
    this.factors = factors;
    this.w = factors.w();
    this.h = factors.h();
    this.taps = factors.taps();
    this.rows = factors.rows();
    this.columns = factors.columns();
    this.components = factors.components();
    this.spectrogram = factors.spectrogram();
    this.figures = figures;
  }

  /**
   * V, the model and what it leaves.
   *
   * @param missing what is said in place of a V that is not there
   */
  Section fit(Panels panels, String missing) {
    Cells shown = panels.v().orElse(panels.model());
    ColorScale scale = ColorScale.fitting(shown);
    var blocks = new ArrayList<Block>();
    panels
        .v()
        .ifPresent(cells -> blocks.add(map("V", "V", cells, scale, panels.note(), "The data.")));
    blocks.add(
        map("WH", "W·H", panels.model(), scale, panels.note(), "The model, in the same colours."));
    panels
        .residual()
        .ifPresent(
            cells ->
                blocks.add(
                    map(
                        "residual",
                        "V − W·H",
                        cells,
                        ColorScale.diverging(cells),
                        panels.note(),
                        "What the model leaves: orange where the data is larger.")));
    if (panels.v().isEmpty()) {
      return new Section("Data and model", new Block.Paragraph(missing), new Block.Row(blocks));
    }
    return new Section("Data and model", new Block.Row(blocks));
  }

  private Block map(
      String name, String title, Cells cells, ColorScale scale, String note, String caption) {
    String description =
        "Heat map of %s, %d rows by %d columns, colours from %s to %s."
            .formatted(
                title,
                cells.sourceRows(),
                cells.sourceColumns(),
                Ticks.brief(scale.low()),
                Ticks.brief(scale.high()));
    HeatMap plot = HeatMap.of(title, description, cells, scale, rows, columns).noted(note);
    return figures.figure(name, spectrogram ? plot.upwards() : plot, caption);
  }

  /** W and H. */
  Section factors() {
    Cells left = Cells.of(factors.scaledW());
    HeatMap dictionary =
        HeatMap.of(
            "W",
            taps == 1
                ? "Heat map of W, %d rows by %d components.".formatted(w.rows(), h.rows())
                : "Heat map of W, %d rows by %d components of %d columns each."
                    .formatted(w.rows(), h.rows(), taps),
            left,
            spectrogram ? ColorScale.logarithmic(1) : ColorScale.linear(1),
            rows,
            taps == 1 ? components : Axis.index("column of W"));
    Cells below = Cells.of(factors.scaledH());
    HeatMap activations =
        HeatMap.of(
            "H",
            "Heat map of H, %d components by %d columns.".formatted(h.rows(), h.columns()),
            below,
            ColorScale.fitting(below),
            components,
            columns);
    return new Section(
        "Factors",
        new Block.Row(
            List.of(
                figures.figure(
                    "W",
                    spectrogram ? dictionary.upwards() : dictionary,
                    taps == 1
                        ? "Each column is scaled to the maximum 1."
                        : "%d columns for each component, which is scaled to the maximum 1."
                            .formatted(taps)),
                figures.figure(
                    "H",
                    activations,
                    "Each row is scaled by the maximum of its %s of W."
                        .formatted(taps == 1 ? "column" : "columns")))));
  }
}
