package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;
import static io.github.nmf4j.simd.kernel.FloatLanes.ORDER;
import static io.github.nmf4j.simd.kernel.FloatLanes.PAIR;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_1;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_2;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_4;
import static io.github.nmf4j.simd.kernel.FloatLanes.SWAP_8;
import static io.github.nmf4j.simd.kernel.FloatLanes.TILE;

import io.github.nmf4j.backend.CoordinateStep;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import org.jspecify.annotations.Nullable;

/**
 * Coordinate descent for the Kullback–Leibler divergence. Components of an item follow one another,
 * so the entries of the item are in the lanes: G lies component by component, and for each
 * component one loop moves the model by what the last component changed and sums slope and
 * curvature.
 */
final class FloatCoordinates {

  private FloatCoordinates() {}

  /** g = rows {@code from ≤ j < to} of G, component by component; behind the last row, zeros. */
  static void transpose(Mat G, int from, int to, float[] g) {
    int stride = FloatItems.stride(G.rows());
    for (int j = from; j < to; j++) {
      spread(G.segment(), G.offset(j), G.columns(), g, j, stride);
    }
    if (to == G.rows()) {
      for (int c = 0; c < G.columns(); c++) {
        Arrays.fill(g, c * stride + to, (c + 1) * stride, 0);
      }
    }
  }

  private static void spread(
      MemorySegment source, long offset, int count, float[] target, int at, int step) {
    for (int c = 0; c < count; c++) {
      target[at + c * step] = source.get(LAYOUT, offset + (long) BYTES * c);
    }
  }

  /** x = items {@code from ≤ i < to} of X, rows of one row of tiles. */
  static void loadRows(Tiles X, int from, int to, float[] x) {
    int stride = FloatItems.stride(X.columns());
    int I = from / TILE;
    for (int j = 0; j < stride; j += PAIR) {
      long base = stripe(X, I, j) + (long) (from % TILE) * PAIR * BYTES;
      int width = Math.min(PAIR, stride - j);
      for (int i = 0; i < to - from; i++) {
        FloatPacks.copy(X.segment(), base + (long) i * PAIR * BYTES, x, i * stride + j, width);
      }
    }
  }

  /** Offset in row I of tiles of the stripe that begins with column {@code j}. */
  private static long stripe(Tiles X, int I, int j) {
    return X.offset(I, j / TILE) + (long) (j % TILE) * X.height(I) * BYTES;
  }

  /** x = items {@code from ≤ i < to} of X, columns of one stripe. */
  static void loadColumns(Tiles X, int from, int to, float[] x) {
    int stride = FloatItems.stride(X.rows());
    int within = from % PAIR;
    for (int I = 0; I < X.tileRows(); I++) {
      long base = stripe(X, I, from - within) + (long) within * BYTES;
      int height = Math.min(TILE, X.rows() - I * TILE);
      for (int r = 0; r < height; r++) {
        long offset = base + (long) r * PAIR * BYTES;
        spread(X.segment(), offset, to - from, x, I * TILE + r, stride);
      }
    }
    for (int i = 0; i < to - from; i++) {
      Arrays.fill(x, i * stride + X.rows(), (i + 1) * stride, 0);
    }
  }

  /** s.x and s.g = the entries of row i of X and the rows of G that they meet; returns how many. */
  static int gather(Csr X, int i, Mat G, FloatItems s) {
    long first = X.start(i);
    int count = (int) (X.start(i + 1) - first);
    int padded = FloatItems.stride(count);
    MemorySegment.copy(X.values(), LAYOUT, first * BYTES, s.x, 0, count);
    Arrays.fill(s.x, count, padded, 0);
    for (int e = 0; e < count; e++) {
      int j = X.indices().get(Csr.INDEX, (first + e) * Integer.BYTES);
      spread(G.segment(), G.offset(j), G.columns(), s.g, e, padded);
    }
    for (int c = 0; c < G.columns(); c++) {
      Arrays.fill(s.g, c * padded + count, (c + 1) * padded, 0);
    }
    return padded;
  }

