package io.github.nmf4j.property;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.StoppingRule;
import io.github.nmf4j.matrix.DenseMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The textbook's L2 term in the denominator raises the objective many times over in one step where
 * the start is far below the solution; the step taken here lowers it.
 */
final class TextbookPenaltyTest {

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5})
  void theTextbookRuleRisesAndOursDoesNot(double beta) {
    // one entry of each: v = 100, w = 1, h = 0.01, penalty 10/2·h²
    double v = 100;
    double w = 1;
    double h = 0.01;
    double l2 = 10;
    double numerator = w * v * Math.pow(w * h, beta - 2);
    double denominator = w * Math.pow(w * h, beta - 1);
    double textbook = h * numerator / (denominator + l2 * h);
    assertTrue(
        objective(v, w * textbook, l2, textbook, beta) > objective(v, w * h, l2, h, beta),
        "the textbook rule should rise here");
    NmfResult result =
        Nmf.factorize(
            DenseMatrix.of(new double[][] {{v}}),
            NmfOptions.rank(1)
                .loss(new Loss(beta))
                .initialization(
                    Initialization.custom(
                        DenseMatrix.of(new double[][] {{w}}), DenseMatrix.of(new double[][] {{h}})))
                .penaltyH(new Penalty(0, l2))
                .maxIterations(1)
                .stoppingRule(new StoppingRule.None())
                .backend("reference"));
    double before = result.trace().getFirst().objective();
    assertTrue(result.objective() < before, () -> before + " to " + result.objective());
  }

  private static double objective(double v, double y, double l2, double h, double beta) {
    double d =
        beta == 1
            ? v * Math.log(v / y) - v + y
            : (Math.pow(v, beta)
                    + (beta - 1) * Math.pow(y, beta)
                    - beta * v * Math.pow(y, beta - 1))
                / (beta * (beta - 1));
    return d + l2 / 2 * h * h;
  }
}
