package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.matrix.Precision;

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
        F[i][c] = flush(step(F[i][c], N[i][c], d[c], step), floor);
      }
    }
  }

  private static double step(double f, double numerator, double denominator, RatioStep step) {
    double linear = denominator + step.l1();
    double quadratic = step.l2() * f;
    if (f == 0 || linear + quadratic == 0) {
      return f;
    }
    if (numerator == 0) {
      return 0;
    }
    double ratio = numerator / (linear + quadratic);
    boolean safe = step.beta() == 1 && RatioStep.lowersKullbackLeibler(ratio, linear, quadratic);
    if (step.needsRoot() && !safe) {
      return f * root(linear, step.innerPower(), quadratic, step.outerPower(), numerator);
    }
    return f * (step.gamma() == 1 ? ratio : Math.pow(ratio, step.gamma()));
  }

  /**
   * The t &gt; 0 with D·t^a + L·t^b = ν, by Newton's method for u = log t on log(D e^(au) + L
   * e^(bu)) − log ν. That function is convex and rises, and the start, where one of the two terms
   * alone is ν, lies right of the root: the steps go left and never pass it.
   */
  static double root(double D, double a, double L, double b, double numerator) {
    double logD = Math.log(D);
    double logL = Math.log(L);
    double logN = Math.log(numerator);
    double u = Math.min((logN - logD) / a, (logN - logL) / b);
    for (int step = 0; step < 50; step++) {
      double p = logD + a * u - logN;
      double q = logL + b * u - logN;
      double high = Math.max(p, q);
      double ep = Math.exp(p - high);
      double eq = Math.exp(q - high);
      double value = high + Math.log(ep + eq);
      double next = u - value * (ep + eq) / (a * ep + b * eq);
      if (Math.abs(next - u) <= 1e-16 * Math.max(1, Math.abs(u)) || next > u) {
        break;
      }
      u = next;
    }
    return Math.exp(u);
  }

  /** f_c = max(0, f_c + (r_c − F·s_c − l1 − l2·f_c) / (s_cc + l2)), component after component. */
  static void halsSweep(
      double[][] F, double[][] R, double[][] S, double l1, double l2, Precision precision) {
    double floor = Floors.factor(precision);
    for (int c = 0; c < S.length; c++) {
      double curvature = S[c][c] + l2;
      if (curvature == 0) {
        continue;
      }
      for (int i = 0; i < F.length; i++) {
        double gradient = Products.dot(F[i], S[c]) - R[i][c] + l1 + l2 * F[i][c];
        F[i][c] = flush(Math.max(0, F[i][c] - gradient / curvature), floor);
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
