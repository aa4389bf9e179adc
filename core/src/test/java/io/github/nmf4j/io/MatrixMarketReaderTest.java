package io.github.nmf4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.SparseMatrix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixMarketReaderTest extends ReadingTest {

  private static final long SEED = 20_260_102L;
  private static final String COORDINATE = "%%MatrixMarket matrix coordinate real general\n";

  @ParameterizedTest
  @ValueSource(strings = {"coordinate.mtx", "coordinate.mtx.gz", "integer.mtx"})
  void readsCoordinates(String name) throws IOException {
    LoadedMatrix loaded = readFixture(name);
    SparseMatrix matrix = assertInstanceOf(SparseMatrix.class, loaded.matrix());
    Fixtures.assertEntries(Fixtures.V, matrix);
    assertEquals(6, matrix.storedEntries());
    assertEquals(MatrixFormat.MTX, loaded.format());
  }

  @Test
  void readsArraysAndPatterns() throws IOException {
    LoadedMatrix array = readFixture("array.mtx");
    assertInstanceOf(DenseMatrix.class, array.matrix());
    Fixtures.assertEntries(Fixtures.V, array.matrix());
    Fixtures.assertEntries(
        new double[][] {{1, 0, 1, 0}, {0, 1, 0, 1}, {1, 0, 0, 1}},
        readFixture("pattern.mtx").matrix());
  }

  @ParameterizedTest
  @ValueSource(strings = {"symmetric.mtx", "symmetric-array.mtx"})
  void mirrorsTheTriangleOfASymmetricMatrix(String name) throws IOException {
    Fixtures.assertEntries(
        new double[][] {{5, 0, 5}, {0, 25, 24}, {5, 24, 61}}, readFixture(name).matrix());
  }

  @Test
  void bearsCommentsBlankLinesAndWildBlanks() throws IOException {
    String text =
        "%%matrixmarket MATRIX Coordinate Real General\r\n% a\r\n\r\n%b\n 2\t3  2 \r\n\n"
            + "  1 1\t.5  \r\n% between\n\n"
            + "2"
            + " ".repeat(2000)
            + "3 1e"
            + "0".repeat(700)
            + "2\n\n% end";
    Fixtures.assertEntries(new double[][] {{0.5, 0, 0}, {0, 0, 100}}, read("V.mtx", text).matrix());
  }

  @Test
  void addsUpEntriesAtTheSamePlace() throws IOException {
    LoadedMatrix loaded = read("V.mtx", COORDINATE + "1 2 3\n1 2 5\n1 1 2\n1 2 1\n");
    Fixtures.assertEntries(new double[][] {{2, 6}}, loaded.matrix());
  }

  @Test
  void readsFilesLongerThanItsWindow() throws IOException {
    int entries = 150_000;
    var random = Fixtures.random(SEED);
    double[][] expected = new double[40][30];
    var text = new StringBuilder(COORDINATE + "40 30 " + entries + "\n");
    for (int p = 0; p < entries; p++) {
      int i = random.nextInt(40);
      int j = random.nextInt(30);
      // sums of such integers are exact in any order
      int value = random.nextInt(1000);
      expected[i][j] += value;
      text.append(i + 1).append(' ').append(j + 1).append(' ').append(value).append(".00\n");
    }
    Fixtures.assertEntries(expected, read("V.mtx", text.toString()).matrix());
    Fixtures.assertEntries(expected, read("V.mtx.gz", gzip(text.toString())).matrix());
  }

  @Test
  void readsLinesThatTheWindowCutsInTwo() throws IOException {
    int entries = 8_000;
    var random = Fixtures.random(SEED);
    double[][] expected = new double[entries][1];
    var text = new StringBuilder(COORDINATE + entries + " 1 " + entries + "\n");
    var array = new StringBuilder("%%MatrixMarket matrix array real general\n" + entries + " 1\n");
    for (int i = 0; i < entries; i++) {
      expected[i][0] = random.nextInt(1_000_000) / 8.0;
      // zeros make a number longer, not greater
      String zeros = "0".repeat(random.nextInt(700));
      text.append(i + 1).append(" 1 ").append(zeros).append(expected[i][0]).append('\n');
      array.append(zeros).append(expected[i][0]).append('\n');
    }
    Fixtures.assertEntries(expected, read("V.mtx", text.toString()).matrix());
    Fixtures.assertEntries(expected, read("V.mtx", array.toString()).matrix());
  }

  @Test
  void locatesInvalidEntriesByIndexAndByTheFilesNumbers() throws IOException {
    LoadedMatrix loaded = read("V.mtx", COORDINATE + "4 3 2\n1 1 1\n4 3 -2.5\n");
    var e = assertThrows(InvalidDataException.class, loaded::requireNonnegative);
    assertEquals(
        "V.mtx: index (3, 2), in the file row 4 and column 3: -2.5 is negative; entries must be finite and at least 0",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "matrix coordinate real | line 1: the banner has 4 words, expected 5: %%MatrixMarket matrix FORMAT FIELD SYMMETRY",
        "vector coordinate real general | line 1: the banner announces a vector, expected a matrix",
        "matrix triplet real general | line 1: format triplet; allowed are coordinate and array",
        "matrix coordinate complex general | line 1: field complex; allowed are real, integer and pattern",
        "matrix array pattern general | line 1: an array cannot be a pattern: it has no coordinates",
        "matrix coordinate real hermitian | line 1: symmetry hermitian; allowed are general and symmetric",
        "matrix coordinate real skew-symmetric | line 1: a skew-symmetric matrix has negative entries; entries must be at least 0",
      })
  void refusesOtherBanners(String banner, String message) throws IOException {
    assertRefused("V.mtx: " + message, "V.mtx", "%%MatrixMarket " + banner + "\n1 1 1\n1 1 1\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 4 | line 2: '3 4', expected the sizes: rows columns entries",
        "3 x 1 | line 2, column 2: 'x' is no size; expected rows columns entries",
        "0 4 0 | line 2: 0 rows; allowed are 1 to 2147483647",
        "3 4000000000 0 | line 2: 4000000000 columns; allowed are 1 to 2147483647",
        "3 4 2;1 1 1 | line 4: the file ends after 1 entries; line 2 promises 2",
        "3 4 1;1 1 1;% no;2 2 2 | line 5: more than the 1 entries that line 2 promises",
        "3 4 1;4 1 1 | line 3: row 4 is outside the matrix; rows go from 1 to 3",
        "3 4 1;1 0 1 | line 3: column 0 is outside the matrix; columns go from 1 to 4",
        "3 4 1;1 99999999999999999999 1 | line 3: column 9223372036854775807 is outside the matrix; columns go from 1 to 4",
        "3 4 1;1 1 | line 3: 2 fields, expected row column value",
        "3 4 1;1 1 1 1 | line 3: 4 fields, expected row column value",
        "3 4 1;1.5 1 1 | line 3, column 1: '1.5' is not a row number",
        "3 4 1;1 -1 1 | line 3, column 2: '-1' is not a column number",
        "3 4 1;1 1 abc | line 3, column 3: 'abc' is not a number",
        "3 4 1;1 1 nan | line 3, column 3: 'nan' is not finite; entries must be finite and at least 0",
        "3 4 1;1 1 1e999 | line 3, column 3: '1e999' is not finite; entries must be finite and at least 0",
        "3 4 99999999 | line 2: 99999999 entries promised; a file of 58 bytes has at most 15",
      })
  void refusesBrokenBodies(String body, String message) throws IOException {
    assertRefused("V.mtx: " + message, "V.mtx", COORDINATE + body.replace(';', '\n'));
  }

  @Test
  void refusesWhatTheFieldAndTheSymmetryDoNotAllow() throws IOException {
    assertRefused(
        "V.mtx: line 3, column 3: '1.5' is not an integer, which line 1 announces",
        "V.mtx",
        "%%MatrixMarket matrix coordinate integer general\n2 2 1\n1 1 1.5\n");
    assertRefused(
        "V.mtx: line 3: 3 fields, expected row column",
        "V.mtx",
        "%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 1 1\n");
    assertRefused(
        "V.mtx: line 4: entry (1, 2): the file is symmetric, but has entries on both sides of the diagonal",
        "V.mtx",
        "%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n2 1 1\n1 2 1\n");
    assertRefused(
        "V.mtx: line 2: a symmetric matrix must be square, this is 2 × 3",
        "V.mtx",
        "%%MatrixMarket matrix coordinate real symmetric\n2 3 0\n");
    assertRefused(
        "V.mtx: line 4, column 1: 'x' is not a number",
        "V.mtx",
        "%%MatrixMarket matrix array real general\n1 2\n1\nx\n");
    assertRefused(
        "V.mtx: line 3: 2 fields, expected one number",
        "V.mtx",
        "%%MatrixMarket matrix array real general\n1 2\n1 2\n");
    assertRefused(
        "V.mtx: line 1: '1,2' is no MatrixMarket banner; expected '%%MatrixMarket matrix …'",
        "V.mtx", "1,2\n");
    assertRefused(
        "V.mtx: line 2: the file ends before the line with its sizes", "V.mtx", COORDINATE);
  }

  @Test
  void refusesGzipThatIsCutOffOrDamaged() throws IOException {
    byte[] whole = Fixtures.bytes("coordinate.mtx.gz");
    assertRefused(
        "V.mtx.gz: the gzip data is cut off after 0 bytes of text",
        "V.mtx.gz",
        Arrays.copyOf(whole, whole.length - 20));
    byte[] damaged = whole.clone();
    damaged[damaged.length - 6] ^= 1;
    assertRefused(
        "V.mtx.gz: the gzip data is damaged after 0 bytes of text (Corrupt GZIP trailer)",
        "V.mtx.gz",
        damaged);
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.US_ASCII));
    }
    return bytes.toByteArray();
  }
}
