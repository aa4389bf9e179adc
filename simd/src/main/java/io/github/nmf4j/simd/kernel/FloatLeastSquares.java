package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_1;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_2;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_4;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_8;

import io.github.nmf4j.backend.LeastSquaresStep;
import java.lang.foreign.MemorySegment;
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
        moments(s.x, at, s.y, g, c * stride, stride, s.moments);
        double product = s.moments[0];
        double curvature = s.moments[1];
        double next = step.next(f[c], s.sums[c], product, curvature);
        float rounded = next < flush ? 0 : (float) next;
        change = rounded - f[c];
        moved = c;
        f[c] = rounded;
      }
    }
    FloatPacks.copyBack(f, 0, F.segment(), F.offset(i), FloatLanes.roundUp(k));
  }

  /** moments = Σ m·g·y, Σ m·g². */
  private static void moments(
      float[] m, int at, MemorySegment y, float[] g, int from, int count, float[] moments) {
    FloatVector first = FloatVector.zero(SPECIES);
    FloatVector second = FloatVector.zero(SPECIES);
    for (int o = 0; o < count; o += LANES) {
      FloatVector row = FloatVector.fromArray(SPECIES, g, from + o);
      FloatVector term = FloatVector.fromArray(SPECIES, m, at + o).mul(row);
      first = term.fma(FloatVector.fromMemorySegment(SPECIES, y, (long) BYTES * o, ORDER), first);
      second = term.fma(row, second);
    }
    first = LANES > 8 ? first.add(first.rearrange(SWAP_8)) : first;
    second = LANES > 8 ? second.add(second.rearrange(SWAP_8)) : second;
    first = LANES > 4 ? first.add(first.rearrange(SWAP_4)) : first;
    second = LANES > 4 ? second.add(second.rearrange(SWAP_4)) : second;
    first = LANES > 2 ? first.add(first.rearrange(SWAP_2)) : first;
    second = LANES > 2 ? second.add(second.rearrange(SWAP_2)) : second;
    moments[0] = first.add(first.rearrange(SWAP_1)).lane(0);
    moments[1] = second.add(second.rearrange(SWAP_1)).lane(0);
  }
}
