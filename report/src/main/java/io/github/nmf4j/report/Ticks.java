package io.github.nmf4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Round numbers along an axis.
 *
 * @param value where the tick stands
 * @param label what is written there
 */
record Ticks(double value, String label) {

  /** About {@code wanted} multiples of 1, 2 or 5 times a power of ten within [low, high]. */
  static List<Ticks> linear(double low, double high, int wanted) {
    double span = high - low;
    if (!(span > 0)) {
      return List.of(new Ticks(low, label(low, Math.abs(low))));
    }
    double rough = span / Math.max(1, wanted);
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (double factor : new double[] {1, 2, 5, 10}) {
      step = factor * power;
      if (step >= rough * 0.999) {
        break;
      }
    }
    var ticks = new ArrayList<Ticks>();
    // an index, not a sum: no errors add up, and a step that is too small to move low cannot loop
    double start = Math.ceil(low / step - 1e-9);
    for (int i = 0; i <= 2 * wanted + 10; i++) {
      double value = (start + i) * step;
      if (value > high + 1e-9 * span) {
        break;
      }
      ticks.add(new Ticks(value, label(value, step)));
    }
    return ticks;
  }

  /** Powers of ten within [low, high], thinned to about {@code wanted}; both ends if none is. */
  static List<Ticks> logarithmic(double low, double high, int wanted) {
    int from = (int) Math.ceil(Math.log10(low) - 1e-9);
    int to = (int) Math.floor(Math.log10(high) + 1e-9);
    if (to - from < 1) {
      return linear(low, high, wanted);
    }
    int every = Math.max(1, Math.ceilDiv(to - from, Math.max(1, wanted)));
    var ticks = new ArrayList<Ticks>();
    for (int exponent = from; exponent <= to; exponent += every) {
      double value = Math.pow(10, exponent);
      ticks.add(new Ticks(value, label(value, value)));
    }
    return ticks;
  }

  /** A number with the digits that a step needs. */
  static String label(double value, double step) {
    if (value == 0) {
      return "0";
    }
    double size = Math.max(Math.abs(value), Math.abs(step));
    if (size >= 1e6 || size < 1e-4) {
      double relative = step == 0 ? 1 : Math.abs(step / value);
      int digits = Math.clamp((int) Math.ceil(-Math.log10(relative) - 1e-9), 0, 6);
      String text = String.format(Locale.ROOT, "%." + digits + "e", value);
      return text.replaceFirst("(\\.\\d*?)0+e", "$1e")
          .replaceFirst("\\.e", "e")
          .replaceFirst("e\\+?(-?)0*(\\d)", "e$1$2")
          .replace("-", "−");
    }
    int digits = Math.clamp((int) Math.ceil(-Math.log10(Math.abs(step)) - 1e-9), 0, 8);
    return String.format(Locale.ROOT, "%." + digits + "f", value).replace("-", "−");
  }

  /** A number with three significant digits. */
  static String brief(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return Long.toString((long) value).replace("-", "−");
    }
    double size = Math.abs(value);
    if (size >= 1e6 || size < 1e-3) {
      return String.format(Locale.ROOT, "%.2e", value)
          .replaceFirst("e\\+?(-?)0*(\\d)", "e$1$2")
          .replace("-", "−");
    }
    int digits = Math.clamp(2 - (int) Math.floor(Math.log10(size)), 0, 6);
    return String.format(Locale.ROOT, "%." + digits + "f", value).replace("-", "−");
  }
}
