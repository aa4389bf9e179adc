package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.PAIR;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;
import static io.github.nmf4j.simd.kernel.FloatScoreTiles.GROUP;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/**
 * A sweep of coordinate descent with items in the lanes, so that no sum runs across lanes.
 * Components are taken a group at a time: F·S for the whole group is one register-blocked product
 * with the entries as they were before the group, and what earlier components of the group changed
 * is added to it when a later one is due.
 */
final class FloatHals {

  /** Columns of S that are packed at once: whole groups, and whole vectors. */
  static final int PACK = GROUP % LANES == 0 ? GROUP : LANES % GROUP == 0 ? LANES : GROUP * LANES;

  private FloatHals() {}

  /** Items {@code from …} of F, at most a tile of them, where {@code free} is not 0. */
  static void sweep(
      FloatScratch scratch,
      Mat F,
      Mat R,
      Mat S,
      int from,
      int items,
      double l1,
      double l2,
      float floor,
      @Nullable Mat free) {
    int k = F.columns();
    float[] f = scratch.h;
    float[] r = scratch.d;
    float[] moves = free == null ? null : scratch.n;
    if (free != null) {
      FloatPacks.lanePack(free, from, items, scratch.n, scratch.turned);
    }
    FloatPacks.lanePack(F, from, items, f, scratch.turned);
    FloatPacks.lanePack(R, from, items, r, scratch.turned);
    for (int first = 0; first < k; first += PACK) {
      packColumns(S, first, scratch.b);
      for (int c = first; c < Math.min(k, first + PACK); c += GROUP) {
        int group = Math.min(GROUP, k - c);
        for (int i = 0; i < items; i += PAIR) {
          FloatScoreTiles.setRows(
              scratch.b, c - first, PACK, group, f, i * k, k, scratch.s, i, TILE);
        }
        updateGroup(scratch, c - first, items, k, c, group, (float) l1, (float) l2, floor, moves);
      }
    }
    FloatPacks.unpackLanes(f, F, from, items, scratch.turned);
  }

  /**
   * b = columns {@code first …} of S, row after row, PACK entries each: as a register tile reads
   * them. S is symmetric, so that columns are rows. What is behind the last column is not used.
   */
  private static void packColumns(Mat S, int first, float[] b) {
    int width = Math.min(PACK, S.stride() - first);
    for (int t = 0; t < S.columns(); t++) {
      FloatPacks.copy(S.segment(), S.offset(t) + (long) BYTES * first, b, t * PACK, width);
    }
  }

  /**
   * Components c … c + group of all items, one component after the other: what a vector of items
   * waits for, others do not. {@code scratch.s} holds F·S of the group, GROUP × TILE, and behind
   * it, once they are known, the changes of the components. Their columns of S are packed, from
   * {@code column} on.
   */
  private static void updateGroup(
      FloatScratch scratch,
      int column,
      int items,
      int k,
      int c,
      int group,
      float l1,
      float l2,
      float floor,
      float @Nullable [] moves) {
    float[] s = scratch.b;
    float[] x = scratch.s;
    for (int q = 0; q < group; q++) {
      float curvature = s[(c + q) * PACK + column + q] + l2;
      if (curvature == 0) {
        Arrays.fill(x, (GROUP + q) * TILE, (GROUP + q + 1) * TILE, 0);
        continue;
      }
      for (int i = 0; i < items; i += LANES) {
        FloatVector gradient = FloatVector.fromArray(SPECIES, x, q * TILE + i);
        for (int b = 0; b < q; b++) {
          gradient =
              FloatVector.fromArray(SPECIES, x, (GROUP + b) * TILE + i)
                  .fma(FloatVector.broadcast(SPECIES, s[(c + b) * PACK + column + q]), gradient);
        }
        int o = i / PAIR * PAIR * k + (c + q) * PAIR + i % PAIR;
        FloatVector old = FloatVector.fromArray(SPECIES, scratch.h, o);
        gradient = gradient.sub(FloatVector.fromArray(SPECIES, scratch.d, o)).add(l1);
        gradient = old.fma(FloatVector.broadcast(SPECIES, l2), gradient);
        FloatVector y = old.sub(gradient.div(curvature));
        y = y.blend(0, y.lt(floor));
        if (moves != null) {
          FloatVector free = FloatVector.fromArray(SPECIES, moves, o);
          y = y.blend(old, free.compare(VectorOperators.EQ, 0));
        }
        y.intoArray(scratch.h, o);
        y.sub(old).intoArray(x, (GROUP + q) * TILE + i);
      }
    }
  }
}
