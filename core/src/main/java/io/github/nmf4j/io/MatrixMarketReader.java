package io.github.nmf4j.io;

import io.github.nmf4j.io.MatrixMarketHeader.Field;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.matrix.SparseMatrixBuilder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Reads MatrixMarket files (Boisvert, Pozo, Remington: "The Matrix Market exchange formats", NISTIR
 * 5935, 1996): coordinate ones into a sparse, array ones into a dense matrix.
 */
final class MatrixMarketReader {

  /** Lines of entries are shorter; a longer one only costs a second look. */
  private static final int LINE_ROOM = 256;

  private static final long ALIGNMENT = 64;

  private final Source source;
  private final TextInput in;
  private final MatrixMarketHeader header;
  private final DecimalParser numbers = new DecimalParser();
  private long line;
  private boolean sawLower;
  private boolean sawUpper;

  // the entry that was read last
  private int row;
  private int column;
  private double value;

  private MatrixMarketReader(Source source, TextInput in, MatrixMarketHeader header) {
    this.source = source;
    this.in = in;
    this.header = header;
    this.line = header.line() + 1;
  }

  static LoadedMatrix read(Source source, Arena arena) throws IOException {
    try (TextInput in = TextInput.open(source)) {
      MatrixMarketHeader header = MatrixMarketHeader.read(source, in);
      var reader = new MatrixMarketReader(source, in, header);
      Matrix matrix = header.coordinate() ? reader.readCoordinates(arena) : reader.readArray(arena);
      return new LoadedMatrix(
          matrix,
          source.path(),
          MatrixFormat.MTX,
          false,
          Optional.empty(),
          Optional.empty(),
          new CellLocator.MatrixMarketNumbers());
    }
  }

  private SparseMatrix readCoordinates(Arena arena) throws IOException {
    long capacity = header.symmetric() ? 2 * header.entries() : header.entries();
    long bytes = capacity * (Double.BYTES + 2L * Integer.BYTES) + 16L * header.rows();
    AvailableMemory.require(source, bytes, "a sparse matrix of %d entries".formatted(capacity));
    var builder =
        new SparseMatrixBuilder(header.rows(), header.columns(), Precision.DOUBLE, capacity, arena);
    try {
      for (long p = 0; p < header.entries(); p++) {
        nextEntry(p);
        builder.add(row, column, value);
        if (header.symmetric() && row != column) {
          builder.add(column, row, value);
        }
      }
      requireEnd();
      return builder.build();
    } finally {
      builder.abandon();
    }
  }

  private DenseMatrix readArray(Arena arena) throws IOException {
    int rows = header.rows();
    int columns = header.columns();
    long bytes = Math.multiplyExact((long) rows * columns, Double.BYTES);
    AvailableMemory.require(source, bytes, "the %d × %d matrix".formatted(rows, columns));
    MemorySegment data = arena.allocate(bytes, ALIGNMENT);
    DenseMatrix matrix =
        DenseMatrix.wrap(data, ElementType.FLOAT64, ByteOrder.nativeOrder(), rows, columns, true);
    long read = 0;
    if (header.symmetric()) {
      for (int j = 0; j < columns; j++) {
        for (int i = j; i < rows; i++) {
          nextValue(read++);
          matrix.set(i, j, value);
          matrix.set(j, i, value);
        }
      }
    } else {
      var target = new BlockWriter(data);
      for (; read < header.entries(); read++) {
        nextValue(read);
        target.add(value);
      }
      target.flush();
    }
    requireEnd();
    return matrix;
  }

  /** Reads the next line that is neither blank nor a comment as {@code row column [value]}. */
  private void nextEntry(long index) throws IOException {
    if (!parseEntry(startOfLine(index))) {
      // a line that is cut by the window's end gets a second chance when all of it is in view
      MatrixMarketHeader.requireLine(in);
      if (!parseEntry(skipBlanks(in.position))) {
        throw badEntry();
      }
    }
    if (header.symmetric()) {
      requireOneTriangle();
    }
    line++;
  }

  private boolean parseEntry(int from) {
    byte[] text = in.buffer;
    long i = numbers.parseIndex(text, from);
    int p = numbers.end();
    if (i < 0 || !isBlank(text[p])) {
      return false;
    }
    long j = numbers.parseIndex(text, skipBlanks(p));
    p = numbers.end();
    if (j < 0) {
      return false;
    }
    value = 1;
    if (header.field() != Field.PATTERN) {
      p = isBlank(text[p]) ? parseValue(p) : -1;
    }
    if (p < 0 || !endLine(p)) {
      return false;
    }
    requireInside("row", i, header.rows());
    requireInside("column", j, header.columns());
    row = (int) (i - 1);
    column = (int) (j - 1);
    return true;
  }

