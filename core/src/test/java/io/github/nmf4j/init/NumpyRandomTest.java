package io.github.nmf4j.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** NumPy's own numbers. */
final class NumpyRandomTest {

  @Test
  void uniforms() {
    var random = new NumpyRandom(1);
    assertEquals(0.417022004702574, random.nextDouble());
    assertEquals(0.7203244934421581, random.nextDouble());
    assertEquals(0.00011437481734488664, random.nextDouble());
    for (int i = 0; i < 999; i++) {
      random.nextDouble();
    }
    // past the first 624 words, so the state was renewed three times
    assertEquals(0.7517077209192669, random.nextDouble());
  }

  @Test
  void normals() {
    var random = new NumpyRandom(0);
    double[] expected = {
      1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458, 1.86755799015
    };
    for (double value : expected) {
      assertEquals(value, random.nextGaussian(), 1e-12);
    }
    assertEquals(-0.977277879876, random.nextGaussian(), 1e-12);
  }

  @Test
  void largestSeed() {
    var random = new NumpyRandom(4294967295L);
    assertEquals(0.6484086742306527, random.nextGaussian(), 1e-15);
    assertEquals(0.01793967398674523, random.nextDouble());
  }

  /** avg · U(10 × 6), then avg · U(6 × 10), avg = 0.505, seed 1: rows of a published example. */
  @Test
  void filledRowByRow() {
    var random = new NumpyRandom(1);
    double[] w = {
      0.210596112375, 0.363763869188, 5.7759283e-05, 0.152677949179, 0.074111724863, 0.046630990358
    };
    double[] h = {
      0.051678886558, 0.209098273849, 0.350672079653, 0.209160531111, 0.025226496768, 0.270627684987
    };
    for (double value : w) {
      assertEquals(value, 0.505 * random.nextDouble(), 1e-12);
    }
    for (int i = 6; i < 60; i++) {
      random.nextDouble();
    }
    for (double value : h) {
      assertEquals(value, 0.505 * random.nextDouble(), 1e-12);
    }
  }

  @Test
  void seedsThatNumpyDoesNotHave() {
    for (long seed : new long[] {-1, 4294967296L, Long.MIN_VALUE}) {
      var e = assertThrows(IllegalArgumentException.class, () -> new NumpyRandom(seed));
      assertTrue(String.valueOf(e.getMessage()).contains(Long.toString(seed)), e.getMessage());
      assertTrue(String.valueOf(e.getMessage()).contains("4294967295"), e.getMessage());
    }
  }
}
