package io.github.nmf4j.cli.images;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.cli.PlotOptions;
import io.github.nmf4j.cli.Results;
import io.github.nmf4j.cli.RunPage;
import io.github.nmf4j.images.Mosaic;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.report.Block;
import io.github.nmf4j.report.Cells;
import io.github.nmf4j.report.ColorMap;
import io.github.nmf4j.report.ColorScale;
import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.FactorizationReport.TileShape;
import io.github.nmf4j.report.Section;
import io.github.nmf4j.report.TileGrid;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that show parts and reconstructions: two picture files and a page. */
record ImageFiles(Stack stack, NmfResult result, int shown) implements Results.Companions {

  private static final String PARTS = "parts.png";
  private static final String RECONSTRUCTIONS = "reconstructions.png";

  static final List<String> NAMES = List.of(PARTS, RECONSTRUCTIONS);

  /** Pairs of a picture and its reconstruction side by side on the page. */
  private static final int PAIRS = 6;

  @Override
  public List<String> write(Path folder, byte[] run) throws IOException {
    DenseMatrix w = result.w();
    int columns = (int) Math.ceil(Math.sqrt(w.columns()));
    TileShape shape = stack.shape();
    var parts =
        new Mosaic(shape.height(), shape.width(), Math.ceilDiv(w.columns(), columns), columns);
    for (int c = 0; c < w.columns(); c++) {
      put(parts, c, shape.picture(w, c), largest(w, c));
    }
    write(folder.resolve(PARTS), parts);

    int[] examples = examples();
    DenseMatrix models = models(examples);
    var pairs = new Mosaic(shape.height(), shape.width(), 2, examples.length);
    for (int e = 0; e < examples.length; e++) {
      double white = white(examples[e]);
      put(pairs, e, shape.picture(stack.v(), examples[e]), white);
      put(pairs, examples.length + e, shape.picture(models, e), white);
    }
    write(folder.resolve(RECONSTRUCTIONS), pairs);

    RunPage page = RunPage.parse(run);
    page.build(report(page, examples, models)).write(folder.resolve(PlotOptions.REPORT_FILE));
    return List.of(PARTS, RECONSTRUCTIONS, PlotOptions.REPORT_FILE);
  }

  private static void put(Mosaic mosaic, int cell, Cells picture, double white) {
    mosaic.put(cell, picture::get, white);
  }

  private static void write(Path file, Mosaic mosaic) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      mosaic.write(out);
    }
  }

  /** Pictures at equal distances, the first one among them. */
  private int[] examples() {
    int n = stack.v().columns();
    int count = Math.min(shown, n);
    int[] examples = new int[count];
    for (int e = 0; e < count; e++) {
      examples[e] = (int) ((long) e * n / count);
    }
    return examples;
  }

  /** The columns of W·H for these pictures. */
  private DenseMatrix models(int[] pictures) {
    DenseMatrix w = result.w();
    DenseMatrix models = DenseMatrix.allocate(w.rows(), pictures.length, Precision.DOUBLE);
    for (int e = 0; e < pictures.length; e++) {
      for (int i = 0; i < w.rows(); i++) {
        double sum = 0;
        for (int c = 0; c < w.columns(); c++) {
          sum += w.get(i, c) * result.h().get(c, pictures[e]);
        }
        models.set(i, e, sum);
      }
    }
    return models;
  }

  /** A picture and its reconstruction have one white: the largest value of the picture. */
  private double white(int picture) {
    return largest(stack.v(), picture);
  }

  private static double largest(DenseMatrix matrix, int column) {
    double largest = 0;
    for (int i = 0; i < matrix.rows(); i++) {
      largest = Math.max(largest, matrix.get(i, column));
    }
    return largest;
  }

  private FactorizationReport report(RunPage page, int[] examples, DenseMatrix models) {
    var tiles = new ArrayList<TileGrid.Tile>();
    for (int e = 0; e < examples.length; e++) {
      double largest = white(examples[e]);
      var scale =
          new ColorScale(ColorScale.Kind.LINEAR, 0, largest > 0 ? largest : 1, ColorMap.GRAY);
      tiles.add(
          new TileGrid.Tile(
              stack.names().get(examples[e]),
              stack.shape().picture(stack.v(), examples[e]),
              scale));
      tiles.add(new TileGrid.Tile("W·H", stack.shape().picture(models, e), scale));
    }
    FactorizationReport report =
        page.report(
            stack.v(),
            result.w(),
            result.h(),
            new RunPage.Names("pixel", Optional.empty(), "picture", Optional.of(stack.names())));
    return report
        .tiles(stack.shape())
        .before(
            new Section(
                "Reconstructions",
                new Block.Figure(
                    new TileGrid(
                        "Pictures and their reconstructions",
                        "%d pictures, each with its reconstruction from %d parts beside it."
                            .formatted(examples.length, result.w().columns()),
                        tiles,
                        PAIRS),
                    "Each picture with W·H to its right, on one scale of grey.")));
  }
}
