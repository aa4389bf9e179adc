package io.github.nmf4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.nmf4j.matrix.DenseMatrix;
import org.junit.jupiter.api.Test;

final class NpyTest {

  @Test
  void readsIris() {
    DenseMatrix v = Npy.read("/sklearn/iris/V.npy");
    assertEquals(4, v.rows());
    assertEquals(150, v.columns());
    assertEquals(5.1, v.get(0, 0));
    assertEquals(3.5, v.get(1, 0));
    assertEquals(4.9, v.get(0, 1));
    assertEquals(1.8, v.get(3, 149));
  }
}
