package io.github.nmf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What auto stands for, with and without weights. */
final class SolverChoiceTest {

  @ParameterizedTest(name = "beta={0} sparse={1} {2}")
  @CsvSource({
    "2,false,H_THEN_W,EXTRAPOLATED_HALS,EXTRAPOLATED_HALS",
    "2,true,H_THEN_W,EXTRAPOLATED_HALS,EXTRAPOLATED_HALS",
    "2,false,W_THEN_H,HALS,HALS",
    "1,false,H_THEN_W,COORDINATE_DESCENT,EXTRAPOLATED_MULTIPLICATIVE",
    "1,true,H_THEN_W,SCALAR_NEWTON,EXTRAPOLATED_MULTIPLICATIVE",
    "0,false,H_THEN_W,MULTIPLICATIVE,MULTIPLICATIVE",
    "1.5,true,H_THEN_W,MULTIPLICATIVE,MULTIPLICATIVE"
  })
  void whatAutoStandsFor(
      double beta, boolean sparse, UpdateOrder order, Solver plain, Solver weighted) {
    DenseMatrix dense = DenseMatrix.of(new double[][] {{1, 2}, {3, 4}});
    Matrix v = sparse ? SparseMatrix.ofDense(dense) : dense;
    NmfOptions options = NmfOptions.rank(1).loss(new Loss(beta)).updateOrder(order);
    assertEquals(plain, options.solverFor(v));
    assertEquals(weighted, options.weights(v).solverFor(v));
    assertEquals(weighted, options.missing(Missing.ZEROS).solverFor(v));
  }
}
