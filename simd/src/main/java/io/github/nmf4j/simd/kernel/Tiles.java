package io.github.nmf4j.simd.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * A dense matrix as square tiles, one row of tiles after the other. A tile is contiguous and made
 * of stripes, each a pair of vectors wide and row-major: both sides of a pass read the same stripes
 * in the order in which they lie, so V is stored once. The last column of tiles is padded with
 * zeros to whole stripes, the last row of tiles to whole register tiles.
 */
public final class Tiles implements Source {

  /** Rows are padded to this many; register tiles of twelve rows come in pairs, for three of it. */
  static final int ROW_GROUP = Width.MANY_REGISTERS ? 8 : 5;

  /** Bytes of a buffer at most; a buffer counts elements with an int. */
  private static final long MOST_BUFFER_BYTES = 1L << 30;

  /**
   * From about here on tiles come from memory. Between 12 and 24 MB, on a machine with 32 MB of
   * shared cache, touching turned from a loss of a quarter to a gain of a tenth. {@value
   * #LARGE_PROPERTY} says it otherwise, in bytes.
   */
  public static final long LARGE = Long.getLong(Tiles.LARGE_PROPERTY, 16L << 20);

  /** The system property that says from how many bytes on V may come from memory. */
  public static final String LARGE_PROPERTY = "nmf.simd.large";

  private final MemorySegment segment;
  private final int rows;
  private final int columns;
  private final Format format;
  private final int tilesPerBuffer;
  private final Buffer[] buffers;
  private final LongBuffer[] words;

  /**
   * How a matrix is cut.
   *
   * @param tile rows and columns of a tile
   * @param stripe columns of a stripe
   * @param elementBytes bytes of an entry
   */
  public record Format(int tile, int stripe, int elementBytes) {

    /** Bytes that a rows × columns matrix takes. */
    public long bytes(int rows, int columns) {
      long paddedRows = Math.ceilDiv(rows, ROW_GROUP) * (long) ROW_GROUP;
      return Math.multiplyExact(
          Math.multiplyExact(paddedRows, paddedColumns(columns)), elementBytes);
    }

    /** Whether the transpose of a rows × columns matrix takes less. */
    public boolean isSmallerTransposed(int rows, int columns) {
      return bytes(columns, rows) < bytes(rows, columns);
    }

    private long paddedColumns(int columns) {
      return Math.ceilDiv(columns, stripe) * (long) stripe;
    }
  }

  /**
   * A matrix at the beginning of {@code segment}.
   *
   * @param rows number of rows without padding
   * @param columns number of columns without padding
   */
  public Tiles(MemorySegment segment, int rows, int columns, Format format) {
    this.segment = segment.asSlice(0, format.bytes(rows, columns));
    this.rows = rows;
    this.columns = columns;
    this.format = format;
    long tileBytes = (long) format.tile() * format.tile() * format.elementBytes();
    this.tilesPerBuffer = Math.clamp(MOST_BUFFER_BYTES / tileBytes, 1, Math.max(1, tileColumns()));
    int perRow = Math.ceilDiv(tileColumns(), tilesPerBuffer);
    this.buffers = new Buffer[Math.multiplyExact(tileRows(), perRow)];
    this.words = new LongBuffer[buffers.length];
    for (int b = 0; b < buffers.length; b++) {
      int I = b / perRow;
      int first = b % perRow * tilesPerBuffer;
      int end = Math.min(tileColumns(), first + tilesPerBuffer);
      long from = offset(I, first);
      long to = end(I, end - 1);
      MemorySegment part = this.segment.asSlice(from, to - from);
      buffers[b] = buffer(part, format.elementBytes());
      words[b] = words(part);
    }
  }

  /** Whether a buffer can be as long as {@code segment}. */
  static boolean fitsBuffer(MemorySegment segment) {
    return segment.byteSize() <= MOST_BUFFER_BYTES;
  }

  /** {@code segment} as a buffer of its elements. */
  static Buffer buffer(MemorySegment segment, int elementBytes) {
    ByteBuffer bytes = segment.asByteBuffer().order(ByteOrder.nativeOrder());
    return elementBytes == Float.BYTES ? bytes.asFloatBuffer() : bytes.asDoubleBuffer();
  }

  /** {@code segment} as a buffer of words of eight bytes. */
  static LongBuffer words(MemorySegment segment) {
    return segment.asByteBuffer().order(ByteOrder.nativeOrder()).asLongBuffer();
  }

  /** Where it lies, from its first byte. */
  public MemorySegment segment() {
    return segment;
  }

  /** Whether it may come from memory rather than from a cache. */
  public boolean isLarge() {
    return segment.byteSize() > LARGE;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /** Bytes of an entry. */
  public int elementBytes() {
    return format.elementBytes();
  }

  /** Rows of tiles. */
  public int tileRows() {
    return Math.ceilDiv(rows, format.tile());
  }

  /** Columns of tiles. */
  public int tileColumns() {
    return Math.ceilDiv(columns, format.tile());
  }

  /** Rows of a tile in row I of tiles, with padding. */
  int height(int I) {
    return padded(Math.min(format.tile(), rows - I * format.tile()));
  }

  /** {@code rows} with padding. */
  static int padded(int rows) {
    return Math.ceilDiv(rows, ROW_GROUP) * ROW_GROUP;
  }

  /** Offset of tile (I, J) in bytes. */
  long offset(int I, int J) {
    if (I == tileRows()) {
      return segment.byteSize();
    }
    int tile = format.tile();
    long before = I * format.paddedColumns(columns) * tile + (long) J * tile * height(I);
    return before * format.elementBytes();
  }

  /** Offset of the end of tile (I, J) in bytes. */
  long end(int I, int J) {
    return J + 1 < tileColumns() ? offset(I, J + 1) : offset(I + 1, 0);
  }

  /** The buffer that holds tile (I, J). */
  Buffer buffer(int I, int J) {
    return buffers[bufferOf(I, J)];
  }

  /** The same eight bytes at a time. */
  LongBuffer words(int I, int J) {
    return words[bufferOf(I, J)];
  }

  private int bufferOf(int I, int J) {
    return I * Math.ceilDiv(tileColumns(), tilesPerBuffer) + J / tilesPerBuffer;
  }

  /** Where in its buffer tile (I, J) begins, in elements. */
  int bufferIndex(int I, int J) {
    return J % tilesPerBuffer * format.tile() * height(I);
  }
}
