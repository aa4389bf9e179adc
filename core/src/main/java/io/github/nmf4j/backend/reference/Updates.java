package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/** Updates of one factor in place, entry by entry. */
final class Updates {

  private Updates() {}

  /** F = F ∘ R ⊘ (F·S + l1 + l2·F). */
  static void multiply(
      double[][] F, double[][] R, double[][] S, double l1, double l2, Precision precision) {
    double floor = Floors.factor(precision);
    double[] FS = new double[S.length];
    for (int i = 0; i < F.length; i++) {
      for (int c = 0; c < S.length; c++) {
        FS[c] = Products.dot(F[i], S[c]);
      }
      for (int c = 0; c < S.length; c++) {
        double denominator = FS[c] + l1 + l2 * F[i][c];
        if (denominator > 0) {
          F[i][c] = flush(F[i][c] * (R[i][c] / denominator), floor);
        }
      }
    }
  }

  /** One step of {@link RatioStep}; a D of one row serves all items. */
  static void ratio(double[][] F, double[][] N, double[][] D, RatioStep step, Precision precision) {
    double floor = Floors.factor(precision);
    for (int i = 0; i < F.length; i++) {
      double[] d = D[D.length == 1 ? 0 : i];
      for (int c = 0; c < d.length; c++) {
        F[i][c] = flush(step.apply(F[i][c], N[i][c], d[c]), floor);
      }
    }
  }

  /** One step of {@link ForgettingStep} of F, A and B; a D of one row serves all items. */
  static void forget(
      double[][] F,
      double[][] N,
      double[][] D,
      double[][] A,
      double[][] B,
      ForgettingStep step,
      Precision precision) {
    double floor = Floors.factor(precision);
    for (int i = 0; i < F.length; i++) {
      double[] d = D[D.length == 1 ? 0 : i];
      for (int c = 0; c < d.length; c++) {
        A[i][c] = step.numerator(A[i][c], F[i][c], N[i][c]);
        B[i][c] = step.denominator(B[i][c], F[i][c], d[c]);
        F[i][c] = flush(step.apply(F[i][c], A[i][c], B[i][c]), floor);
      }
    }
  }

  /**
   * One {@link SmoothStep}; the neighbours of item i are {@code held[first + i ± 1]}. A D of one
   * row serves all items.
   */
  static void smooth(
      double[][] F,
      double[][] held,
      int first,
      double[][] N,
      double[][] D,
      double[] scales,
      SmoothStep step,
      Precision precision) {
    double floor = Floors.factor(precision);
    for (int i = 0; i < F.length; i++) {
      int n = first + i;
      double[] d = D[D.length == 1 ? 0 : i];
      int neighbours = (n > 0 ? 1 : 0) + (n + 1 < held.length ? 1 : 0);
      for (int c = 0; c < scales.length; c++) {
        double sum = (n > 0 ? held[n - 1][c] : 0) + (n + 1 < held.length ? held[n + 1][c] : 0);
        F[i][c] = flush(step.apply(F[i][c], N[i][c], d[c], scales[c], neighbours, sum), floor);
      }
    }
  }

  /**
   * f_c = max(0, f_c + (r_c − F·s_c − l1 − l2·f_c) / (s_cc + l2)), component after component, where
   * {@code free} is not 0.
   */
  static void halsSweep(
      double[][] F,
      double[][] R,
      double[][] S,
      double l1,
      double l2,
      double @Nullable [][] free,
      Precision precision) {
    double floor = Floors.factor(precision);
    for (int c = 0; c < S.length; c++) {
      double curvature = S[c][c] + l2;
      if (curvature == 0) {
        continue;
      }
      for (int i = 0; i < F.length; i++) {
        if (free != null && free[i][c] == 0) {
          continue;
        }
        double gradient = Products.dot(F[i], S[c]) - R[i][c] + l1 + l2 * F[i][c];
        F[i][c] = flush(Math.max(0, F[i][c] - gradient / curvature), floor);
      }
    }
  }

  /** See {@link io.github.nmf4j.backend.Session#extrapolate}. */
  static void extrapolate(
      double[][] F,
      double[][] previous,
      double weight,
      Momentum momentum,
      double[][] out,
      Precision precision) {
    double floor = Floors.factor(precision);
    for (int i = 0; i < F.length; i++) {
      for (int c = 0; c < F[i].length; c++) {
        double step = F[i][c] - previous[i][c];
        out[i][c] =
            switch (momentum) {
              case CLIPPED -> flush(Math.max(0, F[i][c] + weight * step), floor);
              case UPWARD -> flush(F[i][c] + weight * Math.max(0, step), floor);
            };
      }
    }
  }

  /** F = F where it is free, else H. */
  static void hold(double[][] F, double[][] H, double[][] free) {
    for (int i = 0; i < F.length; i++) {
      for (int c = 0; c < F[i].length; c++) {
        if (free[i][c] == 0) {
          F[i][c] = H[i][c];
        }
      }
    }
  }

  /** See {@link io.github.nmf4j.backend.Session#kktResidual}. */
  static double kktResidual(double[][] F, double[][] N, double[][] D, double l1, double l2) {
    if (F.length == 0) {
      return 0;
    }
    int k = F[0].length;
    double[] largest = new double[k];
    double[] steepest = new double[k];
    for (int i = 0; i < F.length; i++) {
      double[] d = D[D.length == 1 ? 0 : i];
      for (int c = 0; c < k; c++) {
        largest[c] = Math.max(largest[c], F[i][c]);
        steepest[c] = Math.max(steepest[c], d[c] + l1 + l2 * F[i][c]);
      }
    }
    double residual = 0;
    for (int i = 0; i < F.length; i++) {
      double[] d = D[D.length == 1 ? 0 : i];
      for (int c = 0; c < k; c++) {
        if (steepest[c] > 0) {
          double gradient = (d[c] - N[i][c] + l1 + l2 * F[i][c]) / steepest[c];
          double distance = largest[c] > 0 ? F[i][c] / largest[c] : 0;
          residual = Math.max(residual, Math.abs(Math.min(distance, gradient)));
        }
      }
    }
    return residual;
  }

  private static double flush(double value, double floor) {
    return value < floor ? 0 : value;
  }
}
