package io.github.nmf4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DelimitedReaderTest extends ReadingTest {

  private static final long SEED = 20_260_103L;

  @ParameterizedTest
  @ValueSource(strings = {"savetxt.txt", "savetxt.csv", "savetxt.tsv", "semicolons.csv.gz"})
  void readsWhatNumpyWrites(String name) throws IOException {
    LoadedMatrix loaded = readFixture(name);
    Fixtures.assertEntries(Fixtures.V, loaded.matrix());
    assertEquals(Precision.DOUBLE, loaded.matrix().precision());
    assertEquals(name.endsWith("tsv") ? MatrixFormat.TSV : MatrixFormat.CSV, loaded.format());
    assertEquals(Optional.empty(), loaded.rowNames());
    assertEquals(Optional.empty(), loaded.columnNames());
  }

  /** Texts of the same 2 × 2 matrix; {@code /} stands for a line end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2/3,4/",
        "1,2/3,4",
        "1;2/3;4",
        "1\t2/3\t4",
        "1 2/3 4",
        "  1   2  /3\t 4 /",
        "1, 2/3, 4",
        "1 , 2 /3 ,4",
        "1.,2e0/+3,0.4E+1",
        "1,2\r/3,4\r/",
        "1,2/3,4///",
        "1,2/3,4/ /\r/",
        "1,2/3,4\r",
        "# a,b,c/#d/1,2/3,4",
        "\uFEFF1,2/3,4",
        "\"1\",\"2\"/\"3\",\"4\"",
        "\uFEFF# x/1;2/3;4",
        "1 2 \r/3 4 \r/"
      })
  void readsNumbersHoweverTheyAreSeparated(String text) throws IOException {
    LoadedMatrix loaded = read("V.csv", text.replace('/', '\n'));
    Fixtures.assertEntries(new double[][] {{1, 2}, {3, 4}}, loaded.matrix());
    assertEquals(Optional.empty(), loaded.rowNames());
    assertEquals(Optional.empty(), loaded.columnNames());
  }

  /** Texts of the same matrix with names; {@code /} stands for a line end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a,b/1,2/3,4 | a b |",
        "g,a,b/x,1,2/y,3,4 | a b | x y",
        "a,b/x,1,2/y,3,4 | a b | x y",
        ",a,b/x,1,2/y,3,4 | a b | x y",
        ",a,b/7,1,2/8,3,4 | a b | 7 8",
        "a b/x 1 2/y 3 4 | a b | x y",
        "g\ta\tb/x\t1\t2/y\t3\t4 | a b | x y",
        ",0,1/x,1,2/y,3,4 | | x y",
        ",0,1/7,1,2/8,3,4 | | 7 8",
        "1981,1982/x,1,2/y,3,4 | 1981 1982 | x y",
        "g,1981,1982/x,1,2/y,3,4 | 1981 1982 | x y",
        "total,1981/1,2/3,4 | total 1981 |",
        "x,1.0,2.0/y,3.0,4.0 | | x y",
        "`\"\",\"1\",\"2\"/\"a\",1,2/\"b\",3,4` | 1 2 | a b",
        "\"1\",\"2\"/1,2/3,4 | 1 2 |",
        "\"7\",1.0,2/\"8\",3,4 | | 7 8",
        "# c/a;b/1;2/3;4// | a b |"
      })
  void keepsNames(String text, String columns, String rows) throws IOException {
    LoadedMatrix loaded = read("V.csv", text.replace('/', '\n').replace("\\t", "\t"));
    Fixtures.assertEntries(new double[][] {{1, 2}, {3, 4}}, loaded.matrix());
    assertEquals(names(columns), loaded.columnNames());
    assertEquals(names(rows), loaded.rowNames());
  }

  private static Optional<List<String>> names(String words) {
    return Optional.ofNullable(words).map(text -> Arrays.asList(text.split(" ", -1)));
  }

  @Test
  void keepsQuotedAndForeignNames() throws IOException {
    LoadedMatrix loaded = read("V.csv", "\"a, b\",\"say \"\"x\"\"\",Größe\n1,2,3\n4,5,6\n");
    assertEquals(Optional.of(List.of("a, b", "say \"x\"", "Größe")), loaded.columnNames());
  }

  @Test
  void readsSingleColumnsAndSingleRows() throws IOException {
    Fixtures.assertEntries(new double[][] {{1}, {2}}, read("V.csv", "1\n2\n").matrix());
    Fixtures.assertEntries(new double[][] {{5}}, read("V.csv", "5").matrix());
    Fixtures.assertEntries(new double[][] {{1, 2.5}}, read("V.csv", "1,2.5").matrix());
    LoadedMatrix named = read("V.csv", "my value\n1\n2\n");
    Fixtures.assertEntries(new double[][] {{1}, {2}}, named.matrix());
    assertEquals(Optional.of(List.of("my value")), named.columnNames());
  }

  @Test
  void readsFilesLongerThanItsWindow() throws IOException {
    var random = Fixtures.random(SEED);
    double[][] expected = new double[700][200];
    var text = new StringBuilder();
    for (int i = 0; i < expected.length; i++) {
      text.append("row ").append("n".repeat(random.nextInt(300))).append(i);
      for (int j = 0; j < expected[i].length; j++) {
        expected[i][j] = Math.scalb(random.nextDouble(), random.nextInt(40) - 20);
        text.append(',').append(expected[i][j]);
      }
      text.append(i % 3 == 0 ? "\r\n" : "\n");
    }
    LoadedMatrix loaded = read("V.csv", text.toString());
    Fixtures.assertEntries(expected, loaded.matrix());
    assertEquals(expected.length, loaded.rowNames().orElseThrow().size());
    Fixtures.assertEntries(expected, read("V.csv.gz", gzip(text.toString())).matrix());
  }

  @Test
  void readsFieldsThatTheWindowCutsInTwo() throws IOException {
    var random = Fixtures.random(SEED);
    int rows = 8_000;
    double[][] expected = new double[rows][2];
    List<String> names = new ArrayList<>();
    var text = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      String quotes = "\"".repeat(1 + random.nextInt(100));
      names.add(quotes + i);
      text.append('"').append(quotes.repeat(2)).append(i).append('"');
      for (int j = 0; j < 2; j++) {
        expected[i][j] = random.nextInt(1_000_000) / 8.0;
        // zeros make a number longer, not greater
        text.append(',').append("0".repeat(random.nextInt(400))).append(expected[i][j]);
      }
      text.append(random.nextBoolean() ? "\r\n" : "\n");
    }
    LoadedMatrix loaded = read("V.csv", text.toString());
    Fixtures.assertEntries(expected, loaded.matrix());
    assertEquals(Optional.of(names), loaded.rowNames());
  }

  @Test
  void readsNamesThatTheWindowCutsAtAnyByte() throws IOException {
    String header = "\"a\" ,\"\"\"b\"\"\",c\r\n";
    for (int cut = 0; cut <= header.length(); cut++) {
      String comment = "#" + "x".repeat(TextInput.WINDOW - 2 - cut) + "\n";
      LoadedMatrix loaded = read("V.csv", comment + header + "1,2,3\n");
      assertEquals(Optional.of(List.of("a", "\"b\"", "c")), loaded.columnNames(), "cut " + cut);
      Fixtures.assertEntries(new double[][] {{1, 2, 3}}, loaded.matrix());
    }
  }

  @Test
  void readsOneLineLongerThanItsWindow() throws IOException {
    double[][] expected = new double[2][400_000];
    var text = new StringBuilder();
    for (double[] row : expected) {
      for (int j = 0; j < row.length; j++) {
        row[j] = j % 1000;
        text.append(j == 0 ? "" : "\t").append(j % 1000);
      }
      text.append('\n');
    }
    Fixtures.assertEntries(expected, read("V.tsv", text.toString()).matrix());
  }

  @Test
  void namesLineAndColumnOfInvalidEntries() throws IOException {
    assertComplaint(
        "line 2, column 1: -0.5 is negative", "1,2\n-0.5,nan\n", " (and 1 more such entries)");
    assertComplaint("line 1, column 2: NaN is not a number", "1,NaN\n3,4\n", "");
    assertComplaint("line 3, column 3: Infinity is not finite", "g,a,b\nx,1,2\ny,3,inf\n", "");
    assertComplaint("line 4, column 2: Infinity is not finite", "# c\na,b\n1,2\n3,1e400\n", "");
  }

  private void assertComplaint(String complaint, String text, String others) throws IOException {
    LoadedMatrix loaded = read("V.csv", text);
    var e = assertThrows(InvalidDataException.class, loaded::requireNonnegative);
    assertEquals(
        "V.csv: " + complaint + "; entries must be finite and at least 0" + others, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1,2/3/5,6 | line 2: 1 field, expected 2 as in line 1",
        "1,2/3,4,5/5,6 | line 2: 3 fields, expected 2 as in line 1",
        "1,2/3,4/5,6,7,8 | line 3: 4 fields, expected 2 as in line 1",
        "a,b/1,2/3 | line 3: 1 field, expected 2 as in line 1",
        "a,b,c,d/1,2 | line 2: 2 fields, expected 4 as in line 1",
        "a,b/x,1,2/y,1 | line 3: 2 fields, expected 3 as in line 2",
        "x,1.5,2/y | line 2: 1 field, expected 3 as in line 1",
        "1 2/3 | line 2: 1 field, expected 2 as in line 1",
        "1 2/3 4 5 | line 2: 3 fields, expected 2 as in line 1",
        "1,2/3,abc | line 2, column 2: 'abc' is not a number",
        "1,2/x,4 | line 2, column 1: 'x' is not a number",
        "1,2/3,4 5 | line 2, column 2: '4 5' is not a number",
        "1,2/3,NA | line 2, column 2: 'NA' is not a number",
        "1;2/3;4,5 | line 2, column 2: '4,5' is not a number; write a decimal point, not a comma",
        "1,5;2,5/3,5;4,5 | line 2, column 2: '4,5' is not a number; write a decimal point, not a comma",
        "1,2/3, | line 2, column 2: empty field; write 0 or NaN",
        "1,2/,4 | line 2, column 1: empty field; write 0 or NaN",
        "1,,3/4,5,6 | line 1, column 2: empty field; write 0 or NaN",
        ",2,3/4,5,6 | line 1, column 1: empty field; write 0 or NaN",
        "g,a,b/x,1,/y,2,3 | line 2, column 3: empty field; write 0 or NaN",
        "1,2//3,4 | line 2: blank line; blank lines are allowed only at the end of the file",
        "/1,2 | line 1: blank line; blank lines are allowed only at the end of the file",
        "a,b | there are no rows below the header in line 1",
        "# only | there are no rows in this file",
        "g/x/y | line 1: there are no numbers behind the row names",
        "1,2/\"3,4 | line 2, column 1: the quoted field does not end before the file does",
        "1,2/\"3/\",4 | line 2, column 1: the quoted field does not end on its line",
        "1,2/\"3\"x,4 | line 2, column 1: text behind the closing quote",
        "1,2/3,4/# c | line 3: 1 field, expected 2 as in line 1"
      })
  void refusesBrokenTables(String text, String message) throws IOException {
    assertRefused("V.csv: " + message, "V.csv", text.replace('/', '\n'));
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    assertRefused(
        "V.csv: this is no text: byte 0x00 at offset 3", "V.csv", new byte[] {'1', ',', '2', 0, 9});
    byte[] junk = new byte[5000];
    Fixtures.random(SEED).nextBytes(junk);
    junk[0] = 'x';
    junk[1] = 7;
    assertRefused("V.csv: this is no text: byte 0x07 at offset 1", "V.csv", junk);
    assertRefused(
        "V.csv: UTF-16 text (byte order mark at offset 0); save the file as UTF-8",
        "V.csv",
        "\uFEFF1,2\n".getBytes(StandardCharsets.UTF_16LE));
    assertRefused(
        "V.csv: line 1, column 2: 'gr\u00FCn' is not UTF-8; save the file as UTF-8",
        "V.csv",
        "a,gr\u00FCn\n1,2\n".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(
        "V.csv: lines end in a bare carriage return (offset 3); convert them to LF or CRLF",
        "V.csv",
        "1,2\r3,4\r");
  }

  @Test
  void refusesGzipThatIsCutOff() throws IOException {
    var random = Fixtures.random(SEED);
    var text = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      text.append(random.nextDouble()).append('\n');
    }
    byte[] whole = gzip(text.toString());
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    var e = assertThrows(InvalidDataException.class, () -> read("V.csv.gz", cut));
    String pattern = "V\\.csv\\.gz: the gzip data is cut off after [1-9]\\d{6} bytes of text";
    String message = String.valueOf(e.getMessage());
    assertTrue(message.matches(pattern), message);
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
