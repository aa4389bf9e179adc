package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;
import static io.github.nmf4j.simd.kernel.FloatRowTiles.PAIR;

import io.github.nmf4j.simd.kernel.Pass.Kind;
import java.util.Arrays;

/**
 * A pass over the tiles that one tile of items needs. X is read once; the model exists one tile at
 * a time, in the first-level cache: score tile, ratio, second product.
 */
final class FloatPasses {

  private FloatPasses() {}

  /**
   * Leaves in {@code scratch.n} (and {@code scratch.d}) the rows of output of the items in tile
   * {@code itemTile}, summed over the tiles {@code from ≤ t < to} of terms.
   */
  static void run(FloatScratch scratch, Pass pass, int itemTile, int from, int to) {
    Mat G = pass.fixed();
    int items = Math.min(TILE, pass.items() - itemTile * TILE);
    int vectors = Math.ceilDiv(G.columns(), LANES);
    int stride = G.stride();
    Arrays.fill(scratch.n, 0, TILE * stride, 0);
    if (pass.kind() == Kind.BETA) {
      Arrays.fill(scratch.d, 0, TILE * stride, 0);
    }
    for (int t = from; t < to; t++) {
      int terms = Math.min(TILE, pass.terms() - t * TILE);
      int I = pass.byRows() ? itemTile : t;
      int J = pass.byRows() ? t : itemTile;
      FloatPacks.loadTile(pass.source(), I, J, scratch.x);
      boolean first = t == from;
      Pass.Model model = pass.model();
      if (model != null) {
        score(scratch, pass, model, I, J, first);
      }
      FloatPacks.packFixed(G, t * TILE, terms, vectors, scratch.b);
      float[] z = model == null ? scratch.x : scratch.s;
      multiply(pass, z, items, scratch.b, terms, vectors, scratch.n, stride);
      if (pass.kind() == Kind.BETA) {
        multiply(pass, scratch.p, items, scratch.b, terms, vectors, scratch.d, stride);
      }
    }
  }

  private static void multiply(
      Pass pass, float[] z, int items, float[] b, int terms, int vectors, float[] out, int stride) {
    if (pass.byRows()) {
      FloatRowTiles.addRows(z, 0, TILE, items, b, terms, vectors, out, stride);
    } else {
      FloatColumnTiles.addColumns(z, items, b, terms, vectors, out, stride);
    }
  }

  /** s = the ratio of tile (I, J). What does not change along the pass is brought in only once. */
  private static void score(
      FloatScratch scratch, Pass pass, Pass.Model model, int I, int J, boolean first) {
    Mat P = model.rows();
    int k = P.columns();
    int rows = Math.min(TILE, pass.source().rows() - I * TILE);
    int columns = Math.min(TILE, pass.source().columns() - J * TILE);
    if (first || !pass.byRows()) {
      FloatPacks.copy(P.segment(), P.offset(I * TILE), scratch.a, 0, rows * P.stride());
    }
    if (first || pass.byRows()) {
      FloatPacks.copy(model.lanePacks(), (long) J * TILE * k * BYTES, scratch.h, 0, TILE * k);
    }
    for (int j = 0; j < columns; j += PAIR) {
      FloatRowTiles.setRows(
          scratch.a, 0, P.stride(), rows, scratch.h, j * k, k, scratch.s, j, TILE);
    }
    float floor = (float) model.floor();
    // whole tiles are one long loop
    int width = FloatLanes.roundUp(columns);
    int runs = width == TILE ? 1 : rows;
    int length = width == TILE ? rows * TILE : width;
    for (int r = 0; r < runs; r++) {
      int o = r * TILE;
      if (pass.kind() == Kind.KL) {
        FloatRatios.kl(scratch.x, scratch.s, o, o + length, floor);
      } else {
        FloatRatios.beta(scratch.x, scratch.s, scratch.p, o, o + length, floor, model.beta());
      }
    }
    if (model.weights() != null) {
      FloatPacks.loadTile(model.weights(), I, J, scratch.x); // X is used up
      for (int r = 0; r < runs; r++) {
        int o = r * TILE;
        FloatRatios.weigh(scratch.x, scratch.s, scratch.p, o, o + length);
      }
    }
  }
}
