package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data in other units gives the same factorisation in other units. */
final class ScaleTest {

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 0.5, 1, 1.5, 2, 3})
  void powersOfTwoChangeNothingButTheScale(double beta) {
    var random = new SplittableRandom(7);
    double[][] v = new double[23][17];
    for (double[] row : v) {
      for (int j = 0; j < 17; j++) {
        row[j] = 0.1 + random.nextDouble();
      }
    }
    for (Precision precision : Precision.values()) {
      NmfResult base = run(DenseMatrix.of(v), beta, precision);
      for (int exponent : new int[] {-40, 40}) {
        double scale = Math.scalb(1.0, exponent);
        NmfResult scaled = run(DenseMatrix.of(v).copy(Precision.DOUBLE, scale), beta, precision);
        assertEquals(base.iterations(), scaled.iterations());
        assertEquals(base.kkt(), scaled.kkt(), 1e-9 * base.kkt());
        double loss = base.loss() * Math.pow(scale, beta);
        assertEquals(loss, scaled.loss(), 1e-9 * loss, "loss");
        double root = Math.sqrt(scale);
        for (int i = 0; i < 23; i++) {
          for (int c = 0; c < 4; c++) {
            double expected = base.w().get(i, c) * root;
            assertEquals(expected, scaled.w().get(i, c), 1e-9 * expected + 1e-12 * root, "W");
          }
        }
      }
    }
  }

  private static NmfResult run(DenseMatrix v, double beta, Precision precision) {
    return Nmf.factorize(
        v,
        NmfOptions.rank(4)
            .loss(new Loss(beta))
            .seed(5)
            .precision(precision)
            .maxIterations(60)
            .backend("reference"));
  }
}
