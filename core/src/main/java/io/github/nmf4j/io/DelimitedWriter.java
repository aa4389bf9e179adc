package io.github.nmf4j.io;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Writes delimited text: a row per line, names in quotes where they would be read as else. */
final class DelimitedWriter {

  private DelimitedWriter() {}

  static void write(
      DenseMatrix matrix,
      char delimiter,
      Optional<List<String>> rowNames,
      Optional<List<String>> columnNames,
      OutputStream out)
      throws IOException {
    if (columnNames.isPresent() || rowNames.isPresent()) {
      out.write(header(matrix, delimiter, rowNames, columnNames));
    }
    double[] row = new double[matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      if (rowNames.isPresent()) {
        out.write(quoted(rowNames.get().get(i), delimiter).getBytes(StandardCharsets.UTF_8));
        out.write(delimiter);
      }
      matrix.copyRow(i, 0, row.length, row);
      for (int j = 0; j < row.length; j++) {
        if (j > 0) {
          out.write(delimiter);
        }
        out.write(digits(row[j], matrix.precision()));
      }
      out.write('\n');
    }
  }

  private static byte[] header(
      DenseMatrix matrix,
      char delimiter,
      Optional<List<String>> rowNames,
      Optional<List<String>> columnNames) {
    // without column names the corner is empty and the columns are numbered: no names to a reader
    List<String> names =
        columnNames.isPresent()
            ? columnNames.get().stream().map(name -> quoted(name, delimiter)).toList()
            : IntStream.range(0, matrix.columns()).mapToObj(Integer::toString).toList();
    String line = String.join(String.valueOf(delimiter), names) + "\n";
    return (rowNames.isPresent() ? delimiter + line : line).getBytes(StandardCharsets.UTF_8);
  }

  /** Fewest digits that read back as the same number. */
  static byte[] digits(double value, Precision precision) {
    String digits =
        precision == Precision.FLOAT ? Shown.number((float) value) : Shown.number(value);
    return digits.getBytes(StandardCharsets.US_ASCII);
  }

  private static String quoted(String name, char delimiter) {
    boolean plain =
        name.indexOf(delimiter) < 0
            && name.indexOf('"') < 0
            && !name.startsWith("#")
            && !name.isBlank()
            && name.equals(name.strip())
            && DecimalParser.parseWhole(name) == null;
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
