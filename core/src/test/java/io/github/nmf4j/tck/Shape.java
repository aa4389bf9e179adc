package io.github.nmf4j.tck;

import java.util.List;

/**
 * A problem shape.
 *
 * @param rows m
 * @param columns n
 * @param rank k
 */
record Shape(int rows, int columns, int rank) {

  /** Shapes on both sides of every lane and tile boundary that a backend is likely to have. */
  static final List<Shape> ALL =
      List.of(
          new Shape(1, 1, 1), // nothing but a tail
          new Shape(1, 17, 3), // one row
          new Shape(19, 1, 5), // one column
          new Shape(7, 5, 9), // rank above both sides
          new Shape(16, 16, 16), // whole vectors of floats at 512 bits
          new Shape(15, 17, 15), // one less, one more
          new Shape(33, 31, 17), // just past two vectors
          new Shape(64, 48, 8), // whole vectors at 256 bits
          new Shape(65, 13, 7), // one past a block of rows
          new Shape(12, 130, 33), // wide, rank past 32
          new Shape(257, 9, 4), // tall
          new Shape(40, 70, 64), // large rank
          new Shape(23, 37, 100)); // larger rank, no power of two

  @Override
  public String toString() {
    return rows + "×" + columns + " k=" + rank;
  }
}
