package io.github.nmf4j.init;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An orthonormal basis of a block Krylov space of a symmetric operator S, and S projected on it.
 * Blocks are made orthogonal to all earlier ones twice, so that no vector creeps in a second time;
 * directions that the basis holds already are dropped, so blocks may get narrower.
 */
final class KrylovBasis {

  /** What is left of a vector that the basis contains is rounding error below this. */
  private static final double CONTAINED = 1e-13;

  private static final double MOSTLY_ERROR = 0.1;

  private static final class Block {
    final double[] vectors;
    final int width;

    Block(double[] vectors, int width) {
      this.vectors = vectors;
      this.width = width;
    }
  }

  private final int length;
  private final int limit;
  private final List<Block> blocks = new ArrayList<>();
  private final double[] projected;
  private int size;

  /**
   * An empty basis of vectors of this length.
   *
   * @param limit how many vectors it may hold
   */
  KrylovBasis(int length, int limit) {
    this.length = length;
    this.limit = limit;
    this.projected = new double[limit * limit];
  }

  /** Starts with {@code width} orthonormal vectors that make S diagonal. */
  void start(double[] vectors, int width, double[] diagonal) {
    for (int j = 0; j < width; j++) {
      projected[j * limit + j] = diagonal[j];
    }
    blocks.add(new Block(vectors, width));
    size = width;
  }

  /**
   * Adds what is new in {@code width} vectors, as far as there is room.
   *
   * @return how many vectors were added; {@link #newest()} holds them
   */
  int extend(double[] vectors, int width) {
    double[] before = Columns.norms(Columns.split(vectors, width));
    double[][] rest = Columns.split(orthogonal(vectors, width), width);
    rest = Columns.orthonormal(rest, before, CONTAINED);
    if (rest.length == 0) {
      return 0;
    }
    // now even a vector that was all but contained has length 1: what the second round leaves of
    // it says whether it was more than rounding error
    rest = Columns.split(orthogonal(Columns.join(rest), rest.length), rest.length);
    rest = Columns.orthonormal(rest, Columns.ones(rest.length), MOSTLY_ERROR);
    int added = Math.min(rest.length, limit - size);
    if (added > 0) {
      blocks.add(new Block(Columns.join(Arrays.copyOf(rest, added)), added));
      size += added;
    }
    return added;
  }

  /** The vectors added last. */
  double[] newest() {
    return blocks.getLast().vectors;
  }

  /** Takes note of S times the newest vectors. */
  void project(double[] image) {
    int width = blocks.getLast().width;
    int column = size - width;
    int row = 0;
    for (Block block : blocks) {
      double[] c = Blocks.cross(block.vectors, block.width, image, width, length);
      for (int i = 0; i < block.width; i++) {
        for (int j = 0; j < width; j++) {
          projected[(row + i) * limit + column + j] = c[i * width + j];
          projected[(column + j) * limit + row + i] = c[i * width + j];
        }
      }
      row += block.width;
    }
  }

  boolean isFull() {
    return size == limit;
  }

  /** Orthonormal approximations of the eigenvectors of the {@code count} largest eigenvalues. */
  double[] leading(int count) {
    double[] s = new double[size * size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(projected, i * limit, s, i * size, size);
    }
    double[] rotation = TridiagonalEigen.leading(s, size, count);
    double[] vectors = new double[length * count];
    int row = 0;
    for (Block block : blocks) {
      double[] part = Arrays.copyOfRange(rotation, row * count, (row + block.width) * count);
      Blocks.addProduct(block.vectors, length, block.width, part, count, vectors, 0);
      row += block.width;
    }
    return vectors;
  }

  /** The vectors less their projections on the basis. */
  private double[] orthogonal(double[] vectors, int width) {
    double[] rest = vectors.clone();
    for (Block block : blocks) {
      double[] c = Blocks.cross(block.vectors, block.width, rest, width, length);
      for (int i = 0; i < c.length; i++) {
        c[i] = -c[i];
      }
      Blocks.addProduct(block.vectors, length, block.width, c, width, rest, 0);
    }
    return rest;
  }
}
