package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;

import org.jspecify.annotations.Nullable;

/** The arrays of one worker; a few tiles, so that they stay in its caches. */
final class FloatScratch implements Scratch {

  /** Entries of a sparse X that are brought in together. */
  static final int CHUNK = 1024;

  private final int rank;

  /** A tile of X. */
  final float[] x = new float[TILE * TILE];

  /** A tile of the model, then of the ratio that takes its place. */
  final float[] s = new float[TILE * TILE];

  /** A tile of Y^(β−1). */
  final float[] p = new float[TILE * TILE];

  /** Items of the row factor, as they lie off-heap. */
  final float[] a;

  /** Items of the fixed factor, packed. */
  final float[] b;

  /** A lane pack. */
  final float[] h;

  /** Rows of output. */
  final float[] n;

  /** Rows of the second output. */
  final float[] d;

  /** Entries of a sparse X, and their indices. */
  final float[] values = new float[CHUNK];

  final int[] indices = new int[CHUNK];

  /** Which entries of X these are. */
  long firstLoaded;

  /** How many. */
  int loaded;

  private @Nullable Divergence divergence;

  FloatScratch(int rank) {
    this.rank = rank;
    int size = Math.multiplyExact(TILE, (int) (Mat.rowBytes(rank, BYTES) / BYTES));
    a = new float[size];
    b = new float[size];
    h = new float[size];
    n = new float[size];
    d = new float[size];
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
