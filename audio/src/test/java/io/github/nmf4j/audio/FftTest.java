package io.github.nmf4j.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FftTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 6, 8, 10, 14, 16, 30, 32, 64, 100, 128, 250, 256, 441 * 2, 1024})
  void agreesWithTheSumAndInverts(int n) {
    var random = new Random(n);
    double[] x = random.doubles(n, -1, 1).toArray();
    var fft = new RealFft(n);
    double[] re = new double[n / 2 + 4];
    double[] im = new double[n / 2 + 4];

    fft.forward(x, re, im, 3);

    for (int q = 0; q <= n / 2; q++) {
      double sumRe = 0;
      double sumIm = 0;
      for (int p = 0; p < n; p++) {
        double angle = 2 * Math.PI * ((long) p * q % n) / n;
        sumRe += x[p] * Math.cos(angle);
        sumIm -= x[p] * Math.sin(angle);
      }
      assertEquals(sumRe, re[3 + q], 1e-12 * n, "re of bin " + q);
      assertEquals(sumIm, im[3 + q], 1e-12 * n, "im of bin " + q);
    }
    double[] back = new double[n];
    fft.inverse(re, im, 3, back);
    assertArrayEquals(x, back, 1e-13);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 8, 12, 17, 64, 81})
  void complexTransformsOfAnyLengthInvert(int n) {
    var random = new Random(n);
    double[] re = random.doubles(n, -1, 1).toArray();
    double[] im = random.doubles(n, -1, 1).toArray();
    double[] a = re.clone();
    double[] b = im.clone();
    var fft = ComplexFft.of(n);

    fft.forward(a, b);
    double energy = 0;
    for (int q = 0; q < n; q++) {
      energy += a[q] * a[q] + b[q] * b[q];
    }
    fft.inverse(a, b);

    double expected = 0;
    for (int p = 0; p < n; p++) {
      expected += n * (re[p] * re[p] + im[p] * im[p]);
      assertEquals(re[p], a[p] / n, 1e-14);
      assertEquals(im[p], b[p] / n, 1e-14);
    }
    assertEquals(expected, energy, 1e-12 * expected, "Parseval");
  }
}
