package io.github.nmf4j.tck;

import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Side;
import org.jspecify.annotations.Nullable;

/** Each operation in double on plain arrays, straight from its formula. */
final class Oracle {

  private Oracle() {}

  /** X: V for ROWS, its transpose for COLUMNS. */
  static double[][] x(double[][] v, Side side) {
    return side == Side.ROWS ? v : Inputs.transpose(v);
  }

  static double[][] multiply(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int l = 0; l < b.length; l++) {
        for (int j = 0; j < b[0].length; j++) {
          c[i][j] += a[i][l] * b[l][j];
        }
      }
    }
    return c;
  }

  static double[][] gram(double[][] f) {
    return multiply(Inputs.transpose(f), f);
  }

  static double[][] model(double[][] f, double[][] g) {
    return multiply(f, Inputs.transpose(g));
  }

  /** (X ∘ Y^(β−2))·G and Y^(β−1)·G. */
  static double[][][] betaCross(double[][] x, double[][] f, double[][] g, double beta) {
    double[][] y = model(f, g);
    double[][] p = new double[y.length][y[0].length];
    double[][] q = new double[y.length][y[0].length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < y[0].length; j++) {
        p[i][j] = x[i][j] * Math.pow(y[i][j], beta - 2);
        q[i][j] = Math.pow(y[i][j], beta - 1);
      }
    }
    return new double[][][] {multiply(p, g), multiply(q, g)};
  }

  /** (M ∘ X ∘ Y^(β−2))·G and (M ∘ Y^(β−1))·G. */
  static double[][][] weightedCross(
      double[][] x, double[][] m, double[][] f, double[][] g, double beta) {
    double[][] y = model(f, g);
    double[][] p = new double[y.length][y[0].length];
    double[][] q = new double[y.length][y[0].length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < y[0].length; j++) {
        p[i][j] = m[i][j] * x[i][j] * Math.pow(y[i][j], beta - 2);
        q[i][j] = m[i][j] * Math.pow(y[i][j], beta - 1);
      }
    }
    return new double[][][] {multiply(p, g), multiply(q, g)};
  }

  static double weightedDivergence(
      double[][] v, double[][] m, double[][] w, double[][] h, double beta) {
    double[][] y = model(w, h);
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v[0].length; j++) {
        sum += m[i][j] == 0 ? 0 : m[i][j] * d(v[i][j], y[i][j], beta);
      }
    }
    return sum;
  }

  static double divergence(double[][] v, double[][] w, double[][] h, double beta) {
    double[][] y = model(w, h);
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v[0].length; j++) {
        sum += d(v[i][j], y[i][j], beta);
      }
    }
    return sum;
  }

  static double d(double v, double y, double beta) {
    if (beta == 0) {
      return v / y - Math.log(v / y) - 1;
    }
    if (beta == 1) {
      return (v == 0 ? 0 : v * Math.log(v / y)) - v + y;
    }
    return (Math.pow(v, beta) + (beta - 1) * Math.pow(y, beta) - beta * v * Math.pow(y, beta - 1))
        / (beta * (beta - 1));
  }

  /** F, A and B after a forgetting step. */
  static double[] forgetting(
      double f, double n, double d, double a, double b, ForgettingStep step) {
    double nextA = step.retained() * a + n * Math.pow(f, 1 / step.gamma());
    double nextB = step.retained() * b + d + step.l1() + step.l2() * f;
    double next = nextB == 0 ? f : Math.pow(nextA / nextB, step.gamma());
    return new double[] {next, nextA, nextB};
  }

  /** The t &gt; 0 that solves the step's equation, by bisection on log t. */
  static double step(double f, double numerator, double denominator, RatioStep step) {
    double linear = denominator + step.l1();
    double quadratic = step.l2() * f;
    if (f == 0 || linear + quadratic == 0) {
      return f;
    }
    if (numerator == 0) {
      return 0;
    }
    double ratio = numerator / (linear + quadratic);
    boolean safe = step.beta() == 1 && (ratio - 1) * quadratic <= 3 * linear;
    if (!step.needsRoot() || safe) {
      return f * Math.pow(ratio, step.gamma());
    }
    double low = -700;
    double high = 700;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      double value =
          linear * Math.exp(step.innerPower() * middle)
              + quadratic * Math.exp(step.outerPower() * middle);
      if (value < numerator) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return f * Math.exp(low);
  }

  /** The result of a HALS sweep and a bound of its error at unit roundoff u. */
  static double[][][] halsSweep(
      double[][] f0, double[][] r, double[][] s, double l1, double l2, double u) {
    return halsSweep(f0, r, s, l1, l2, u, null);
  }

  /** The same where {@code free} is not 0. */
  static double[][][] halsSweep(
      double[][] f0,
      double[][] r,
      double[][] s,
      double l1,
      double l2,
      double u,
      double @Nullable [][] free) {
    int k = s.length;
    double[][] f = new double[f0.length][];
    double[][] bound = new double[f0.length][k];
    for (int i = 0; i < f0.length; i++) {
      f[i] = f0[i].clone();
      for (int c = 0; c < k; c++) {
        double curvature = s[c][c] + l2;
        if (curvature == 0 || (free != null && free[i][c] == 0)) {
          continue;
        }
        double gradient = -r[i][c] + l1 + l2 * f[i][c];
        double size = r[i][c] + l1 + l2 * f[i][c];
        double inherited = 0;
        for (int b = 0; b < k; b++) {
          gradient += f[i][b] * s[c][b];
          size += f[i][b] * s[c][b];
          inherited += bound[i][b] * s[c][b];
        }
        f[i][c] = Math.max(0, f[i][c] - gradient / curvature);
        bound[i][c] = (inherited + 4 * (k + 8) * u * size) / curvature + 4 * u * f[i][c];
      }
    }
    return new double[][][] {f, bound};
  }
}
