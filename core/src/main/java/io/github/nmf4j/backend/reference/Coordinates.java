package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/** Coordinate descent for the Kullback–Leibler divergence, item after item. */
final class Coordinates {

  private final ReferenceData.Row x;
  private final double[][] G;
  private final double[] sums;
  private final CoordinateStep step;
  private final double floor;
  private final double flush;
  private final double[] y;

  private Coordinates(
      ReferenceData.Row x, double[][] G, double[] sums, CoordinateStep step, Precision precision) {
    this.x = x;
    this.G = G;
    this.sums = sums;
    this.step = step;
    this.floor = Floors.coordinate();
    this.flush = Floors.factor(precision);
    this.y = new double[x.values.length];
  }

  /** See {@link io.github.nmf4j.backend.Session#coordinateSweep}. */
  static void sweep(
      ReferenceData V,
      Side side,
      double[][] F,
      double[][] G,
      double[] sums,
      CoordinateStep step,
      double @Nullable [][] free,
      Precision precision) {
    var coordinates = new Coordinates(V.newItem(side), G, sums, step, precision);
    for (int i = 0; i < F.length; i++) {
      V.readItem(side, i, coordinates.x);
      coordinates.update(F[i], free == null ? null : free[i]);
    }
  }

  private void update(double[] f, double @Nullable [] free) {
    double least = Double.POSITIVE_INFINITY;
    for (int e = 0; e < x.size; e++) {
      y[e] = Products.dot(f, G[x.columns[e]]);
      if (x.values[e] > 0) {
        least = Math.min(least, x.values[e]);
      }
    }
    double concordance = 1 / Math.sqrt(least);
    for (int sweep = 0; sweep < step.sweeps(); sweep++) {
      for (int c = 0; c < f.length; c++) {
        if (free != null && free[c] == 0) {
          continue;
        }
        double next = next(f[c], c, concordance);
        next = next < flush ? 0 : next;
        for (int e = 0; next != f[c] && e < x.size; e++) {
          y[e] += (next - f[c]) * G[x.columns[e]][c];
        }
        f[c] = next;
      }
    }
  }

  private double next(double f, int c, double concordance) {
    double curvature = 0;
    for (int e = 0; e < x.size; e++) {
      double ratio = G[x.columns[e]][c] / Math.max(floor, y[e]);
      curvature += x.values[e] * ratio * ratio;
    }
    double ratios = ratios(c, 0);
    double slope = step.slope(f, sums[c], ratios);
    double next = step.newton(f, slope, curvature, sums[c], ratios);
    double lambda = step.lambda(f, next, curvature, concordance);
    if (slope <= 0 || next == f || lambda <= CoordinateStep.SAFE) {
      return next;
    }
    return switch (step.rule()) {
      case DAMPED -> CoordinateStep.damped(f, next, lambda);
      case SECANT -> {
        double slopeThere = step.slope(next, sums[c], ratios(c, next - f));
        yield step.secant(f, next, slope, slopeThere, sums[c], ratios);
      }
    };
  }

  /** Σ x g / y after f_c has changed by {@code d}. */
  private double ratios(int c, double d) {
    double sum = 0;
    for (int e = 0; e < x.size; e++) {
      double g = G[x.columns[e]][c];
      sum += x.values[e] * g / Math.max(floor, y[e] + d * g);
    }
    return sum;
  }
}
