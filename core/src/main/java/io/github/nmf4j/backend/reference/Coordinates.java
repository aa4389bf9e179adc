package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.ItemStep;
import io.github.nmf4j.backend.LeastSquaresStep;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/** Coordinate descent, item after item. */
final class Coordinates {

  private final ReferenceData.Row x;
  private final double[][] G;
  private final ItemStep step;
  private final double floor;
  private final double flush;
  private final double[] y;

  private Coordinates(ReferenceData.Row x, double[][] G, ItemStep step, Precision precision) {
    this.x = x;
    this.G = G;
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
      double[][] sums,
      ItemStep step,
      double @Nullable [][] free,
      Precision precision) {
    var coordinates = new Coordinates(V.newItem(side), G, step, precision);
    for (int i = 0; i < F.length; i++) {
      V.readItem(side, i, coordinates.x);
      double[] s = sums.length == 1 ? sums[0] : sums[i];
      coordinates.update(F[i], s, free == null ? null : free[i]);
    }
  }

  private void update(double[] f, double[] sums, double @Nullable [] free) {
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
        double next =
            switch (step) {
              case CoordinateStep newton -> next(newton, f[c], c, sums[c], concordance);
              case LeastSquaresStep exact -> next(exact, f[c], c, sums[c]);
            };
        next = next < flush ? 0 : next;
        for (int e = 0; next != f[c] && e < x.size; e++) {
          y[e] += (next - f[c]) * G[x.columns[e]][c];
        }
        f[c] = next;
      }
    }
  }

  private double next(LeastSquaresStep step, double f, int c, double r) {
    double product = 0;
    double curvature = 0;
    for (int e = 0; e < x.size; e++) {
      double g = G[x.columns[e]][c];
      product += x.values[e] * g * y[e];
      curvature += x.values[e] * g * g;
    }
    return step.next(f, r, product, curvature);
  }

  private double next(CoordinateStep step, double f, int c, double sum, double concordance) {
    double curvature = 0;
    for (int e = 0; e < x.size; e++) {
      double ratio = G[x.columns[e]][c] / Math.max(floor, y[e]);
      curvature += x.values[e] * ratio * ratio;
    }
    double ratios = ratios(c, 0);
    double slope = step.slope(f, sum, ratios);
    double next = step.newton(f, slope, curvature, sum, ratios);
    double lambda = step.lambda(f, next, curvature, concordance);
    if (slope <= 0 || next == f || lambda <= CoordinateStep.SAFE) {
      return next;
    }
    return switch (step.rule()) {
      case DAMPED -> CoordinateStep.damped(f, next, lambda);
      case SECANT -> {
        double slopeThere = step.slope(next, sum, ratios(c, next - f));
        yield step.secant(f, next, slope, slopeThere, sum, ratios);
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
