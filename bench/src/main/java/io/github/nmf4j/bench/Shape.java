package io.github.nmf4j.bench;

/**
 * A named problem shape, with the application that it stands for.
 *
 * @param rows m
 * @param columns n
 * @param rank k
 */
record Shape(int rows, int columns, int rank) {

  /** The shape of a benchmark parameter such as {@code 3000x1025x32}. */
  static Shape parse(String text) {
    String[] parts = text.split("x", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("a shape is ROWSxCOLUMNSxRANK, was '" + text + "'");
    }
    return new Shape(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  /** Floating-point operations of X·G: a multiplication and an addition per entry and component. */
  double crossFlops() {
    return 2.0 * rows * columns * rank;
  }
}
