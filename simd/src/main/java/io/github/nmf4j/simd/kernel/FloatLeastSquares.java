package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;

import io.github.nmf4j.backend.LeastSquaresStep;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * Coordinate descent for the weighted Frobenius loss, with the layout and the loops of {@link
 * FloatCoordinates}: what lies in x are the weights.
 */
final class FloatLeastSquares {

  private FloatLeastSquares() {}

  /**
   * The sweeps of item i of F.
   *
   * @param at where the item's weights begin in s.x
   * @param g G, component by component
   * @param stride distance of components in {@code g}, and entries of the item
   * @param free 0 where F is held
   */
  static void update(
      FloatItems s,
      int at,
      float[] g,
      int stride,
      Mat F,
      int i,
      LeastSquaresStep step,
      @Nullable Mat free,
      double flush) {
    int k = F.columns();
    float[] f = s.f;
    FloatPacks.copy(F.segment(), F.offset(i), f, 0, FloatLanes.roundUp(k));
    FloatCoordinates.model(f, k, g, stride, s.y);
    int moved = 0;
    float change = 0;
    for (int sweep = 0; sweep < step.sweeps(); sweep++) {
      for (int c = 0; c < k; c++) {
        if (free != null && free.segment().get(LAYOUT, free.offset(i) + (long) BYTES * c) == 0) {
          continue;
        }
        if (change != 0) {
          FloatCoordinates.move(s.y, g, moved * stride, stride, change);
        }
        moments(s.x, at, s.y, g, c * stride, stride, s.lanes);
        double product = FloatLanes.sum(s.lanes, 0);
        double curvature = FloatLanes.sum(s.lanes, LANES);
        double next = step.next(f[c], s.sums[c], product, curvature);
        float rounded = next < flush ? 0 : (float) next;
        change = rounded - f[c];
        moved = c;
        f[c] = rounded;
      }
    }
    FloatPacks.copyBack(f, 0, F.segment(), F.offset(i), FloatLanes.roundUp(k));
  }

  /** lanes = Σ m·g·y, Σ m·g², lane by lane. */
  private static void moments(
      float[] m, int at, float[] y, float[] g, int from, int count, float[] lanes) {
    FloatVector first = FloatVector.zero(SPECIES);
    FloatVector second = FloatVector.zero(SPECIES);
    for (int o = 0; o < count; o += LANES) {
      FloatVector row = FloatVector.fromArray(SPECIES, g, from + o);
      FloatVector term = FloatVector.fromArray(SPECIES, m, at + o).mul(row);
      first = term.fma(FloatVector.fromArray(SPECIES, y, o), first);
      second = term.fma(row, second);
    }
    first.intoArray(lanes, 0);
    second.intoArray(lanes, LANES);
  }
}
