package io.github.nmf4j.simd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Logarithm and exponential against those of the JDK in double. */
final class ElementaryFunctionsTest {

  private static final long SEED = 20261121;
  private static final int COUNT = 1 << 14;

  @Test
  void singlePrecision() {
    var random = new SplittableRandom(SEED);
    float[] a = new float[COUNT];
    float[] b = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      a[i] = (float) Math.exp(random.nextDouble(-86, 86));
      b[i] = (float) random.nextDouble(-20, 20);
    }
    a[0] = 1;
    a[1] = Float.MIN_NORMAL;
    a[2] = Float.MAX_VALUE;
    float[] logs = a.clone();
    float[] powers = b.clone();
    FloatMath.log(logs, 0, COUNT);
    FloatMath.exp(powers, 0, COUNT, 1);
    for (int i = 0; i < COUNT; i++) {
      double log = Math.log(a[i]);
      assertEquals(log, logs[i], 4 * 0x1p-24 * Math.abs(log), "log " + a[i] + ", seed " + SEED);
      double exp = Math.exp(b[i]);
      assertEquals(exp, powers[i], 6 * 0x1p-24 * exp, "exp " + b[i] + ", seed " + SEED);
    }
  }

  @Test
  void doublePrecision() {
    var random = new SplittableRandom(SEED);
    double[] a = new double[COUNT];
    double[] b = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      a[i] = Math.exp(random.nextDouble(-700, 700));
      b[i] = random.nextDouble(-700, 700);
    }
    a[0] = 1;
    a[1] = Double.MIN_NORMAL;
    a[2] = Double.MAX_VALUE;
    double[] logs = a.clone();
    double[] powers = b.clone();
    DoubleMath.log(logs, 0, COUNT);
    DoubleMath.exp(powers, 0, COUNT, 1);
    for (int i = 0; i < COUNT; i++) {
      double log = Math.log(a[i]);
      assertEquals(log, logs[i], 4 * 0x1p-53 * Math.abs(log), "log " + a[i] + ", seed " + SEED);
      double exp = Math.exp(b[i]);
      assertEquals(exp, powers[i], 8 * 0x1p-53 * exp, "exp " + b[i] + ", seed " + SEED);
    }
  }

  /** A power that is too small or too large for a number is the last normal one on that side. */
  @Test
  void powersStayNormal() {
    float[] a = new float[64];
    double[] b = new double[64];
    for (int i = 0; i < a.length; i++) {
      a[i] = i % 2 == 0 ? 200 : -200;
      b[i] = i % 2 == 0 ? 2000 : -2000;
    }
    FloatMath.exp(a, 0, a.length, 1);
    DoubleMath.exp(b, 0, b.length, 1);
    for (int i = 0; i < a.length; i++) {
      double single = i % 2 == 0 ? 88 : -87;
      double twice = i % 2 == 0 ? 709 : -708;
      assertEquals(single, Math.log(a[i]), 1e-5, "exp of ±200");
      assertEquals(twice, Math.log(b[i]), 1e-12, "exp of ±2000");
    }
  }

  /** Near 1 a logarithm must be right relative to itself, or divergences are noise. */
  @Test
  void logarithmsNearOne() {
    double[] a = new double[64];
    for (int i = 0; i < a.length; i++) {
      a[i] = 1 + (i - 32) * 0x1p-45;
    }
    double[] logs = a.clone();
    DoubleMath.log(logs, 0, a.length);
    for (int i = 0; i < a.length; i++) {
      double log = Math.log(a[i]);
      assertEquals(log, logs[i], 4 * 0x1p-53 * Math.abs(log), "log " + a[i]);
    }
  }
}
