package io.github.nmf4j.io;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Maps NumPy array files into memory; nothing is copied. */
final class NpyReader {

  private NpyReader() {}

  static LoadedMatrix read(Source source, Arena arena) throws IOException {
    NpyHeader header;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(source.path()))) {
      header = NpyHeader.read(source.name(), in);
    }
    header.elementType();
    header.requireMatrix();
    try (FileChannel channel = FileChannel.open(source.path(), StandardOpenOption.READ)) {
      requireBytes(header, header.dataBytes(), channel.size() - header.dataOffset());
      // from offset 0: the data may start where no page does, and the matrices read unaligned
      MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      DenseMatrix matrix =
          DenseMatrix.wrap(
              file.asSlice(header.dataOffset(), header.dataBytes()),
              header.elementType(),
              header.byteOrder(),
              header.rows(),
              header.columns(),
              header.fortranOrder());
      return new LoadedMatrix(
          matrix,
          source.path(),
          MatrixFormat.NPY,
          true,
          Optional.empty(),
          Optional.empty(),
          new CellLocator.Index());
    }
  }

  /** Refuses data that is shorter or longer than the header promises. */
  static void requireBytes(NpyHeader header, long promised, long found) {
    if (found != promised) {
      throw new InvalidDataException(
          "%s: %s: the header promises %d bytes of data (shape %s, dtype '%s'), there are %d"
              .formatted(
                  header.name(),
                  found < promised ? "truncated" : "too long",
                  promised,
                  header.shapeText(),
                  header.type(),
                  found));
    }
  }
}
