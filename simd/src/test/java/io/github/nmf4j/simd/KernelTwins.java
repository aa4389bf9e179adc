package io.github.nmf4j.simd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Kernels are written once, in single precision; the double twin of {@code FloatX.java} is {@code
 * DoubleX.java}, the same text with the types exchanged. After a change: {@code java
 * simd/src/test/java/io/github/nmf4j/simd/KernelTwins.java}, from the repository root, then format.
 */
final class KernelTwins {

  static final String FOLDER = "src/main/java/io/github/nmf4j/simd/kernel";

  /**
   * Exponent and mantissa differ in more than their names, and so does what widens to double,
   * broadcasts two entries as a word or needs 16 lanes.
   */
  private static final List<String> NO_TWIN =
      List.of(
          "FloatQuotients.java",
          "FloatMath.java",
          "FloatDots.java",
          "FloatRowSingles.java",
          "FloatTurns.java");

  private KernelTwins() {}

  /** Writes all twins. */
  public static void main(String[] arguments) throws IOException {
    for (Path source : sources(Path.of("simd", FOLDER))) {
      Files.writeString(twin(source), substitute(Files.readString(source)));
    }
  }

  /** The sources that have a twin. */
  static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("Float\\w+\\.java"))
          .filter(file -> !NO_TWIN.contains(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  static Path twin(Path source) {
    return source.resolveSibling(source.getFileName().toString().replace("Float", "Double"));
  }

  static String substitute(String source) {
    return source
        .replace("(double) ", "") // conversions between the types: none are left
        .replace("(float) ", "")
        .replace("Float", "Double")
        .replace("float", "double")
        .replace("FLOAT", "DOUBLE")
        .replace("IntVector", "LongVector")
        .replace("reinterpretAsInts", "reinterpretAsLongs")
        .replace("single precision", "double precision");
  }

  /** Without what formatting changes: white space, and the stars of comments. */
  static String essence(String source) {
    return source.replaceAll("(?m)^\\s*\\*(?!/)", "").replaceAll("\\s+", "");
  }
}
