package io.github.nmf4j.cli.images;

import io.github.nmf4j.cli.Context;
import io.github.nmf4j.cli.Inputs;
import io.github.nmf4j.cli.JsonTree;
import io.github.nmf4j.cli.OutputOptions;
import io.github.nmf4j.cli.PlotOptions;
import io.github.nmf4j.cli.RunPage;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.report.Block;
import io.github.nmf4j.report.ColorMap;
import io.github.nmf4j.report.ColorScale;
import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.FactorizationReport.TileShape;
import io.github.nmf4j.report.Plot;
import io.github.nmf4j.report.Report;
import io.github.nmf4j.report.Section;
import io.github.nmf4j.report.TileGrid;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * The page about parts of pictures. It is made from the files of the results, so that it can also
 * be made later.
 */
public final class ImagesPage {

  /** Pairs of a picture and its reconstruction side by side on the page. */
  private static final int PAIRS = 6;

  private ImagesPage() {}

  /**
   * Writes the page, and the plots that were asked for, beside the results.
   *
   * @param run the content of {@code run.json}
   * @param stack the pictures, if they are still there
   * @return the names of the files
   */
  static List<String> write(byte[] run, Path folder, Optional<Stack> stack, PlotOptions plots)
      throws IOException {
    JsonTree tree = JsonTree.parse(OutputOptions.RUN_FILE, run);
    try (Arena arena = Arena.ofShared()) {
      String format = tree.requireText("options/format");
      DenseMatrix w = Inputs.factor(folder.resolve("W." + format), arena);
      DenseMatrix h = Inputs.factor(folder.resolve("H." + format), arena);
      TileShape shape = Stack.shape(tree);
      List<String> names = Files.readAllLines(folder.resolve(ImageFiles.PICTURES));
      if (w.rows() != shape.pixels() || w.columns() != h.rows() || h.columns() != names.size()) {
        throw new InvalidDataException(
            "%s: W is %d × %d and H %d × %d, but there are %d pictures of %d pixels; all must be of one run"
                .formatted(
                    folder,
                    w.rows(),
                    w.columns(),
                    h.rows(),
                    h.columns(),
                    names.size(),
                    shape.pixels()));
      }
      var page = RunPage.parse(run);
      var axes = new RunPage.Names("pixel", Optional.empty(), "picture", Optional.of(names));
      var drawn = new HashMap<String, Plot>();
      FactorizationReport report;
      if (stack.isPresent()) {
        report = page.report(stack.get().v(), w, h, axes);
        int shown = (int) tree.number("options/pictures/shown").orElse(1);
        TileGrid pairs = pairs(stack.get(), Reconstructions.of(stack.get().v(), w, h, shown));
        drawn.put(PlotOptions.RECONSTRUCTIONS, pairs);
        report.before(
            new Section(
                "Reconstructions",
                new Block.Figure(
                    pairs, "Each picture with W·H to its right, on one scale of grey.")));
      } else {
        report = page.reportWithout(missing(Path.of(tree.requireText("input/file"))), w, h, axes);
      }
      report.tiles(shape);
      Report built = page.build(report);
      drawn.putAll(report.plots());
      return plots.write(folder, built, drawn);
    }
  }

  /** The page of results that are there already: {@code nmf report}. */
  public static List<String> again(byte[] run, Path folder, PlotOptions plots, Context context)
      throws IOException {
    JsonTree tree = JsonTree.parse(OutputOptions.RUN_FILE, run);
    Path input = Path.of(tree.requireText("input/file"));
    if (!Files.exists(input)) {
      context.warn(missing(input));
      return write(run, folder, Optional.empty(), plots);
    }
    try (Arena arena = Arena.ofShared()) {
      Stack stack =
          Stack.read(input, tree.text("options/pictures/size").orElse(null), context, arena);
      boolean same =
          stack.shape().equals(Stack.shape(tree))
              && stack.lines().equals(Files.readAllLines(folder.resolve(ImageFiles.PICTURES)));
      if (!same) {
        context.warn(missing(input));
      }
      return write(run, folder, same ? Optional.of(stack) : Optional.empty(), plots);
    }
  }

  private static String missing(Path input) {
    return "The pictures, which were %s, are not there any more or have changed: there are no reconstructions and no pictures of V and of the residual."
        .formatted(input);
  }

  private static TileGrid pairs(Stack stack, Reconstructions reconstructions) {
    var tiles = new ArrayList<TileGrid.Tile>();
    for (int e = 0; e < reconstructions.count(); e++) {
      int picture = reconstructions.picture(e);
      double largest = reconstructions.white(e);
      var scale =
          new ColorScale(ColorScale.Kind.LINEAR, 0, largest > 0 ? largest : 1, ColorMap.GRAY);
      tiles.add(
          new TileGrid.Tile(
              stack.names().get(picture), stack.shape().picture(stack.v(), picture), scale));
      tiles.add(
          new TileGrid.Tile("W·H", stack.shape().picture(reconstructions.models(), e), scale));
    }
    return new TileGrid(
        "Pictures and their reconstructions",
        "%d pictures, each with its reconstruction from %d parts beside it."
            .formatted(reconstructions.count(), reconstructions.parts()),
        tiles,
        PAIRS);
  }
}
