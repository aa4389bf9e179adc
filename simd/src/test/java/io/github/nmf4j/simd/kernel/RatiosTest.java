package io.github.nmf4j.simd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Quotients of Kullback–Leibler passes, which are no divisions, beside divisions. */
class RatiosTest {

  private static final int COUNT = 4096;
  private static final double FLOOR = 0x1p-100;

  /** In units in the last place; a division is off by half of one. */
  private static final double MOST_ULPS = 1;

  @Test
  void floatQuotientsAreWithinAUnitInTheLastPlace() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    float[] x = new float[COUNT];
    float[] y = new float[COUNT];
    for (int e = 0; e < COUNT; e++) {
      y[e] = (float) (random.nextDouble(1, 2) * Math.pow(2, random.nextInt(-90, 90)));
      x[e] = (float) (random.nextDouble(1, 2) * y[e] * Math.pow(2, random.nextInt(-20, 20)));
    }
    float[] z = floats(x, y);
    for (int e = 0; e < COUNT; e++) {
      double exact = (double) x[e] / y[e];
      double ulps = Math.abs(z[e] - exact) / Math.ulp((float) exact);
      assertTrue(ulps <= MOST_ULPS, x[e] + " / " + y[e] + " = " + z[e] + ", seed " + seed);
    }
  }

  @Test
  void doubleQuotientsAreWithinAUnitInTheLastPlace() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    double[] x = new double[COUNT];
    double[] y = new double[COUNT];
    for (int e = 0; e < COUNT; e++) {
      y[e] = random.nextDouble(1, 2) * Math.pow(2, random.nextInt(-90, 900));
      x[e] = random.nextDouble(1, 2) * y[e] * Math.pow(2, random.nextInt(-60, 60));
    }
    double[] z = doubles(x, y);
    for (int e = 0; e < COUNT; e++) {
      double exact = x[e] / y[e];
      double ulps = Math.abs(z[e] - exact) / Math.ulp(exact);
      assertTrue(ulps <= MOST_ULPS, x[e] + " / " + y[e] + " = " + z[e] + ", seed " + seed);
    }
  }

  @Test
  void wholeQuotientsAreExact() {
    float[] x = new float[COUNT];
    float[] y = new float[COUNT];
    double[] xs = new double[COUNT];
    double[] ys = new double[COUNT];
    for (int e = 0; e < COUNT; e++) {
      int quotient = e / 64;
      y[e] = 1 + e % 64;
      x[e] = y[e] * quotient;
      xs[e] = x[e];
      ys[e] = y[e];
    }
    float[] z = floats(x, y);
    double[] zs = doubles(xs, ys);
    for (int e = 0; e < COUNT; e++) {
      int quotient = e / 64;
      assertEquals(quotient, z[e]);
      assertEquals(quotient, zs[e]);
    }
  }

  @Test
  void aModelBelowTheFloorCountsAsTheFloor() {
    float[] y = {0, (float) FLOOR / 2, Float.MIN_VALUE, (float) FLOOR};
    double[] ys = {0, FLOOR / 2, Double.MIN_VALUE, FLOOR};
    for (float z : floats(new float[] {3, 3, 3, 3}, y)) {
      assertEquals(3 / (float) FLOOR, z);
    }
    for (double z : doubles(new double[] {3, 3, 3, 3}, ys)) {
      assertEquals(3 / FLOOR, z);
    }
  }

  @Test
  void whereReciprocalsEndQuotientsAreNumbers() {
    float[] y = {0x1p124f, 0x1p126f, Float.MAX_VALUE, Float.POSITIVE_INFINITY};
    double[] ys = {0x1p1020, 0x1p1022, Double.MAX_VALUE, Double.POSITIVE_INFINITY};
    float[] z = floats(new float[] {0x1p100f, 0x1p100f, 1, 1}, y);
    double[] zs = doubles(new double[] {0x1p1000, 0x1p1000, 1, 1}, ys);
    assertEquals(0x1p-24f, z[0]);
    assertEquals(0x1p-20, zs[0]);
    for (int e = 1; e < y.length; e++) {
      assertTrue(z[e] >= 0 && z[e] <= 0x1p-24f, "" + z[e]);
      assertTrue(zs[e] >= 0 && zs[e] <= 0x1p-20, "" + zs[e]);
    }
  }

  @Test
  void nothingDividedIsNothing() {
    float[] z = floats(new float[4], new float[] {0, 1, 0x1p120f, Float.POSITIVE_INFINITY});
    for (float quotient : z) {
      assertEquals(0f, quotient); // and not -0, which is another object
    }
  }

  private static float[] floats(float[] x, float[] y) {
    int count = FloatLanes.roundUp(x.length);
    float[] s = Arrays.copyOf(y, count);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(2L * count * Float.BYTES, 64);
      MemorySegment.copy(x, 0, memory, ValueLayout.JAVA_FLOAT, 0, x.length);
      long to = (long) count * Float.BYTES;
      FloatRatios.kl(memory, 0, s, memory, to, count, (float) FLOOR);
      float[] z = new float[x.length];
      MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, to, z, 0, z.length);
      return z;
    }
  }

  private static double[] doubles(double[] x, double[] y) {
    int count = DoubleLanes.roundUp(x.length);
    double[] s = Arrays.copyOf(y, count);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(2L * count * Double.BYTES, 64);
      MemorySegment.copy(x, 0, memory, ValueLayout.JAVA_DOUBLE, 0, x.length);
      long to = (long) count * Double.BYTES;
      DoubleRatios.kl(memory, 0, s, memory, to, count, FLOOR);
      double[] z = new double[x.length];
      MemorySegment.copy(memory, ValueLayout.JAVA_DOUBLE, to, z, 0, z.length);
      return z;
    }
  }
}
