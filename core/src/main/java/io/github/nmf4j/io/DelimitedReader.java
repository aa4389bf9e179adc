package io.github.nmf4j.io;

import io.github.nmf4j.io.FieldReader.Field;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads comma-, tab-, semicolon- or blank-separated numbers, one row per line. Plain numbers are
 * parsed where they stand in the window; names, quotes and everything unusual go through {@link
 * FieldReader}.
 */
final class DelimitedReader {

  /** Digits of an entry that is read without the general parser. */
  private static final int SHORT_DIGITS = 4;

  /** Most numbers are shorter; a longer one only costs a second look. */
  private static final int NUMBER_ROOM = 64;

  private static final long ALIGNMENT = 64;

  private final Source source;
  private final TextInput in;
  private final DelimitedLayout layout;
  private final FieldReader fields;
  private final DecimalParser numbers = new DecimalParser();
  private final List<String> rowNames = new ArrayList<>();
  private Optional<List<String>> columnNames = Optional.empty();
  private long line;

  private DelimitedReader(Source source, TextInput in, DelimitedLayout layout) {
    this.source = source;
    this.in = in;
    this.layout = layout;
    this.fields = new FieldReader(source, in, layout.delimiter());
  }

  /**
   * Reads the file.
   *
   * @param fixedDelimiter the byte between fields if the file's suffix says so
   */
  static LoadedMatrix read(Source source, Optional<Byte> fixedDelimiter, Arena arena)
      throws IOException {
    DelimitedLayout layout = DelimitedLayout.of(source, fixedDelimiter);
    int rows = countRows(source, layout);
    long bytes = Math.multiplyExact((long) rows * layout.columns(), Double.BYTES);
    AvailableMemory.require(source, bytes, "the %d × %d matrix".formatted(rows, layout.columns()));
    MemorySegment data = arena.allocate(bytes, ALIGNMENT);
    try (TextInput in = TextInput.open(source)) {
      return new DelimitedReader(source, in, layout).read(data, rows);
    }
  }

  /** Lines of rows; no more than the text can hold if each has its fields and a line end. */
  private static int countRows(Source source, DelimitedLayout layout) throws IOException {
    TextExtent extent = TextExtent.of(source);
    long lines = extent.lines() - layout.firstRowLine() + 1;
    long fullRows = extent.bytes() / (2L * layout.columns()) + 1;
    long rows = Math.min(lines, fullRows);
    if (rows > Integer.MAX_VALUE) {
      throw source.invalid("%d rows; at most %d".formatted(rows, Integer.MAX_VALUE));
    }
    return (int) rows;
  }

  private LoadedMatrix read(MemorySegment data, int expectedRows) throws IOException {
    TextEncoding.skipMark(source, in);
    line = DelimitedLayout.skipComments(in) + 1;
    if (layout.header()) {
      readHeader();
    }
    var target = new BlockWriter(data);
    int rows = 0;
    while (!atEnd()) {
      if (rows == expectedRows) {
        throw source.invalid(line, "the file has grown while it was read");
      }
      readRow(target);
      rows++;
      line++;
    }
    target.flush();
    if (rows == 0) {
      throw source.invalid("there are no rows in this file");
    }
    DenseMatrix matrix =
        DenseMatrix.wrap(
            data, ElementType.FLOAT64, ByteOrder.nativeOrder(), rows, layout.columns(), false);
    return new LoadedMatrix(
        matrix,
        source.path(),
        layout.delimiter() == '\t' ? MatrixFormat.TSV : MatrixFormat.CSV,
        false,
        layout.rowNames() ? Optional.of(List.copyOf(rowNames)) : Optional.empty(),
        columnNames,
        new CellLocator.TextLines(layout.firstRowLine(), layout.rowNames() ? 1 : 0));
  }

  private void readHeader() throws IOException {
    List<String> names = new ArrayList<>();
    Field field;
    do {
      field = fields.next(line, names.size() + 1L);
      names.add(field.text());
    } while (!field.last());
    line++;
    if (!layout.numbered()) {
      columnNames =
          Optional.of(List.copyOf(layout.corner() ? names.subList(1, names.size()) : names));
    }
  }

  /** Whether only blank lines are left. */
  private boolean atEnd() throws IOException {
    if (in.limit - in.position < NUMBER_ROOM) {
      in.refill();
    }
    if (in.position < in.limit && in.buffer[in.position] > ' ') {
      return false;
    }
    int blanks = countBlanks();
    if (in.position + blanks < in.limit && in.buffer[in.position + blanks] != '\n') {
      return false;
    }
    long blankLine = line;
    while (in.position < in.limit || in.refill()) {
      byte b = in.buffer[in.position++];
      if (b > ' ' || b < 0) {
        throw source.invalid(
            blankLine, "blank line; blank lines are allowed only at the end of the file");
      }
    }
    return true;
  }