  /**
   * The sweeps of item i of F.
   *
   * @param at where the item's entries begin in s.x
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
      CoordinateStep step,
      @Nullable Mat free,
      double floor,
      double flush) {
    int k = F.columns();
    float[] f = s.f;
    FloatPacks.copy(F.segment(), F.offset(i), f, 0, FloatLanes.roundUp(k));
    model(f, k, g, stride, s.y);
    double concordance = 1 / Math.sqrt(leastPositive(s.x, at, stride));
    int moved = 0;
    float change = 0;
    for (int sweep = 0; sweep < step.sweeps(); sweep++) {
      for (int c = 0; c < k; c++) {
        if (free != null && free.segment().get(LAYOUT, free.offset(i) + (long) BYTES * c) == 0) {
          continue;
        }
        if (change == 0) {
          moments(s.x, at, s.y, g, c * stride, stride, (float) floor, s.moments);
        } else {
          int from = moved * stride;
          moveAndMoments(
              s.x, at, s.y, s.y, g, from, change, c * stride, stride, (float) floor, s.moments);
        }
        double next = next(s, at, g, c * stride, stride, f[c], s.sums[c], concordance, step, floor);
        float rounded = next < flush ? 0 : (float) next;
        change = rounded - f[c];
        moved = c;
        f[c] = rounded;
      }
    }
    FloatPacks.copyBack(f, 0, F.segment(), F.offset(i), FloatLanes.roundUp(k));
  }

  private static double next(
      FloatItems s,
      int at,
      float[] g,
      int from,
      int count,
      double f,
      double sum,
      double concordance,
      CoordinateStep step,
      double floor) {
    double ratios = s.moments[0];
    double curvature = s.moments[1];
    double slope = step.slope(f, sum, ratios);
    double next = step.newton(f, slope, curvature, sum, ratios);
    if (slope <= 0 || next == f) {
      return next;
    }
    double lambda = step.lambda(f, next, curvature, concordance);
    if (lambda <= CoordinateStep.SAFE) {
      return next;
    }
    if (step.rule() == CoordinateStep.Rule.DAMPED) {
      return CoordinateStep.damped(f, next, lambda);
    }
    float change = (float) (next - f);
    // a loop of its own would be needed too rarely to be compiled well, and make objects
    moveAndMoments(s.x, at, s.y, s.tried, g, from, change, from, count, (float) floor, s.moments);
    double there = s.moments[0];
    return step.secant(f, next, slope, step.slope(next, sum, there), sum, ratios);
  }

  /** y = Σ_c f_c · g_c. */
  static void model(float[] f, int k, float[] g, int stride, MemorySegment y) {
    clear(y, stride);
    for (int c = 0; c < k; c++) {
      if (f[c] != 0) {
        move(y, g, c * stride, stride, f[c]);
      }
    }
  }

  private static void clear(MemorySegment y, int count) {
    for (int o = 0; o < count; o += LANES) {
      FloatVector.zero(SPECIES).intoMemorySegment(OffHeap.of(y), (long) BYTES * o, ORDER);
    }
  }

  /** y = y + d·g. */
  static void move(MemorySegment y, float[] g, int from, int count, float d) {
    for (int o = 0; o < count; o += LANES) {
      long at = (long) BYTES * o;
      FloatVector.fromArray(SPECIES, g, from + o)
          .fma(
              FloatVector.broadcast(SPECIES, d),
              FloatVector.fromMemorySegment(SPECIES, y, at, ORDER))
          .intoMemorySegment(OffHeap.of(y), at, ORDER);
    }
  }

  private static double leastPositive(float[] x, int at, int count) {
    float least = Float.POSITIVE_INFINITY;
    for (int e = at; e < at + count; e++) {
      if (x[e] > 0) {
        least = Math.min(least, x[e]);
      }
    }
    return least;
  }

  /** moments = Σ x·g / y, Σ x·g² / y². */
  private static void moments(
      float[] x,
      int at,
      MemorySegment y,
      float[] g,
      int from,
      int count,
      float floor,
      float[] moments) {
    FloatVector first = FloatVector.zero(SPECIES);
    FloatVector second = FloatVector.zero(SPECIES);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    IntVector least = FloatVector.broadcast(SPECIES, floor).reinterpretAsInts();
    for (int o = 0; o < count; o += LANES) {
      FloatVector model = FloatVector.fromMemorySegment(SPECIES, y, (long) BYTES * o, ORDER);
      model = model.reinterpretAsInts().max(least).reinterpretAsFloats();
      FloatVector ratio = FloatVector.fromArray(SPECIES, g, from + o).mul(one.div(model));
      FloatVector term = FloatVector.fromArray(SPECIES, x, at + o).mul(ratio);
      first = first.add(term);
      second = term.fma(ratio, second);
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

  /** target = y + d·g_moved; then the sums for that. */
  private static void moveAndMoments(
      float[] x,
      int at,
      MemorySegment y,
      MemorySegment target,
      float[] g,
      int moved,
      float d,
      int from,
      int count,
      float floor,
      float[] moments) {
    FloatVector first = FloatVector.zero(SPECIES);
    FloatVector second = FloatVector.zero(SPECIES);
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    IntVector least = FloatVector.broadcast(SPECIES, floor).reinterpretAsInts();
    FloatVector change = FloatVector.broadcast(SPECIES, d);
    for (int o = 0; o < count; o += LANES) {
      FloatVector model =
          FloatVector.fromArray(SPECIES, g, moved + o)
              .fma(change, FloatVector.fromMemorySegment(SPECIES, y, (long) BYTES * o, ORDER));
      model.intoMemorySegment(OffHeap.of(target), (long) BYTES * o, ORDER);
      model = model.reinterpretAsInts().max(least).reinterpretAsFloats();
      FloatVector ratio = FloatVector.fromArray(SPECIES, g, from + o).mul(one.div(model));
      FloatVector term = FloatVector.fromArray(SPECIES, x, at + o).mul(ratio);
      first = first.add(term);
      second = term.fma(ratio, second);
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
