package io.github.nmf4j.images;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Pictures of one size as a matrix with one picture per column.
 *
 * @param v height · width × pictures; the numbers of a picture row after row
 * @param height rows of a picture
 * @param width columns of a picture
 * @param names one per picture
 * @param passedOver names of files in the folder that are no pictures by their names
 */
public record ImageStack(
    DenseMatrix v, int height, int width, List<String> names, List<String> passedOver) {

  public ImageStack {
    names = List.copyOf(names);
    passedOver = List.copyOf(passedOver);
  }

  /**
   * Reads the pictures of a folder and of the folders in it, in the order of their paths: PNG,
   * JPEG, PGM and PPM. Colours become their brightness (ITU-R BT.709), from 0 to 1; what is
   * transparent lies on white. Hidden files are left out.
   *
   * @param arena owns the matrix
   * @throws InvalidDataException naming the file that is damaged or has another size than the first
   * @throws IOException if one cannot be read
   */
  public static ImageStack read(Path folder, Arena arena) throws IOException {
    if (Files.notExists(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    var names = new ArrayList<String>();
    var passedOver = new ArrayList<String>();
    var files = new ArrayList<Path>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        Path below = folder.relativize(file);
        String name = below.toString().replace('\\', '/');
        if (isHidden(below)) {
          continue;
        }
        if (PictureReader.reads(file)) {
          files.add(file);
          names.add(name);
        } else {
          passedOver.add(name);
        }
      }
    }
    if (files.isEmpty()) {
      throw new InvalidDataException(
          folder + ": there is no picture in this folder; known are .png, .jpg, .pgm and .ppm");
    }
    Picture first = PictureReader.read(files.getFirst());
    DenseMatrix v =
        DenseMatrix.allocate(first.pixels().length, files.size(), Precision.FLOAT, arena);
    put(v, 0, first);
    for (int j = 1; j < files.size(); j++) {
      Picture picture = PictureReader.read(files.get(j));
      if (picture.height() != first.height() || picture.width() != first.width()) {
        throw new InvalidDataException(
            "%s: %d × %d pixels (width × height), but %s has %d × %d; all must have one size"
                .formatted(
                    files.get(j),
                    picture.width(),
                    picture.height(),
                    files.getFirst(),
                    first.width(),
                    first.height()));
      }
      put(v, j, picture);
    }
    return new ImageStack(v, first.height(), first.width(), names, passedOver);
  }

  private static boolean isHidden(Path path) {
    for (Path part : path) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static void put(DenseMatrix v, int column, Picture picture) {
    for (int i = 0; i < picture.pixels().length; i++) {
      v.set(i, column, picture.pixels()[i]);
    }
  }
}