  /** Reads the next line that is neither blank nor a comment as a number. */
  private void nextValue(long index) throws IOException {
    int p = parseValue(startOfLine(index));
    if (p < 0 || !endLine(p)) {
      MatrixMarketHeader.requireLine(in);
      p = parseValue(in.position);
      if (p < 0 || !endLine(p)) {
        throw badEntry();
      }
    }
    line++;
  }

  /** Parses a number into {@link #value}; the index behind it, or −1 if there is none. */
  private int parseValue(int from) {
    int p = skipBlanks(from);
    value = numbers.parse(in.buffer, p);
    if (numbers.end() == p) {
      return -1;
    }
    boolean fits = header.field() != Field.INTEGER || value == Math.rint(value);
    return fits && Double.isFinite(value) ? numbers.end() : -1;
  }

  /** Moves behind the line's end; false, without moving, if it is not what follows {@code p}. */
  private boolean endLine(int p) {
    int end = skipBlanks(p);
    if (end < in.limit ? in.buffer[end] != '\n' : !in.ended()) {
      return false;
    }
    in.position = Math.min(in.limit, end + 1);
    return true;
  }

  /** Finds the next entry and brings its line into view; the index of its first byte. */
  private int startOfLine(long index) throws IOException {
    if (in.limit - in.position < LINE_ROOM) {
      in.refill();
    }
    int p = skipBlanks(in.position);
    if (in.buffer[p] == '\n' || in.buffer[p] == '%' || in.limit - p < LINE_ROOM) {
      line += MatrixMarketHeader.skipBlankLines(in);
      MatrixMarketHeader.requireLine(in);
      p = skipBlanks(in.position);
      if (p >= in.limit) {
        throw source.invalid(
            line,
            "the file ends after %d entries; line %d promises %d"
                .formatted(index, header.line(), header.entries()));
      }
    }
    return p;
  }

  private void requireEnd() throws IOException {
    line += MatrixMarketHeader.skipBlankLines(in);
    if (in.position < in.limit) {
      throw source.invalid(
          line,
          "more than the %d entries that line %d promises"
              .formatted(header.entries(), header.line()));
    }
  }

  private void requireOneTriangle() {
    sawLower |= row > column;
    sawUpper |= row < column;
    if (sawLower && sawUpper) {
      throw source.invalid(
          line,
          "entry (%d, %d): the file is symmetric, but has entries on both sides of the diagonal"
              .formatted(row + 1L, column + 1L));
    }
  }

  private void requireInside(String what, long found, int allowed) {
    if (found < 1 || found > allowed) {
      throw source.invalid(
          line,
          "%s %d is outside the matrix; %ss go from 1 to %d".formatted(what, found, what, allowed));
    }
  }

  /** Says what is wrong with a line that is no entry. */
  private InvalidDataException badEntry() throws IOException {
    MatrixMarketHeader.requireLine(in);
    String text = MatrixMarketHeader.lineInView(in).strip();
    String[] fields = text.split("[ \\t]+", -1);
    int indices = header.coordinate() ? 2 : 0;
    int expected = indices + (header.field() == Field.PATTERN ? 0 : 1);
    for (int f = 0; f < Math.min(indices, fields.length); f++) {
      if (!fields[f].matches("\\d+")) {
        return source.invalid(
            line,
            f + 1L,
            "%s is not a %s number".formatted(Shown.text(fields[f]), f == 0 ? "row" : "column"));
      }
    }
    if (fields.length != expected) {
      return source.invalid(
          line,
          "%d %s, expected %s"
              .formatted(
                  fields.length,
                  fields.length == 1 ? "field" : "fields",
                  indices == 0 ? "one number" : expected == 2 ? "row column" : "row column value"));
    }
    return source.invalid(
        line, indices + 1L, Shown.text(fields[indices]) + badValue(fields[indices]));
  }

  private static String badValue(String text) {
    Double number = DecimalParser.parseWhole(text);
    if (number == null) {
      return " is not a number";
    }
    return Double.isFinite(number)
        ? " is not an integer, which line 1 announces"
        : " is not finite; entries must be finite and at least 0";
  }

  private int skipBlanks(int from) {
    int p = from;
    while (isBlank(in.buffer[p])) {
      p++;
    }
    return p;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }
}
