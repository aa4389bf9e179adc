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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** Reads three-dimensional NumPy arrays: stacks of pictures, (count, height, width). */
public final class StackReader {

  private StackReader() {}

  /**
   * A stack of pictures as a matrix with one picture per column.
   *
   * @param pictures height · width × count; the file itself, mapped into memory
   * @param height rows of a picture
   * @param width columns of a picture
   * @param columnMajor whether a column of the matrix runs down the picture's columns, as in an
   *     array in Fortran order, instead of along its rows
   */
  public record Stack(LoadedMatrix pictures, int height, int width, boolean columnMajor) {}

  /**
   * Maps an array into memory.
   *
   * @param arena owns the mapped file
   * @throws InvalidDataException if it is no array of three dimensions of real numbers
   * @throws IOException if the file cannot be read
   */
  public static Stack read(Path file, Arena arena) throws IOException {
    if (Files.notExists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    NpyHeader header;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      header = NpyHeader.read(String.valueOf(file.getFileName()), in);
    }
    header.elementType();
    List<Long> shape = header.shape();
    if (shape.size() != 3) {
      throw new InvalidDataException(
          "%s: shape %s; a stack of pictures has three dimensions: (count, height, width)"
              .formatted(header.name(), header.shapeText()));
    }
    if (shape.contains(0L)
        || shape.getFirst() > Integer.MAX_VALUE
        || (double) shape.get(1) * shape.get(2) > Integer.MAX_VALUE) {
      throw new InvalidDataException(
          "%s: shape %s; there must be a picture, and a picture has 1 to %d pixels"
              .formatted(header.name(), header.shapeText(), Integer.MAX_VALUE));
    }
    int count = Math.toIntExact(shape.get(0));
    int height = Math.toIntExact(shape.get(1));
    int width = Math.toIntExact(shape.get(2));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      NpyReader.requireBytes(header, header.dataBytes(), channel.size() - header.dataOffset());
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      DenseMatrix lines =
          DenseMatrix.wrap(
              mapped.asSlice(header.dataOffset(), header.dataBytes()),
              header.elementType(),
              header.byteOrder(),
              count,
              height * width,
              header.fortranOrder());
      var pictures =
          new LoadedMatrix(
              lines.transpose(),
              file,
              MatrixFormat.NPY,
              true,
              Optional.empty(),
              Optional.empty(),
              new CellLocator.Index());
      return new Stack(pictures, height, width, header.fortranOrder());
    }
  }
}
