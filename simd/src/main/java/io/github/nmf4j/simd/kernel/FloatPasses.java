package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.PAIR;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;
import static io.github.nmf4j.simd.kernel.FloatScoreTiles.MODEL_GROUP;
import static io.github.nmf4j.simd.kernel.Width.MANY_REGISTERS;

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
  private static final int RATIO_ROWS = 4 * MODEL_GROUP;

  /**
   * Columns of a tile whose ratios are there at a time, if rows are the items: a register tile goes
   * on through the stripes of all of them.
   */
  static final int SPAN = MANY_REGISTERS ? TILE : 5 * PAIR;

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
    if (pass.source() instanceof Tiles tiles && tiles.isLarge()) {
      Touching touching = scratch.touching(pass);
      long begin = System.nanoTime();
      add(scratch, pass, itemTile, from, to, touching.next() ? tiles : null);
      touching.took(System.nanoTime() - begin, to - from);
    } else {
      add(scratch, pass, itemTile, from, to, null);
    }
  }

  /**
   * The tiles of {@link #run}.
   *
   * @param touched X if each of its tiles is touched first
   */
  private static void add(
      FloatScratch scratch, Pass pass, int itemTile, int from, int to, @Nullable Tiles touched) {
    for (int t = from; t < to; t++) {
      int I = pass.byRows() ? itemTile : t;
      int J = pass.byRows() ? t : itemTile;
      if (touched != null) {
        long end = touched.end(I, J);
        scratch.touched |= FloatPacks.touch(touched.segment(), touched.offset(I, J), end);
      }
      boolean first = t == from;
      bring(scratch, pass, I, J, first || !pass.byRows(), first || pass.byRows());
      tile(scratch, pass, I, J, scratch.n, scratch.d, 0);
    }
  }

  /**
   * Adds what tile {@code term} of terms contributes to the output of all items to {@code
   * scratch.sums} (and {@code scratch.secondSums}), one tile of items after the other as {@link
   * #run} leaves them. Backwards, because what {@link #run} read last is what the cache still has.
   */
  static void spread(FloatScratch scratch, Pass pass, int term) {
    int size = TILE * pass.fixed().stride();
    int last = Math.ceilDiv(pass.items(), TILE) - 1;
    for (int t = last; t >= 0; t--) {
      int I = pass.byRows() ? t : term;
      int J = pass.byRows() ? term : t;
      boolean first = t == last;
      bring(scratch, pass, I, J, first || pass.byRows(), first || !pass.byRows());
      tile(scratch, pass, I, J, scratch.sums, scratch.secondSums, t * size);
    }
  }

  /** Brings what kernels read from the heap, as far as it differs from that of the tile before. */
  private static void bring(
      FloatScratch scratch, Pass pass, int I, int J, boolean newRows, boolean newColumns) {
    Mat G = pass.fixed();
    if (!pass.byRows() && newRows) {
      bringRows(scratch, G, I * TILE);
    }
    if (pass.byRows() && newColumns && hasSingle(G)) {
      int rows = Math.min(TILE, G.rows() - J * TILE);
      FloatRowSingles.pack(G, J * TILE, rows, single(G), scratch.single);
    }
    Pass.Model model = pass.model();
    if (model == null) {
      return;
    }
    int size = TILE * model.rows().columns();
    if (newRows) {
      FloatPacks.copy(model.groupPacks(), (long) I * size * BYTES, scratch.g, 0, size);
    }
  }

  /** Brings rows {@code first …} of G, which rows of X meet. */
  private static void bringRows(FloatScratch scratch, Mat G, int first) {
    int rows = Math.min(TILE, G.rows() - first);
    if (MANY_REGISTERS) {
      scratch.rows.point(G, first, rows);
    } else {
      FloatColumnTiles.pack(G, first, rows, scratch.a);
    }
  }

  /** Whether a row of G is an odd number of vectors. */
  private static boolean hasSingle(Mat G) {
    return Math.ceilDiv(G.columns(), LANES) % 2 == 1;
  }

  /** The first component of the vector that has none beside it. */
  private static int single(Mat G) {
    return (G.columns() - 1) / LANES * LANES;
  }

  /** Adds what tile (I, J) contributes to {@code out} and {@code second}, from {@code at} on. */
  private static void tile(
      FloatScratch scratch, Pass pass, int I, int J, float[] out, float[] second, int at) {
    Source X = pass.source();
    Pass.Model model = pass.model();
    FloatTile x = scratch.x(X, I, J);
    FloatTile m =
        model == null || model.weights() == null ? null : scratch.m(model.weights(), I, J);
    int rows = Math.min(TILE, X.rows() - I * TILE);
    int columns = Math.min(TILE, X.columns() - J * TILE);
    int span = !pass.byRows() ? PAIR : model == null ? TILE : SPAN;
    scratch.z.height(Tiles.padded(rows));
    scratch.q.height(Tiles.padded(rows));
    for (int j = 0; j < columns; j += span) {
      int width = Math.min(span, columns - j);
      if (model == null) {
        multiply(scratch, pass, x, j, J, rows, width, out, at, j);
        continue;
      }
      for (int left = 0; left < width; left += PAIR) {
        ratio(scratch, pass.kind(), model, x, m, J, j + left, rows, left);
      }
      multiply(scratch, pass, scratch.z, 0, J, rows, width, out, at, j);
      if (pass.kind() == Kind.BETA) {
        multiply(scratch, pass, scratch.q, 0, J, rows, width, second, at, j);
      }
    }
  }

  /**
   * out += what the stripes of {@code x} that begin with column {@code left} contribute.
   *
   * @param at where the tile's output begins
   * @param j first column of the stripes within tile J of columns
   */
  private static void multiply(
      FloatScratch scratch,
      Pass pass,
      FloatTile x,
      int left,
      int J,
      int rows,
      int width,
      float[] out,
      int at,
      int j) {
    Mat G = pass.fixed();
    if (pass.byRows()) {
      FloatRowTiles.addRows(
          x.buffer(),
          x.index(left),
          x.height() * PAIR,
          rows,
          pass.model() != null,
          G.segment(),
          G.offset(J * TILE + j),
          G.rowBytes(),
          width,
          Math.ceilDiv(G.columns(), LANES),
          out,
          at,
          G.stride());
      if (hasSingle(G)) {
        FloatRowSingles.addRows(
            x, left, rows, scratch.single, j, width, out, at + single(G), G.stride());
      }
    } else if (MANY_REGISTERS) {
      FloatColumnTiles.addColumns(
          x.segment(),
          x.offset(left),
          scratch.rows.buffer(),
          scratch.rows.index(),
          G.stride(),
          rows,
          G.columns(),
          out,
          at + j,
          TILE);
    } else {
      FloatColumnTiles.addColumns(
          x.segment(), x.offset(left), scratch.a, rows, G.columns(), out, at + j, TILE);
    }
  }

  /**
   * z (and q) = the ratio of the stripe that begins with column {@code j}, a few rows at a time: in
   * double that is faster than a whole stripe, for little k.
   *
   * @param left column of z and q where it goes
   */
  private static void ratio(
      FloatScratch scratch,
      Kind kind,
      Pass.Model model,
      FloatTile x,
      @Nullable FloatTile m,
      int J,
      int j,
      int rows,
      int left) {
    int k = model.rows().columns();
    long h = ((long) J * TILE + j) * k * BYTES;
    float[] s = scratch.s;
    float floor = (float) model.floor();
    MemorySegment z = scratch.z.segment();
    MemorySegment q = scratch.q.segment();
    for (int i = 0; i < rows; i += RATIO_ROWS) {
      int part = Math.min(RATIO_ROWS, rows - i);
      FloatScoreTiles.setModel(scratch.g, i * k, part, model.lanePacks(), h, k, s);
      long at = (long) i * PAIR * BYTES;
      long to = scratch.z.offset(left) + at;
      int count = part * PAIR;
      if (kind == Kind.KL) {
        FloatRatios.kl(x.segment(), x.offset(j) + at, s, z, to, count, floor);
        continue;
      }
      FloatRatios.beta(
          x.segment(), x.offset(j) + at, s, scratch.p, z, q, to, count, floor, model.beta());
      if (m != null) {
        FloatRatios.weigh(m.segment(), m.offset(j) + at, z, q, to, count);
      }
    }
  }
}
