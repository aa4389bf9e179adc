package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LAYOUT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;

/**
 * Sums and maxima over a factor, in double. They are O(p·k) beside passes of O(p·q·k), so the loops
 * are plain; four sums at a time, since one would wait for itself at each addition.
 */
final class DoubleReductions {

  private DoubleReductions() {}

  /** Σ f over {@code count} elements, a multiple of four. */
  static double sum(MemorySegment F, long f, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int e = 0; e < count; e += 4) {
      long at = f + (long) BYTES * e;
      s0 += F.get(LAYOUT, at);
      s1 += F.get(LAYOUT, at + BYTES);
      s2 += F.get(LAYOUT, at + 2L * BYTES);
      s3 += F.get(LAYOUT, at + 3L * BYTES);
    }
    return s0 + s1 + (s2 + s3);
  }

  /** Σ f·g over {@code count} elements, a multiple of four. */
  static double dot(MemorySegment F, long f, MemorySegment G, long g, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int e = 0; e < count; e += 4) {
      long at = f + (long) BYTES * e;
      long to = g + (long) BYTES * e;
      s0 += F.get(LAYOUT, at) * G.get(LAYOUT, to);
      s1 += F.get(LAYOUT, at + BYTES) * G.get(LAYOUT, to + BYTES);
      s2 += F.get(LAYOUT, at + 2L * BYTES) * G.get(LAYOUT, to + 2L * BYTES);
      s3 += F.get(LAYOUT, at + 3L * BYTES) * G.get(LAYOUT, to + 3L * BYTES);
    }
    return s0 + s1 + (s2 + s3);
  }

  /** sums[at …] = the sums of the columns of rows {@code from ≤ i < to}. */
  static void columnSums(Mat F, int from, int to, double[] sums, int at) {
    int k = F.columns();
    for (int c = 0; c < k; c++) {
      sums[at + c] = 0;
    }
    int i = from;
    for (; i + 4 <= to; i += 4) {
      addRows(F.segment(), F.offset(i), F.rowBytes(), k, sums, at);
    }
    for (; i < to; i++) {
      addRow(F.segment(), F.offset(i), k, sums, at);
    }
  }

  /** Four rows. */
  private static void addRows(
      MemorySegment F, long f, long rowBytes, int k, double[] sums, int at) {
    for (int c = 0; c < k; c++) {
      long e = f + (long) BYTES * c;
      double s = F.get(LAYOUT, e) + F.get(LAYOUT, e + rowBytes);
      double t = F.get(LAYOUT, e + 2 * rowBytes) + F.get(LAYOUT, e + 3 * rowBytes);
      sums[at + c] += s + t;
    }
  }

  private static void addRow(MemorySegment F, long f, int k, double[] sums, int at) {
    for (int c = 0; c < k; c++) {
      sums[at + c] += F.get(LAYOUT, f + (long) BYTES * c);
    }
  }

  /** sums[at …] = the dot products of the columns over rows {@code from ≤ i < to}. */
  static void columnDots(Mat F, Mat G, int from, int to, double[] sums, int at) {
    int k = F.columns();
    for (int c = 0; c < k; c++) {
      sums[at + c] = 0;
    }
    for (int i = from; i < to; i++) {
      addProducts(F.segment(), F.offset(i), G.segment(), G.offset(i), k, sums, at);
    }
  }

  private static void addProducts(
      MemorySegment F, long f, MemorySegment G, long g, int k, double[] sums, int at) {
    for (int c = 0; c < k; c++) {
      long e = (long) BYTES * c;
      sums[at + c] += F.get(LAYOUT, f + e) * G.get(LAYOUT, g + e);
    }
  }

  /**
   * gram += FᵀF over rows {@code from ≤ i < to}, k rows of F's stride. Four rows of F at a time: a
   * sum is loaded and stored once for all of them.
   */
  static void addGram(DoubleScratch scratch, Mat F, int from, int to, double[] gram) {
    int stride = F.stride();
    double[] f = scratch.rows(DoubleScratch.ROWS * stride);
    for (int i = from; i < to; i += DoubleScratch.ROWS) {
      int rows = Math.min(DoubleScratch.ROWS, to - i);
      loadWide(F.segment(), F.offset(i), rows * stride, f);
      Arrays.fill(f, rows * stride, DoubleScratch.ROWS * stride, 0);
      for (int c = 0; c < F.columns(); c++) {
        addProducts(f, c, stride, gram, c * stride);
      }
    }
  }

  private static void loadWide(MemorySegment F, long offset, int count, double[] f) {
    for (int e = 0; e < count; e++) {
      f[e] = F.get(LAYOUT, offset + (long) BYTES * e);
    }
  }

  /** sums[at …] += Σ_r f_r[c] · f_r, r from 0 to 3. */
  private static void addProducts(double[] f, int c, int stride, double[] sums, int at) {
    DoubleVector x0 = DoubleVector.broadcast(DoubleLanes.SPECIES, f[c]);
    DoubleVector x1 = DoubleVector.broadcast(DoubleLanes.SPECIES, f[c + stride]);
    DoubleVector x2 = DoubleVector.broadcast(DoubleLanes.SPECIES, f[c + 2 * stride]);
    DoubleVector x3 = DoubleVector.broadcast(DoubleLanes.SPECIES, f[c + 3 * stride]);
    for (int o = 0; o < stride; o += DoubleLanes.LANES) {
      DoubleVector sum = DoubleVector.fromArray(DoubleLanes.SPECIES, sums, at + o);
      sum = x0.fma(DoubleVector.fromArray(DoubleLanes.SPECIES, f, o), sum);
      sum = x1.fma(DoubleVector.fromArray(DoubleLanes.SPECIES, f, o + stride), sum);
      sum = x2.fma(DoubleVector.fromArray(DoubleLanes.SPECIES, f, o + 2 * stride), sum);
      sum = x3.fma(DoubleVector.fromArray(DoubleLanes.SPECIES, f, o + 3 * stride), sum);
      sum.intoArray(sums, at + o);
    }
  }

  /** target[0 …] = (or +=) values, rounded. */
  static void storeRow(double[] values, Mat target, boolean add) {
    long t = target.offset(0);
    for (int c = 0; c < target.columns(); c++) {
      long at = t + (long) BYTES * c;
      double old = add ? target.segment().get(LAYOUT, at) : 0;
      target.segment().set(LAYOUT, at, (old + values[c]));
    }
  }

  /**
   * The largest f and the largest δ + l1 + l2·f of each component in rows {@code from ≤ i < to}:
   * maxima[at + c] and maxima[at + k + c].
   */
  static void maxima(
      Mat F, Mat D, int from, int to, double l1, double l2, double[] maxima, int at) {
    int k = F.columns();
    for (int c = 0; c < 2 * k; c++) {
      maxima[at + c] = 0;
    }
    for (int i = from; i < to; i++) {
      long d = D.offset(D.rows() == 1 ? 0 : i);
      maxima(F.segment(), F.offset(i), D.segment(), d, k, l1, l2, maxima, at);
    }
  }

  private static void maxima(
      MemorySegment F,
      long f,
      MemorySegment D,
      long d,
      int k,
      double l1,
      double l2,
      double[] maxima,
      int at) {
    for (int c = 0; c < k; c++) {
      double x = F.get(LAYOUT, f + (long) BYTES * c);
      double steepness = D.get(LAYOUT, d + (long) BYTES * c) + l1 + l2 * x;
      maxima[at + c] = Math.max(maxima[at + c], x);
      maxima[at + k + c] = Math.max(maxima[at + k + c], steepness);
    }
  }

  /** The KKT residual of rows {@code from ≤ i < to}, given the maxima over all rows. */
  static double residual(
      Mat F, Mat N, Mat D, int from, int to, double l1, double l2, double[] maxima) {
    int k = F.columns();
    double residual = 0;
    for (int i = from; i < to; i++) {
      long d = D.offset(D.rows() == 1 ? 0 : i);
      double ofRow =
          residual(
              F.segment(),
              F.offset(i),
              N.segment(),
              N.offset(i),
              D.segment(),
              d,
              k,
              l1,
              l2,
              maxima);
      residual = Math.max(residual, ofRow);
    }
    return residual;
  }

  private static double residual(
      MemorySegment F,
      long f,
      MemorySegment N,
      long n,
      MemorySegment D,
      long d,
      int k,
      double l1,
      double l2,
      double[] maxima) {
    double residual = 0;
    for (int c = 0; c < k; c++) {
      long at = (long) BYTES * c;
      double x = F.get(LAYOUT, f + at);
      double gradient = D.get(LAYOUT, d + at) - N.get(LAYOUT, n + at) + l1 + l2 * x;
      if (maxima[k + c] > 0) {
        double distance = maxima[c] > 0 ? x / maxima[c] : 0;
        residual = Math.max(residual, Math.abs(Math.min(distance, gradient / maxima[k + c])));
      }
    }
    return residual;
  }
}
