package io.github.nmf4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Colours are even to the eye, also without red-green vision and without colour. */
class ColorMapTest {

  /** sRGB to linear light. */
  private static double[] linear(int rgb) {
    double[] linear = new double[3];
    for (int c = 0; c < 3; c++) {
      double x = ((rgb >> (16 - 8 * c)) & 0xFF) / 255.0;
      linear[c] = x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4);
    }
    return linear;
  }

  /** CIE lightness L*, 0 to 100. */
  private static double lightness(double[] linear) {
    double y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
  }

  /** Dichromatic vision after Viénot, Brettel and Mollon (1999): protanopia, deuteranopia. */
  private static double[] seenBy(String eye, double[] rgb) {
    double[][] m =
        switch (eye) {
          case "protanopia" ->
              new double[][] {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}};
          case "deuteranopia" ->
              new double[][] {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}};
          default -> new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        };
    double[] seen = new double[3];
    for (int c = 0; c < 3; c++) {
      for (int d = 0; d < 3; d++) {
        seen[c] += m[c][d] * rgb[d];
      }
      seen[c] = Math.max(0, seen[c]);
    }
    return seen;
  }

  @ParameterizedTest
  @CsvSource({"normal", "protanopia", "deuteranopia"})
  void sequentialColorsGetLighterInEvenSteps(String eye) {
    int steps = 16;
    double before = lightness(seenBy(eye, linear(ColorMap.SEQUENTIAL.colorOf(0))));
    double whole = lightness(seenBy(eye, linear(ColorMap.SEQUENTIAL.colorOf(1)))) - before;
    assertTrue(whole > 80, eye + " sees a range of " + whole);
    for (int i = 1; i <= steps; i++) {
      double now = lightness(seenBy(eye, linear(ColorMap.SEQUENTIAL.colorOf(i / (double) steps))));
      double step = (now - before) * steps / whole;
      assertTrue(step > 0.55 && step < 1.45, "step %d for %s: %s".formatted(i, eye, step));
      before = now;
    }
  }

  @ParameterizedTest
  @CsvSource({"normal", "protanopia", "deuteranopia"})
  void divergingColorsAreAsDarkOnBothSidesAndDifferInColor(String eye) {
    for (double away : new double[] {0.25, 0.5}) {
      double[] low = seenBy(eye, linear(ColorMap.DIVERGING.colorOf(0.5 - away)));
      double[] high = seenBy(eye, linear(ColorMap.DIVERGING.colorOf(0.5 + away)));
      assertEquals(lightness(low), lightness(high), 12, eye);
      // blue against yellow is what every one of these eyes sees
      assertTrue(low[2] > 2 * high[2], eye + ": blue " + low[2] + " and " + high[2]);
    }
    assertTrue(lightness(linear(ColorMap.DIVERGING.colorOf(0.5))) > 94);
  }

  @Test
  void numbersOutsideHaveTheColorsOfTheEnds() {
    for (ColorMap map : ColorMap.values()) {
      assertEquals(map.colorOf(0), map.colorOf(-3));
      assertEquals(map.colorOf(1), map.colorOf(Double.POSITIVE_INFINITY));
      assertEquals(ColorMap.MISSING, Byte.toUnsignedInt(ColorMap.indexOf(Double.NaN)));
      assertEquals(ColorMap.MISSING - 1, Byte.toUnsignedInt(ColorMap.indexOf(1)));
    }
    assertEquals(0x000000, ColorMap.GRAY.colorOf(0));
    assertEquals(0x808080, ColorMap.GRAY.colorOf(128 / 255.0));
    assertEquals(0xFFFFFF, ColorMap.GRAY.colorOf(1));
  }
}
