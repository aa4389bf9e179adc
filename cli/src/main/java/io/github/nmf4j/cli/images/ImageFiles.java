package io.github.nmf4j.cli.images;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.cli.PageOptions;
import io.github.nmf4j.cli.Results;
import io.github.nmf4j.images.Mosaic;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.report.Cells;
import io.github.nmf4j.report.FactorizationReport.TileShape;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that show parts and reconstructions: two picture files, names, and a page. */
record ImageFiles(Stack stack, NmfResult result, int shown, PageOptions page)
    implements Results.Companions {

  private static final String PARTS = "parts.png";
  private static final String RECONSTRUCTIONS = "reconstructions.png";

  /** What the columns of H are, one per line. */
  static final String PICTURES = "pictures.txt";

  static final List<String> NAMES = List.of(PARTS, RECONSTRUCTIONS, PICTURES);

  @Override
  public List<String> write(Path folder, byte[] run) throws IOException {
    DenseMatrix w = result.w();
    int columns = (int) Math.ceil(Math.sqrt(w.columns()));
    TileShape shape = stack.shape();
    var parts =
        new Mosaic(shape.height(), shape.width(), Math.ceilDiv(w.columns(), columns), columns);
    for (int c = 0; c < w.columns(); c++) {
      put(parts, c, shape.picture(w, c), Reconstructions.largest(w, c));
    }
    write(folder.resolve(PARTS), parts);

    var examples = Reconstructions.of(stack.v(), w, result.h(), shown);
    var pairs = new Mosaic(shape.height(), shape.width(), 2, examples.count());
    for (int e = 0; e < examples.count(); e++) {
      double white = examples.white(e);
      put(pairs, e, shape.picture(stack.v(), examples.picture(e)), white);
      put(pairs, examples.count() + e, shape.picture(examples.models(), e), white);
    }
    write(folder.resolve(RECONSTRUCTIONS), pairs);

    Files.write(folder.resolve(PICTURES), stack.lines());
    var names = new ArrayList<>(NAMES);
    if (page.report()) {
      names.addAll(ImagesPage.write(run, folder, Optional.of(stack), page));
    }
    return names;
  }

  private static void put(Mosaic mosaic, int cell, Cells picture, double white) {
    mosaic.put(cell, picture::get, white);
  }

  private static void write(Path file, Mosaic mosaic) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      mosaic.write(out);
    }
  }
}
