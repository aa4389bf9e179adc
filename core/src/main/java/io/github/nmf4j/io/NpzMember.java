package io.github.nmf4j.io;

import io.github.nmf4j.matrix.InvalidDataException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * One array in a zip archive. Its size is believed only if the archive's directory, the array's
 * header and what deflate can do agree on it; then exactly so many bytes are inflated into off-heap
 * memory.
 */
final class NpzMember implements Closeable {

  /** Deflate's limit is 1032:1; headers and block ends leave some room to that. */
  private static final long ABSURD_RATIO = 1100;

  private static final int CHUNK = 1 << 16;
  private static final long ALIGNMENT = 64;

  private final Source source;
  private final ZipEntry entry;
  private final CRC32 checksum;
  private final InputStream stream;
  private final NpyHeader header;

  private NpzMember(
      Source source, ZipEntry entry, CRC32 checksum, InputStream stream, NpyHeader header) {
    this.source = source;
    this.entry = entry;
    this.checksum = checksum;
    this.stream = stream;
    this.header = header;
  }

  /** Opens a member and reads its header. */
  @SuppressWarnings("MustBeClosedChecker") // the member owns the stream
  static NpzMember open(Source source, ZipFile zip, ZipEntry entry) throws IOException {
    String name = source.name() + ", member " + entry.getName();
    if (entry.getSize() / ABSURD_RATIO > entry.getCompressedSize()) {
      throw new InvalidDataException(
          "%s: it promises %d bytes, but has only %d compressed ones; deflate shrinks by at most 1032:1"
              .formatted(name, entry.getSize(), entry.getCompressedSize()));
    }
    var checksum = new CRC32();
    InputStream stream = new CheckedInputStream(stream(source, zip, entry), checksum);
    try {
      return new NpzMember(source, entry, checksum, stream, NpyHeader.read(name, stream));
    } catch (EOFException | ZipException e) {
      stream.close();
      throw damaged(name, e);
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  private static InputStream stream(Source source, ZipFile zip, ZipEntry entry) throws IOException {
    try {
      return zip.getInputStream(entry);
    } catch (EOFException | ZipException e) {
      throw damaged(source.name() + ", member " + entry.getName(), e);
    }
  }

  NpyHeader header() {
    return header;
  }

  /**
   * Reads the entries.
   *
   * @param bytes what they take, as the header says
   */
  MemorySegment read(long bytes, Arena arena) throws IOException {
    long found = entry.getSize() - header.dataOffset();
    NpyReader.requireBytes(header, bytes, found);
    AvailableMemory.require(source, bytes, "member " + entry.getName());
    MemorySegment data = arena.allocate(bytes, ALIGNMENT);
    try {
      inflate(data);
    } catch (EOFException | ZipException e) {
      throw damaged(header.name(), e);
    }
    if (checksum.getValue() != entry.getCrc()) {
      throw new InvalidDataException(
          "%s: damaged: its checksum is %08x, the archive says %08x"
              .formatted(header.name(), checksum.getValue(), entry.getCrc()));
    }
    return data;
  }

  private void inflate(MemorySegment data) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long done = 0;
    while (done < data.byteSize()) {
      int count = stream.read(chunk, 0, (int) Math.min(CHUNK, data.byteSize() - done));
      if (count < 0) {
        throw new InvalidDataException(
            "%s: truncated: the header promises %d bytes of data, there are %d"
                .formatted(header.name(), data.byteSize(), done));
      }
      MemorySegment.copy(chunk, 0, data, ValueLayout.JAVA_BYTE, done, count);
      done += count;
    }
    if (stream.read() >= 0) {
      throw new InvalidDataException(
          "%s: too long: there are more than the %d bytes of data that the header promises"
              .formatted(header.name(), data.byteSize()));
    }
  }

  private static InvalidDataException damaged(String name, IOException cause) {
    return new InvalidDataException(
        "%s: the compressed data is damaged or cut off (%s)"
            .formatted(name, NpzReader.reason(cause)),
        cause);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
