package io.github.nmf4j.io;

import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.matrix.SparseMatrixBuilder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The sparse matrices that SciPy's {@code save_npz} writes: compressed rows or columns, or
 * coordinates. Indices may come in any order; entries at the same place are added up.
 */
final class SparseNpz {

  /** The longest format name is "csr"; a longer text is none. */
  private static final int LONGEST_FORMAT = 16;

  private final NpzReader archive;
  private final int rows;
  private final int columns;

  private SparseNpz(NpzReader archive, int rows, int columns) {
    this.archive = archive;
    this.rows = rows;
    this.columns = columns;
  }

  /** Whether the archive looks like a sparse matrix, complete or not. */
  static boolean isSparse(NpzReader archive) {
    return archive.has("format") || archive.has("indptr");
  }

  static SparseMatrix read(NpzReader archive, Arena arena) throws IOException {
    try (Arena scratch = Arena.ofConfined()) {
      String format = format(archive, scratch);
      NpyArray shape = integers(archive, "shape", scratch);
      if (shape.length() != 2) {
        throw archive
            .source()
            .invalid("a sparse array of %d dimensions; a matrix has two".formatted(shape.length()));
      }
      int rows = extent(archive, "rows", shape.longAt(0));
      int columns = extent(archive, "columns", shape.longAt(1));
      var reader = new SparseNpz(archive, rows, columns);
      return switch (format) {
        case "csr" -> reader.readCompressed("row", rows, "column", columns, arena);
        case "csc" ->
            reader.readCompressed("column", columns, "row", rows, scratch).transpose(arena);
        case "coo" -> reader.readCoordinates(arena);
        default ->
            throw archive
                .source()
                .invalid(
                    "sparse format %s; allowed are csr, csc and coo; in SciPy: V.tocsr()"
                        .formatted(Shown.text(format)));
      };
    }
  }

  private static String format(NpzReader archive, Arena scratch) throws IOException {
    try (NpzMember member = archive.open("format")) {
      NpyHeader header = member.header();
      if (!header.type().matches("[|<>=][SU]\\d{1,2}") || !header.shape().isEmpty()) {
        throw archive
            .source()
            .invalid(
                "member format is no text, but shape %s of dtype '%s'"
                    .formatted(header.shapeText(), header.type()));
      }
      boolean wide = header.type().charAt(1) == 'U';
      int length = Integer.parseInt(header.type().substring(2));
      if (length > LONGEST_FORMAT) {
        throw archive
            .source()
            .invalid("member format is a text of %d characters".formatted(length));
      }
      byte[] text =
          member.read(wide ? 4L * length : length, scratch).toArray(ValueLayout.JAVA_BYTE);
      Charset charset = wide ? utf32(header.byteOrder()) : StandardCharsets.ISO_8859_1;
      // NumPy pads texts with zeros
      return new String(text, charset).replace("\0", "");
    }
  }

  private static Charset utf32(ByteOrder order) {
    return order == ByteOrder.BIG_ENDIAN ? StandardCharsets.UTF_32BE : StandardCharsets.UTF_32LE;
  }

  private static int extent(NpzReader archive, String what, long extent) {
    if (extent < 1 || extent > Integer.MAX_VALUE) {
      throw archive
          .source()
          .invalid("%d %s; allowed are 1 to %d".formatted(extent, what, Integer.MAX_VALUE));
    }
    return (int) extent;
  }

  /** A matrix with {@code lines} rows: the transpose of what is meant if lines are columns. */
  private SparseMatrix readCompressed(
      String line, int lines, String cross, int crosses, Arena arena) throws IOException {
    // of its own, so that the file's arrays are gone before anything else is made of the matrix
    try (Arena scratch = Arena.ofConfined()) {
      NpyArray starts = integers(archive, "indptr", scratch);
      if (starts.length() != lines + 1L) {
        throw invalid(
            "indptr has %d entries; %d %ss need %d"
                .formatted(starts.length(), lines, line, lines + 1L));
      }
      NpyArray indices = integers(archive, "indices", scratch);
      NpyArray data = numbers(archive, "data", scratch);
      long entries = starts.longAt(lines);
      // SciPy may keep spare room behind the last entry, but never less
      long room = Math.min(indices.length(), data.length());
      if (starts.longAt(0) != 0 || entries < 0 || entries > room) {
        throw invalid(
            "indptr goes from %d to %d; it must start at 0 and end within the %d indices and %d entries of data"
                .formatted(starts.longAt(0), entries, indices.length(), data.length()));
      }
      SparseMatrixBuilder builder = builder(data, lines, crosses, entries, arena);
      try {
        for (int i = 0; i < lines; i++) {
          long start = starts.longAt(i);
          long end = starts.longAt(i + 1L);
          if (end < start || end > entries) {
            throw invalid(
                "indptr[%d] = %d after indptr[%d] = %d; it must ascend up to %d"
                    .formatted(i + 1L, end, i, start, entries));
          }
          for (long p = start; p < end; p++) {
            builder.add(i, index(indices, p, cross, crosses), data.doubleAt(p));
          }
        }
        return builder.build();
      } finally {
        builder.abandon();
      }
    }
  }

  private SparseMatrix readCoordinates(Arena arena) throws IOException {
    try (Arena scratch = Arena.ofConfined()) {
      NpyArray row = integers(archive, "row", scratch);
      NpyArray column = integers(archive, "col", scratch);
      NpyArray data = numbers(archive, "data", scratch);
      if (row.length() != data.length() || column.length() != data.length()) {
        throw invalid(
            "row, col and data must be equally long, but have %d, %d and %d entries"
                .formatted(row.length(), column.length(), data.length()));
      }
      SparseMatrixBuilder builder = builder(data, rows, columns, data.length(), arena);
      try {
        for (long p = 0; p < data.length(); p++) {
          builder.add(
              index(row, p, "row", rows), index(column, p, "column", columns), data.doubleAt(p));
        }
        return builder.build();
      } finally {
        builder.abandon();
      }
    }
  }

  private int index(NpyArray indices, long p, String what, int extent) {
    long index = indices.longAt(p);
    if (index < 0 || index >= extent) {
      throw invalid(
          "%s[%d] = %d is no %s of the %d × %d matrix; allowed are 0 to %d"
              .formatted(indices.name(), p, index, what, rows, columns, extent - 1));
    }
    return (int) index;
  }

  private SparseMatrixBuilder builder(
      NpyArray data, int lines, int crosses, long entries, Arena arena) {
    Precision precision = data.type() == ElementType.FLOAT32 ? Precision.FLOAT : Precision.DOUBLE;
    long bytes = entries * (precision.bytes() + 2L * Integer.BYTES) + 16L * lines;
    AvailableMemory.require(
        archive.source(), bytes, "a sparse matrix of %d entries".formatted(entries));
    return new SparseMatrixBuilder(lines, crosses, precision, entries, arena);
  }

  private static NpyArray integers(NpzReader archive, String member, Arena scratch)
      throws IOException {
    NpyArray array = numbers(archive, member, scratch);
    if (!array.isInteger()) {
      throw archive
          .source()
          .invalid("member %s has dtype %s; expected integers".formatted(member, array.type()));
    }
    return array;
  }

  private static NpyArray numbers(NpzReader archive, String member, Arena scratch)
      throws IOException {
    try (NpzMember opened = archive.open(member)) {
      MemorySegment data = opened.read(opened.header().dataBytes(), scratch);
      return NpyArray.of(member, opened.header(), data);
    }
  }

  private InvalidDataException invalid(String message) {
    return archive.source().invalid(message);
  }
}
