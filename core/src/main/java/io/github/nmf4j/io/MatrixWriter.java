package io.github.nmf4j.io;

import io.github.nmf4j.matrix.DenseMatrix;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes matrices to files that appear whole or not at all. */
public final class MatrixWriter {

  private MatrixWriter() {}

  /**
   * Writes a matrix: NPY and NPZ (one array, {@code arr_0}) in its precision, text with the fewest
   * digits that read back as the same number. Text is compressed if the file's name ends in {@code
   * .gz}. Names go into CSV and TSV only; row names without column names get a header of numbers,
   * which readers take for none.
   *
   * @param rowNames one name per row
   * @param columnNames one name per column
   * @throws IllegalArgumentException if there are more or fewer names than rows or columns, or a
   *     name has a line break
   * @throws IOException if the file cannot be written; nothing of it is there then
   */
  public static void write(
      Path file,
      DenseMatrix matrix,
      MatrixFormat format,
      Optional<List<String>> rowNames,
      Optional<List<String>> columnNames)
      throws IOException {
    checkNames("row", rowNames, matrix.rows());
    checkNames("column", columnNames, matrix.columns());
    AtomicFile.write(
        file,
        out -> {
          switch (format) {
            case NPY -> NpyWriter.write(matrix, out);
            case NPZ -> writeArchive(matrix, out);
            case MTX -> compressed(file, out, text -> writeArray(matrix, text));
            case CSV ->
                compressed(
                    file,
                    out,
                    text -> DelimitedWriter.write(matrix, ',', rowNames, columnNames, text));
            case TSV ->
                compressed(
                    file,
                    out,
                    text -> DelimitedWriter.write(matrix, '\t', rowNames, columnNames, text));
          }
        });
  }

  private static void checkNames(String what, Optional<List<String>> names, int count) {
    if (names.isEmpty()) {
      return;
    }
    if (names.get().size() != count) {
      throw new IllegalArgumentException(
          "%d %s names for %d %ss".formatted(names.get().size(), what, count, what));
    }
    for (String name : names.get()) {
      if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
        throw new IllegalArgumentException(
            "a %s name must not have a line break, was %s".formatted(what, Shown.text(name)));
      }
    }
  }

  private static void compressed(Path file, OutputStream out, IOConsumer<OutputStream> text)
      throws IOException {
    if (file.toString().endsWith(".gz")) {
      var gzip = new GZIPOutputStream(out, 1 << 16);
      text.accept(gzip);
      gzip.finish();
    } else {
      text.accept(out);
    }
  }

  private static void writeArchive(DenseMatrix matrix, OutputStream out) throws IOException {
    var zip = new ZipOutputStream(out);
    var entry = new ZipEntry("arr_0.npy");
    // no time of day: the same matrix makes the same bytes
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    zip.putNextEntry(entry);
    NpyWriter.write(matrix, zip);
    zip.closeEntry();
    zip.finish();
  }

  /** MatrixMarket's array format goes down the columns. */
  private static void writeArray(DenseMatrix matrix, OutputStream out) throws IOException {
    out.write(
        "%s matrix array real general\n%d %d\n"
            .formatted(MatrixMarketHeader.BANNER, matrix.rows(), matrix.columns())
            .getBytes(StandardCharsets.US_ASCII));
    DenseMatrix columns = matrix.transpose();
    double[] column = new double[matrix.rows()];
    for (int j = 0; j < matrix.columns(); j++) {
      columns.copyRow(j, 0, column.length, column);
      for (double value : column) {
        out.write(DelimitedWriter.digits(value, matrix.precision()));
        out.write('\n');
      }
    }
  }
}
