package io.github.nmf4j.report;

import io.github.nmf4j.matrix.DenseMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each component looks like: a curve, a picture, a template, a part of a spectrogram. */
final class ComponentFigures {

  /** How many of the strongest items a component is labelled with. */
  private static final int STRONGEST = 4;

  /** Rows of a template's picture: more are finer than the picture. */
  private static final int TEMPLATE_ROWS = 128;

  private final Factors factors;
  private final DenseMatrix w;
  private final DenseMatrix h;
  private final int taps;
  private final Axis rows;
  private final Axis columns;
  private final Axis components;
  private final boolean spectrogram;
  private final Figures figures;

  ComponentFigures(Factors factors, Figures figures) {
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
   * All of them.
   *
   * @param tiles how a component is a picture, if it is one
   * @param timeline when something that the components stand for sounds or speaks, if it is known
   */
  Section section(
      Panels panels, Optional<FactorizationReport.TileShape> tiles, @Nullable Timeline timeline) {
    var blocks = new ArrayList<Block>();
    if (spectrogram) {
      panels.v().ifPresent(cells -> blocks.add(spectrogramFigure(cells, panels.note())));
    }
    if (tiles.isPresent()) {
      blocks.add(tileFigure(tiles.get()));
    } else {
      blocks.add(taps > 1 ? templateFigure() : profileFigure());
    }
    var all = new ArrayList<Block>(List.of(new Block.Row(blocks)));
    if (timeline != null) {
      all.add(figures.figure("timeline", timeline, ""));
    }
    return new Section("Components", all);
  }

  private Block spectrogramFigure(Cells data, String note) {
    var plot =
        new SpectrogramPlot(
            "Spectrogram, templates and activations",
            "Spectrogram of %d frequencies by %d times, with %d templates on the left and their"
                    .formatted(data.sourceRows(), data.sourceColumns(), h.rows())
                + " activations below.",
            data,
            Cells.of(factors.scaledW()),
            Cells.of(factors.scaledH()),
            rows,
            columns,
            components);
    String caption = "W at the left, H below: each row of H says when a template sounds.";
    return figures.figure("spectrogram", plot, (caption + " " + note).strip());
  }

  /** Templates of several columns, one after the other. */
  private Block templateFigure() {
    var pictures = new ArrayList<TileGrid.Tile>();
    for (int c = 0; c < h.rows(); c++) {
      Cells template = template(c);
      ColorScale scale =
          spectrogram
              ? ColorScale.logarithmic(template.range()[1])
              : ColorScale.linear(template.range()[1]);
      pictures.add(new TileGrid.Tile(components.names().get(c), template, scale));
    }
    String across =
        columns.step() == 1
            ? "%d columns".formatted(taps)
            : "%d columns, %s of the axis %s"
                .formatted(taps, Ticks.brief(taps * columns.step()), columns.title());
    String up = spectrogram ? "from bottom to top" : "from top to bottom";
    var plot =
        new TileGrid(
            "Templates",
            "Each of the %d components as a template of %d rows by %d columns."
                .formatted(h.rows(), w.rows(), taps),
            pictures,
            TileGrid.columnsFor(Math.min(TileGrid.MOST_TILES, pictures.size())),
            1.1);
    return figures.figure(
        "parts",
        plot,
        "What unfolds where a component is active: from left to right %s, %s %s from %s to %s. Each from dark to its maximum%s."
            .formatted(
                across,
                up,
                rows.title(),
                rows.name(0),
                rows.name(w.rows() - 1),
                spectrogram ? ", in steps of equal ratio" : ""));
  }

  /** A template, pooled; of a spectrogram with the lowest frequency at the bottom. */
  private Cells template(int c) {
    int height = Math.min(TEMPLATE_ROWS, w.rows());
    double[] values = new double[height * taps];
    for (int i = 0; i < w.rows(); i++) {
      int cell = Cells.cell(i, w.rows(), height);
      int line = spectrogram ? height - 1 - cell : cell;
      for (int t = 0; t < taps; t++) {
        values[line * taps + t] = Math.max(values[line * taps + t], w.get(i, c * taps + t));
      }
    }
    return Cells.of(height, taps, values);
  }

  private Block tileFigure(FactorizationReport.TileShape shape) {
    boolean columnsOfW = shape.pixels() == w.rows();
    DenseMatrix parts = columnsOfW ? w : h.transpose();
    var pictures = new ArrayList<TileGrid.Tile>();
    for (int c = 0; c < w.columns(); c++) {
      Cells picture = shape.picture(parts, c);
      pictures.add(
          new TileGrid.Tile(
              components.names().get(c), picture, ColorScale.linear(picture.range()[1])));
    }
    String which = columnsOfW ? "column of W" : "row of H";
    var plot =
        new TileGrid(
            "Components as pictures",
            "Each of the %d components, a %s, as a picture of %d by %d pixels."
                .formatted(w.columns(), which, shape.height(), shape.width()),
            pictures);
    return figures.figure(
        "parts", plot, "Each " + which + ", from 0 (dark) to its maximum (light).");
  }

  private Block profileFigure() {
    var profiles = new ArrayList<Profiles.Profile>();
    for (int c = 0; c < w.columns(); c++) {
      double[] column = factors.column(c);
      profiles.add(new Profiles.Profile(components.names().get(c) + strongest(column), column));
    }
    var plot =
        new Profiles(
            "Components",
            "The %d columns of W as curves over %s.".formatted(w.columns(), rows.title()),
            profiles,
            rows);
    return figures.figure(
        "parts", plot, "Each column of W from 0 to its maximum, with its strongest entries.");
  }

  private String strongest(double[] column) {
    var names = new ArrayList<String>();
    boolean[] taken = new boolean[column.length];
    for (int n = 0; n < Math.min(STRONGEST, column.length); n++) {
      int best = -1;
      for (int i = 0; i < column.length; i++) {
        if (!taken[i] && column[i] > 0 && (best < 0 || column[i] > column[best])) {
          best = i;
        }
      }
      if (best < 0) {
        break;
      }
      taken[best] = true;
      names.add(rows.name(best));
    }
    return names.isEmpty() ? ": zero" : ": " + String.join(", ", names);
  }
}
