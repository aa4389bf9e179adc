package io.github.nmf4j.simd.kernel;

import io.github.nmf4j.backend.RatioStep;

/** The step of a ratio update whose quadratic penalty is taken exactly. */
final class TwoTerms {

  private static final int MOST_STEPS = 50;

  private TwoTerms() {}

  /** The new value of entry f. */
  static double step(double f, double numerator, double denominator, RatioStep step) {
    double linear = denominator + step.l1();
    double quadratic = step.l2() * f;
    if (f == 0 || linear + quadratic == 0) {
      return f;
    }
    if (numerator == 0) {
      return 0;
    }
    return f * root(linear, step.innerPower(), quadratic, step.outerPower(), numerator);
  }

  /**
   * The t &gt; 0 with D·t^a + L·t^b = ν. In u = log t the logarithm of the left side is convex and
   * rises, and at the start one term alone is ν: Newton's steps go left and stop at the root.
   */
  private static double root(double D, double a, double L, double b, double numerator) {
    double p = Math.log(D) - Math.log(numerator);
    double q = Math.log(L) - Math.log(numerator);
    double u = Math.min(-p / a, -q / b);
    for (int step = 0; step < MOST_STEPS; step++) {
      double first = p + a * u;
      double second = q + b * u;
      double high = Math.max(first, second);
      double x = Math.exp(first - high);
      double y = Math.exp(second - high);
      double next = u - (high + Math.log(x + y)) * (x + y) / (a * x + b * y);
      if (!(next < u)) {
        break;
      }
      u = next;
    }
    return Math.exp(u);
  }
}
