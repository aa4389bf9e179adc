package io.github.nmf4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixWriterTest extends ReadingTest {

  private static final long SEED = 20_260_104L;
  private static final Optional<List<String>> NONE = Optional.empty();

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenReadsBackTheSame(MatrixFormat format) throws IOException {
    for (Precision precision : Precision.values()) {
      DenseMatrix matrix = random(precision);
      Path file = folder.resolve("W." + format.suffix());
      MatrixWriter.write(file, matrix, format, NONE, NONE);
      LoadedMatrix loaded = read(file);
      assertEquals(format, loaded.format());
      assertSameEntries(matrix, (DenseMatrix) loaded.matrix());
      MatrixWriter.write(file, matrix.transpose(), format, NONE, NONE);
      assertSameEntries(matrix.transpose(), (DenseMatrix) read(file).matrix());
    }
  }

  @ParameterizedTest
  @CsvSource({"W.csv.gz, CSV", "W.tsv.gz, TSV", "W.mtx.gz, MTX"})
  void compressesWhatIsCalledSo(String name, MatrixFormat format) throws IOException {
    DenseMatrix matrix = random(Precision.DOUBLE);
    Path file = folder.resolve(name);
    MatrixWriter.write(file, matrix, format, NONE, NONE);
    assertEquals((byte) 0x1F, Files.readAllBytes(file)[0]);
    assertSameEntries(matrix, (DenseMatrix) read(file).matrix());
  }

  @ParameterizedTest
  @EnumSource(names = {"CSV", "TSV"})
  void namesReadBackTheSame(MatrixFormat format) throws IOException {
    DenseMatrix matrix = DenseMatrix.of(3, 2, 1, 2, 3, 0.5, 5, 6);
    List<List<String>> rows =
        List.of(
            List.of("x", "y", "z"), List.of("1", "2.5", "nan"), List.of("", "a,b\t", " \"q\" "));
    List<List<String>> columns =
        List.of(
            List.of("a", "b"), List.of("0", "1"), List.of("#a", "1e3"), List.of("Größe; m", ""));
    for (List<String> row : rows) {
      assertNamesReadBack(matrix, format, Optional.of(row), NONE);
      for (List<String> column : columns) {
        assertNamesReadBack(matrix, format, NONE, Optional.of(column));
        assertNamesReadBack(matrix, format, Optional.of(row), Optional.of(column));
      }
    }
    DenseMatrix column = DenseMatrix.of(2, 1, 7, 8);
    assertNamesReadBack(column, format, Optional.of(List.of("3", "4")), NONE);
    assertNamesReadBack(column, format, NONE, Optional.of(List.of("my 2")));
  }

  private void assertNamesReadBack(
      DenseMatrix matrix,
      MatrixFormat format,
      Optional<List<String>> rows,
      Optional<List<String>> columns)
      throws IOException {
    Path file = folder.resolve("named." + format.suffix());
    MatrixWriter.write(file, matrix, format, rows, columns);
    LoadedMatrix loaded = read(file);
    String text = Files.readString(file);
    assertEquals(rows, loaded.rowNames(), text);
    assertEquals(columns, loaded.columnNames(), text);
    assertSameEntries(matrix, (DenseMatrix) loaded.matrix());
  }

  @Test
  void writesShortDigits() throws IOException {
    Path file = folder.resolve("W.csv");
    DenseMatrix matrix =
        DenseMatrix.of(2, 3, new float[] {1, 0.1f, 1e-20f, 16777216, Float.NaN, 0});
    MatrixWriter.write(file, matrix, MatrixFormat.CSV, Optional.of(List.of("g1", "7")), NONE);
    assertEquals(",0,1,2\ng1,1,0.1,1e-20\n\"7\",1.6777216e7,NaN,0\n", Files.readString(file));
  }

  @Test
  void refusesNamesThatDoNotFit() {
    DenseMatrix matrix = DenseMatrix.of(1, 2, 1, 2);
    Path file = folder.resolve("W.csv");
    var few =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                MatrixWriter.write(
                    file, matrix, MatrixFormat.CSV, NONE, Optional.of(List.of("a"))));
    assertEquals("1 column names for 2 columns", few.getMessage());
    var broken =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                MatrixWriter.write(
                    file, matrix, MatrixFormat.CSV, Optional.of(List.of("a\nb")), NONE));
    assertEquals("a row name must not have a line break, was 'a\\x0ab'", broken.getMessage());
  }

  private static DenseMatrix random(Precision precision) {
    var random = Fixtures.random(SEED);
    DenseMatrix matrix = DenseMatrix.allocate(23, 17, precision);
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        matrix.set(i, j, Math.scalb(random.nextDouble(), random.nextInt(200) - 100));
      }
    }
    matrix.set(0, 0, 0);
    matrix.set(1, 1, 1);
    matrix.set(2, 2, precision == Precision.FLOAT ? Float.MIN_VALUE : Double.MIN_VALUE);
    matrix.set(3, 3, precision == Precision.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE);
    return matrix;
  }

  /** Entries of a float matrix that come back from text are doubles next to their float. */
  private static void assertSameEntries(DenseMatrix expected, DenseMatrix found) {
    assertEquals(expected.rows(), found.rows());
    boolean narrowed = expected.precision() == Precision.FLOAT;
    double[] entries = found.toArray();
    for (int p = 0; narrowed && p < entries.length; p++) {
      entries[p] = (float) entries[p];
    }
    assertArrayEquals(expected.toArray(), entries);
  }
}