  /** Blanks at the window's position. */
  private int countBlanks() throws IOException {
    int length = 0;
    while (true) {
      while (in.position + length < in.limit && isBlank(in.buffer[in.position + length])) {
        length++;
      }
      if (in.position + length < in.limit || !in.refill()) {
        return length;
      }
    }
  }

  /** A tab is an empty field where it is the delimiter. */
  private boolean isBlank(byte b) {
    return b == ' ' || b == '\r' || (b == '\t' && layout.delimiter() != '\t');
  }

  private void readRow(BlockWriter target) throws IOException {
    if (layout.rowNames()) {
      Field name = fields.next(line, 1);
      if (name.last()) {
        throw raggedRow(1);
      }
      rowNames.add(name.text());
    }
    int last = layout.columns() - 1;
    int j = 0;
    while (j < last) {
      if (in.limit - in.position < NUMBER_ROOM) {
        in.refill();
      }
      int taken = shortIntegers(target, last - j);
      if (taken == 0) {
        target.add(inner(j));
        taken = 1;
      }
      j += taken;
    }
    target.add(outer(last));
  }

  /**
   * Takes up to {@code most} entries of one to four digits, each with a delimiter behind it, as
   * long as such come and are in the window; says how many. Counts are what text files are full of,
   * and need none of what numbers in general need.
   */
  private int shortIntegers(BlockWriter target, int most) {
    byte[] bytes = in.buffer;
    int delimiter = layout.delimiter();
    int limit = in.limit - SHORT_DIGITS;
    int p = in.position;
    int taken = 0;
    while (taken < most && p < limit) {
      int value = bytes[p] - '0';
      if (value < 0 || value > 9) {
        break;
      }
      int end = p + 1;
      int digit = bytes[end] - '0';
      while (digit >= 0 && digit <= 9 && end - p < SHORT_DIGITS) {
        value = 10 * value + digit;
        digit = bytes[++end] - '0';
      }
      if (bytes[end] != delimiter) {
        break;
      }
      target.add(value);
      p = end + 1;
      taken++;
    }
    in.position = p;
    return taken;
  }

  /** An entry with a delimiter behind it; there is room for a number in the window. */
  private double inner(int j) throws IOException {
    int start = skipSpaces(in.position);
    double value = numbers.parse(in.buffer, start);
    int end = numbers.end();
    if (end > start && end < in.limit && in.buffer[end] == layout.delimiter()) {
      in.position = end + 1;
      return value;
    }
    return unusual(j);
  }

  /** The last entry of a line. */
  private double outer(int j) throws IOException {
    if (in.limit - in.position < NUMBER_ROOM) {
      in.refill();
    }
    int start = skipSpaces(in.position);
    double value = numbers.parse(in.buffer, start);
    int end = numbers.end();
    if (in.buffer[end] == '\r' && in.buffer[end + 1] == '\n') {
      end++;
    }
    if (end > start && end < in.limit && in.buffer[end] == '\n') {
      in.position = end + 1;
      return value;
    }
    return unusual(j);
  }

  private int skipSpaces(int from) {
    int p = from;
    while (in.buffer[p] == ' ') {
      p++;
    }
    return p;
  }

  /** Whatever is not a plain number directly before the byte that must follow it. */
  private double unusual(int j) throws IOException {
    boolean lastExpected = j == layout.columns() - 1;
    int before = j + (layout.rowNames() ? 1 : 0);
    Field field = fields.next(line, before + 1L);
    String text = field.text();
    if (text.isBlank()) {
      if (field.last() && layout.delimiter() == FieldReader.WHITESPACE) {
        throw raggedRow(before);
      }
      if (field.last() == lastExpected) {
        throw source.invalid(line, before + 1L, "empty field; write 0 or NaN");
      }
    }
    if (field.last() && !lastExpected) {
      throw raggedRow(before + 1L);
    }
    Double value = DecimalParser.parseWhole(text);
    if (value == null) {
      throw source.invalid(line, before + 1L, Shown.text(text) + " is not a number" + hint(text));
    }
    if (!field.last() && lastExpected) {
      throw raggedRow(before + 1L + countRest(before + 1L));
    }
    return value;
  }

  private static String hint(String text) {
    return text.matches("[+-]?\\d+,\\d+") ? "; write a decimal point, not a comma" : "";
  }

  private long countRest(long before) throws IOException {
    long count = 0;
    Field field;
    do {
      count++;
      field = fields.next(line, before + count);
    } while (!field.last());
    return count;
  }

  private InvalidDataException raggedRow(long found) {
    boolean headerIsShorter = layout.header() && layout.rowNames() && !layout.corner();
    long model = headerIsShorter ? layout.firstRowLine() : layout.commentLines() + 1;
    return source.invalid(line, ragged(found, layout.rowFields(), model));
  }

  /** The complaint about a line whose fields differ in number from those of the first. */
  static String ragged(long found, long expected, long modelLine) {
    return "%d %s, expected %d as in line %d"
        .formatted(found, found == 1 ? "field" : "fields", expected, modelLine);
  }
}
