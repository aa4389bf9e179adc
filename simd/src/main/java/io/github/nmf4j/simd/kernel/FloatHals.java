package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.PAIR;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
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
      FloatPacks.lanePack(free, from, items, scratch.n);
    }
    FloatPacks.lanePack(F, from, items, f);
    FloatPacks.lanePack(R, from, items, r);
    for (int c = 0; c < k; c += GROUP) {
      int group = Math.min(GROUP, k - c);
      loadRows(scratch.b, S, c, group);
      for (int i = 0; i < items; i += PAIR) {
        FloatScoreTiles.setRows(scratch.b, 0, S.stride(), group, f, i * k, k, scratch.s, 0, PAIR);
        updateGroup(scratch, S.stride(), i * k, c, group, (float) l1, (float) l2, floor, moves);
      }
    }
    FloatPacks.unpackLanes(f, F, from, items);
  }

  /** b = rows c … of S; those that a register tile has too many are zero. */
  private static void loadRows(float[] b, Mat S, int c, int group) {
    int stride = S.stride();
    FloatPacks.copy(S.segment(), S.offset(c), b, 0, group * stride);
    Arrays.fill(b, group * stride, GROUP * stride, 0);
  }

  /**
   * Components c … c + group of one pair of vectors of items. {@code scratch.s} holds F·S of the
   * group, GROUP × PAIR, and behind it, once they are known, the changes of the components.
   */
  private static void updateGroup(
      FloatScratch scratch,
      int stride,
      int at,
      int c,
      int group,
      float l1,
      float l2,
      float floor,
      float @Nullable [] moves) {
    float[] f = scratch.h;
    float[] r = scratch.d;
    float[] s = scratch.b;
    float[] x = scratch.s;
    for (int q = 0; q < group; q++) {
      float curvature = s[q * stride + c + q] + l2;
      int o = at + (c + q) * PAIR;
      if (curvature == 0) {
        Arrays.fill(x, (GROUP + q) * PAIR, (GROUP + q + 1) * PAIR, 0);
        continue;
      }
      for (int v = 0; v < PAIR; v += LANES) {
        FloatVector gradient = FloatVector.fromArray(SPECIES, x, q * PAIR + v);
        for (int b = 0; b < q; b++) {
          gradient =
              FloatVector.fromArray(SPECIES, x, (GROUP + b) * PAIR + v)
                  .fma(FloatVector.broadcast(SPECIES, s[q * stride + c + b]), gradient);
        }
        FloatVector old = FloatVector.fromArray(SPECIES, f, o + v);
        gradient = gradient.sub(FloatVector.fromArray(SPECIES, r, o + v)).add(l1);
        gradient = old.fma(FloatVector.broadcast(SPECIES, l2), gradient);
        FloatVector y = old.sub(gradient.div(curvature)).max(0);
        y = y.blend(0, y.compare(VectorOperators.LT, floor));
        if (moves != null) {
          FloatVector free = FloatVector.fromArray(SPECIES, moves, o + v);
          y = y.blend(old, free.compare(VectorOperators.EQ, 0));
        }
        y.intoArray(f, o + v);
        y.sub(old).intoArray(x, (GROUP + q) * PAIR + v);
      }
    }
  }
}
