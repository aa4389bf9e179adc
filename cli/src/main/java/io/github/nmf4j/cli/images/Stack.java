package io.github.nmf4j.cli.images;

import io.github.nmf4j.cli.Context;
import io.github.nmf4j.cli.Json;
import io.github.nmf4j.cli.JsonTree;
import io.github.nmf4j.cli.PictureOptions;
import io.github.nmf4j.images.ImageStack;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.io.StackReader;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.report.FactorizationReport.TileShape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The pictures to factorise.
 *
 * @param v pixels × pictures
 * @param shape how a column is a picture
 * @param names one per picture
 * @param kind what the input was
 */
record Stack(DenseMatrix v, TileShape shape, List<String> names, String kind) {

  /**
   * Reads a folder of pictures, an array of three dimensions, or a matrix with a picture per
   * column.
   *
   * @param size what {@code --size} says; null if it was not given
   */
  static Stack read(Path input, @Nullable String size, Context context, Arena arena)
      throws IOException {
    if (Files.isDirectory(input)) {
      ImageStack stack = ImageStack.read(input, arena);
      if (!stack.passedOver().isEmpty()) {
        context.warn(
            "%d files that are no pictures were passed over, such as %s"
                .formatted(stack.passedOver().size(), stack.passedOver().getFirst()));
      }
      var shape = new TileShape(stack.height(), stack.width(), false);
      return new Stack(stack.v(), shape, stack.names(), "folder");
    }
    if (size == null) {
      StackReader.Stack stack = StackReader.read(input, arena);
      stack.pictures().requireNonnegative();
      var shape = new TileShape(stack.height(), stack.width(), stack.columnMajor());
      return numbered(stack.pictures(), shape, "stack");
    }
    LoadedMatrix matrix = MatrixReader.read(input, arena);
    matrix.requireNonnegative();
    TileShape shape = PictureOptions.shape("--size", size);
    if (shape.pixels() != matrix.matrix().rows()) {
      throw new InvalidDataException(
          "%s: %d rows, but pictures of %d × %d have %d pixels; V has a picture per column"
              .formatted(
                  input, matrix.matrix().rows(), shape.height(), shape.width(), shape.pixels()));
    }
    return numbered(matrix, shape, "matrix");
  }

  /** The names as lines of a file. */
  List<String> lines() {
    return names.stream().map(name -> name.replaceAll("[\\r\\n]", " ")).toList();
  }

  /** Says what the pictures are: in {@code run.json}. */
  void write(Json json, @Nullable String size, int shown) {
    json.object(
        "pictures",
        () -> {
          json.field("height", shape.height());
          json.field("width", shape.width());
          json.field("columnMajor", shape.columnMajor());
          json.field("size", size);
          json.field("shown", shown);
        });
  }

  /** The shape of a run's pictures, from what {@link #write} wrote. */
  static TileShape shape(JsonTree run) {
    return new TileShape(
        Integer.parseInt(run.requireText("options/pictures/height")),
        Integer.parseInt(run.requireText("options/pictures/width")),
        Boolean.parseBoolean(run.requireText("options/pictures/columnMajor")));
  }

  private static Stack numbered(LoadedMatrix matrix, TileShape shape, String kind) {
    if (!(matrix.matrix() instanceof DenseMatrix dense)) {
      throw new InvalidDataException(
          matrix.source() + ": a sparse matrix; pictures come as a dense one");
    }
    return new Stack(
        dense,
        shape,
        matrix
            .columnNames()
            .orElseGet(
                () -> IntStream.range(0, dense.columns()).mapToObj(String::valueOf).toList()),
        kind);
  }
}
