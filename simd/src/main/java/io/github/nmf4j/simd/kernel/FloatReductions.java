package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.BYTES;
import static io.github.nmf4j.simd.kernel.FloatLanes.LAYOUT;

import java.lang.foreign.MemorySegment;

/**
 * Sums and maxima over a factor, in double. They are O(p·k) beside passes of O(p·q·k), so the loops
 * are plain; four sums at a time, since one would wait for itself at each addition.
 */
final class FloatReductions {

  private FloatReductions() {}

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
      s0 += (double) F.get(LAYOUT, at) * G.get(LAYOUT, to);
      s1 += (double) F.get(LAYOUT, at + BYTES) * G.get(LAYOUT, to + BYTES);
      s2 += (double) F.get(LAYOUT, at + 2L * BYTES) * G.get(LAYOUT, to + 2L * BYTES);
      s3 += (double) F.get(LAYOUT, at + 3L * BYTES) * G.get(LAYOUT, to + 3L * BYTES);
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
      double s = (double) F.get(LAYOUT, e) + F.get(LAYOUT, e + rowBytes);
      double t = (double) F.get(LAYOUT, e + 2 * rowBytes) + F.get(LAYOUT, e + 3 * rowBytes);
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
      sums[at + c] += (double) F.get(LAYOUT, f + e) * G.get(LAYOUT, g + e);
    }
  }

  /** gram += FᵀF over rows {@code from ≤ i < to}, k × k. */
  static void addGram(FloatScratch scratch, Mat F, int from, int to, double[] gram) {
    int k = F.columns();
    double[] f = scratch.row(F.stride());
    for (int i = from; i < to; i++) {
      for (int c = 0; c < k; c++) {
        f[c] = F.segment().get(LAYOUT, F.offset(i) + (long) BYTES * c);
      }
      for (int c = 0; c < k; c++) {
        addScaled(f[c], f, k, gram, c * k);
      }
    }
  }

  private static void addScaled(double x, double[] f, int k, double[] gram, int at) {
    for (int c = 0; c < k; c++) {
      gram[at + c] += x * f[c];
    }
  }

  /** target[0 …] = (or +=) values, rounded. */
  static void storeRow(double[] values, Mat target, boolean add) {
    long t = target.offset(0);
    for (int c = 0; c < target.columns(); c++) {
      long at = t + (long) BYTES * c;
      double old = add ? target.segment().get(LAYOUT, at) : 0;
      target.segment().set(LAYOUT, at, (float) (old + values[c]));
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
      long f = F.offset(i);
      long d = D.offset(D.rows() == 1 ? 0 : i);
      for (int c = 0; c < k; c++) {
        double x = F.segment().get(LAYOUT, f + (long) BYTES * c);
        double steepness = D.segment().get(LAYOUT, d + (long) BYTES * c) + l1 + l2 * x;
        maxima[at + c] = Math.max(maxima[at + c], x);
        maxima[at + k + c] = Math.max(maxima[at + k + c], steepness);
      }
    }
  }

  /** The KKT residual of rows {@code from ≤ i < to}, given the maxima over all rows. */
  static double residual(
      Mat F, Mat N, Mat D, int from, int to, double l1, double l2, double[] maxima) {
    int k = F.columns();
    double residual = 0;
    for (int i = from; i < to; i++) {
      long f = F.offset(i);
      long n = N.offset(i);
      long d = D.offset(D.rows() == 1 ? 0 : i);
      for (int c = 0; c < k; c++) {
        if (maxima[k + c] > 0) {
          long at = (long) BYTES * c;
          double x = F.segment().get(LAYOUT, f + at);
          double gradient =
              D.segment().get(LAYOUT, d + at)
                  - (double) N.segment().get(LAYOUT, n + at)
                  + l1
                  + l2 * x;
          double distance = maxima[c] > 0 ? x / maxima[c] : 0;
          residual = Math.max(residual, Math.abs(Math.min(distance, gradient / maxima[k + c])));
        }
      }
    }
    return residual;
  }
}
