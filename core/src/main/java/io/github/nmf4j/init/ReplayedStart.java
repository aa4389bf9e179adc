package io.github.nmf4j.init;

import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import org.jspecify.annotations.Nullable;

/** Random starts of references, drawn from NumPy's generator in their order. */
final class ReplayedStart {

  /** Draws of which scnmf keeps the best. */
  private static final int TRIALS = 10;

  private ReplayedStart() {}

  /** The reference's random start; null where it is this library's own. */
  static @Nullable Start of(Matrix v, NmfOptions options) {
    return switch (options.replay()) {
      case NONE, SCIKIT_LEARN -> null;
      case LIBFMP -> libfmp(v, options);
      case NMF_TOOLBOX, NMF_TOOLBOX_CONV -> toolbox(v, options);
      case SCNMF ->
          options.model() instanceof Model.Smooth smooth ? scnmf(smooth, v, options) : null;
    };
  }

  /** libfmp: uniform over [0, 1), W before H. */
  private static Start libfmp(Matrix v, NmfOptions options) {
    var random = new NumpyRandom(options.seed());
    return new Start(
        uniform(v.rows(), options.rank(), random), uniform(options.rank(), v.columns(), random));
  }

  /** NMF toolbox: templates uniform over [0, 1), one after the other, to sum 1; H all ones. */
  private static Start toolbox(Matrix v, NmfOptions options) {
    var random = new NumpyRandom(options.seed());
    int taps = options.model().columnsPerComponent();
    int k = options.rank();
    DenseMatrix w = DenseMatrix.allocate(v.rows(), k * taps, Precision.DOUBLE);
    for (int c = 0; c < k; c++) {
      DenseMatrix template = uniform(v.rows(), taps, random);
      double sum = template.summary().sum() + 0x1p-52;
      for (int i = 0; i < v.rows(); i++) {
        for (int t = 0; t < taps; t++) {
          w.set(i, c * taps + t, template.get(i, t) / sum);
        }
      }
    }
    return new Start(w, CustomStart.constant(k, v.columns(), 1));
  }

  /** scnmf: |N(0, 1)|, W (or L) before H, the best of ten such draws. */
  private static Start scnmf(Model.Smooth model, Matrix v, NmfOptions options) {
    var random = new NumpyRandom(options.seed());
    int k = options.rank();
    Start best = null;
    double least = 0;
    for (int trial = 0; trial < TRIALS || best == null; trial++) {
      DenseMatrix first = normal(model.convex() ? v.columns() : v.rows(), k, random);
      DenseMatrix h = normal(k, v.columns(), random);
      Start start =
          model.convex() ? new Start(ConvexStart.product(v, first), h, first) : new Start(first, h);
      double cost = cost(v, start, model.weight());
      if (best == null || cost < least) {
        best = start;
        least = cost;
      }
    }
    return best;
  }

  private static double cost(Matrix v, Start start, double weight) {
    DenseMatrix w = start.w();
    DenseMatrix h = start.h();
    double cost = 0;
    for (int i = 0; i < v.rows(); i++) {
      for (int j = 0; j < v.columns(); j++) {
        double y = 0;
        for (int c = 0; c < w.columns(); c++) {
          y += w.get(i, c) * h.get(c, j);
        }
        double x = v.get(i, j);
        cost += (x == 0 ? 0 : x * Math.log(x / y)) - x + y;
      }
    }
    for (int c = 0; c < w.columns(); c++) {
      double scale = 0;
      for (int i = 0; i < w.rows(); i++) {
        scale += w.get(i, c);
      }
      for (int j = 1; j < h.columns(); j++) {
        double change = scale * (h.get(c, j) - h.get(c, j - 1));
        cost += weight / 2 * change * change;
      }
    }
    return cost;
  }

  private static DenseMatrix uniform(int rows, int columns, NumpyRandom random) {
    DenseMatrix factor = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        factor.set(i, j, random.nextDouble());
      }
    }
    return factor;
  }

  private static DenseMatrix normal(int rows, int columns, NumpyRandom random) {
    DenseMatrix factor = DenseMatrix.allocate(rows, columns, Precision.DOUBLE);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        factor.set(i, j, Math.abs(random.nextGaussian()));
      }
    }
    return factor;
  }
}
