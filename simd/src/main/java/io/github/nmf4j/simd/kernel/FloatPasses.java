package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.PAIR;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;
import static io.github.nmf4j.simd.kernel.FloatScoreTiles.GROUP;

import io.github.nmf4j.simd.kernel.Pass.Kind;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A pass over the tiles that one tile of items needs. X is read once, stripe by stripe; the model
 * exists one stripe at a time, in the first-level cache: score, ratio, second product.
 */
final class FloatPasses {

  /** Rows of a stripe whose ratio follows their score at once; a whole number of groups. */
  private static final int RATIO_ROWS = 16;

  private FloatPasses() {}

  /**
   * Leaves in {@code scratch.n} (and {@code scratch.d}) the output of the items in tile {@code
   * itemTile}, summed over the tiles {@code from ≤ t < to} of terms: a row per item where items are
   * rows of X, else component by component, TILE items each.
   */
  static void run(FloatScratch scratch, Pass pass, int itemTile, int from, int to) {
    int size = TILE * pass.fixed().stride();
    Arrays.fill(scratch.n, 0, size, 0);
    if (pass.kind() == Kind.BETA) {
      Arrays.fill(scratch.d, 0, size, 0);
    }
    for (int t = from; t < to; t++) {
      int I = pass.byRows() ? itemTile : t;
      int J = pass.byRows() ? t : itemTile;
      if (pass.source() instanceof Tiles tiles && tiles.isLarge()) {
        scratch.touched |= FloatPacks.touch(tiles.segment(), tiles.offset(I, J), tiles.end(I, J));
      }
      bring(scratch, pass, I, J, t == from);
      tile(scratch, pass, I, J);
    }
  }

  /** Brings what kernels read from the heap; what does not change along the pass only once. */
  private static void bring(FloatScratch scratch, Pass pass, int I, int J, boolean first) {
    Pass.Model model = pass.model();
    boolean byRows = pass.byRows();
    if (!byRows) {
      Mat G = pass.fixed();
      int rows = Math.min(TILE, G.rows() - I * TILE);
      FloatPacks.copy(G.segment(), G.offset(I * TILE), scratch.a, 0, rows * G.stride());
    }
    if (model == null) {
      return;
    }
    int size = TILE * model.rows().columns();
    if (!byRows || first) {
      FloatPacks.copy(model.groupPacks(), (long) I * size * BYTES, scratch.g, 0, size);
    }
    if (byRows || first) {
      FloatPacks.copy(model.lanePacks(), (long) J * size * BYTES, scratch.h, 0, size);
    }
  }

  private static void tile(FloatScratch scratch, Pass pass, int I, int J) {
    Source X = pass.source();
    Pass.Model model = pass.model();
    FloatTile x = scratch.x(X, I, J);
    FloatTile m =
        model == null || model.weights() == null ? null : scratch.m(model.weights(), I, J);
    int rows = Math.min(TILE, X.rows() - I * TILE);
    int columns = Math.min(TILE, X.columns() - J * TILE);
    for (int j = 0; j < columns; j += PAIR) {
      int width = Math.min(PAIR, columns - j);
      if (model == null) {
        multiply(pass, x, j, J, rows, width, scratch.a, scratch.n, j);
        continue;
      }
      ratio(scratch, pass.kind(), model, x, m, j, rows);
      multiply(pass, scratch.z, 0, J, rows, width, scratch.a, scratch.n, j);
      if (pass.kind() == Kind.BETA) {
        multiply(pass, scratch.q, 0, J, rows, width, scratch.a, scratch.d, j);
      }
    }
  }

  /**
   * out += what the stripe of {@code x} that begins with column {@code at} contributes.
   *
   * @param j first column of the stripe within tile J of columns
   * @param b rows of the fixed factor, where items are columns
   */
  private static void multiply(
      Pass pass, FloatTile x, int at, int J, int rows, int width, float[] b, float[] out, int j) {
    Mat G = pass.fixed();
    if (pass.byRows()) {
      FloatRowTiles.addRows(
          x.buffer(),
          x.index(at),
          rows,
          G.segment(),
          G.offset(J * TILE + j),
          G.rowBytes(),
          width,
          Math.ceilDiv(G.columns(), LANES),
          out,
          G.stride());
    } else {
      FloatColumnTiles.addColumns(
          x.segment(), x.offset(at), b, 0, G.stride(), rows, G.columns(), out, j, TILE);
    }
  }

  /**
   * z (and q) = the ratio of the stripe that begins with column {@code j}, a few rows at a time: in
   * double that is faster than a whole stripe, for little k.
   */
  private static void ratio(
      FloatScratch scratch,
      Kind kind,
      Pass.Model model,
      FloatTile x,
      @Nullable FloatTile m,
      int j,
      int rows) {
    int k = model.rows().columns();
    float[] s = scratch.s;
    float floor = (float) model.floor();
    MemorySegment z = scratch.z.segment();
    MemorySegment q = scratch.q.segment();
    for (int i = 0; i < rows; i += RATIO_ROWS) {
      int part = Math.min(RATIO_ROWS, rows - i);
      FloatScoreTiles.setRows(scratch.g, i * k, GROUP, part, scratch.h, j * k, k, s, 0, PAIR);
      long at = (long) i * PAIR * BYTES;
      int count = part * PAIR;
      if (kind == Kind.KL) {
        FloatRatios.kl(x.segment(), x.offset(j) + at, s, z, at, count, floor);
        continue;
      }
      FloatRatios.beta(
          x.segment(), x.offset(j) + at, s, scratch.p, z, q, at, count, floor, model.beta());
      if (m != null) {
        FloatRatios.weigh(m.segment(), m.offset(j) + at, z, q, at, count);
      }
    }
  }
}
