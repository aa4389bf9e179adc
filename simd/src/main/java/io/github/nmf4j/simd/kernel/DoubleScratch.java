package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.TILE;

import org.jspecify.annotations.Nullable;

/** The arrays of one worker; a few tiles, so that they stay in its caches. */
final class DoubleScratch implements Scratch {

  /** Entries of a sparse X that are brought in together. */
  static final int CHUNK = 1024;

  private final int rank;

  /** A tile of X. */
  final double[] x = new double[TILE * TILE];

  /** A tile of the model, then of the ratio that takes its place. */
  final double[] s = new double[TILE * TILE];

  /** A tile of Y^(β−1). */
  final double[] p = new double[TILE * TILE];

  /** Items of the row factor, as they lie off-heap. */
  final double[] a;

  /** Items of the fixed factor, packed. */
  final double[] b;

  /** A lane pack. */
  final double[] h;

  /** Rows of output. */
  final double[] n;

  /** Rows of the second output. */
  final double[] d;

  /** Entries of a sparse X, and their indices. */
  final double[] values = new double[CHUNK];

  final int[] indices = new int[CHUNK];

  /** Which entries of X these are. */
  long firstLoaded;

  /** How many. */
  int loaded;

  private @Nullable Divergence divergence;

  DoubleScratch(int rank) {
    this.rank = rank;
    int size = Math.multiplyExact(TILE, (int) (Mat.rowBytes(rank, BYTES) / BYTES));
    a = new double[size];
    b = new double[size];
    h = new double[size];
    n = new double[size];
    d = new double[size];
  }

  /** Arrays for the divergence, made when one is asked for. */
  Divergence divergence() {
    if (divergence == null) {
      divergence = new Divergence(TILE, rank);
    }
    return divergence;
  }

  @Override
  public int rank() {
    return rank;
  }
}
