package io.github.nmf4j.report;

import java.util.Arrays;
import java.util.List;

/**
 * From values to colours.
 *
 * @param kind how values are spread over the colours
 * @param low value of the first colour
 * @param high value of the last colour
 * @param map the colours
 */
public record ColorScale(Kind kind, double low, double high, ColorMap map) {

  /** How values are spread over the colours. */
  public enum Kind {
    /** Equal differences are equal steps. */
    LINEAR,
    /** Equal ratios are equal steps; what is below the first colour's value has its colour. */
    LOGARITHMIC
  }

  /** A scale of logarithms shows this much at most: four powers of ten, 40 dB of a power. */
  private static final double DECADES = 1e4;

  /** A median below this share of the maximum would be black on a linear scale. */
  private static final double HEAVY_TAIL = 0.03;

  public ColorScale {
    if (!(Double.isFinite(low) && Double.isFinite(high) && low < high)) {
      throw new IllegalArgumentException(
          "low must be less than high, were %s and %s".formatted(low, high));
    }
    if (kind == Kind.LOGARITHMIC && !(low > 0)) {
      throw new IllegalArgumentException("a logarithmic scale begins above 0, was " + low);
    }
  }

  /** Zero to {@code high}. */
  public static ColorScale linear(double high) {
    return new ColorScale(Kind.LINEAR, 0, high > 0 ? high : 1, ColorMap.SEQUENTIAL);
  }

  /** Four powers of ten, or what there is of them, up to {@code high}. */
  public static ColorScale logarithmic(double high) {
    double top = high > 0 ? high : 1;
    return new ColorScale(Kind.LOGARITHMIC, top / DECADES, top, ColorMap.SEQUENTIAL);
  }

  /** Linear, or logarithmic if most positive values would be lost in the first colours. */
  public static ColorScale fitting(Cells cells) {
    double[] positive = positive(cells.values());
    if (positive.length == 0) {
      return linear(1);
    }
    double highest = positive[positive.length - 1];
    double median = positive[positive.length / 2];
    return median < HEAVY_TAIL * highest ? logarithmic(highest) : linear(highest);
  }

  /**
   * For differences: 0 in the middle, symmetric, wide enough for all but a hundredth of the values.
   */
  public static ColorScale diverging(Cells cells) {
    double[] sizes = cells.values().clone();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.abs(sizes[i]);
    }
    double[] positive = positive(sizes);
    double limit = positive.length == 0 ? 1 : positive[(int) (0.99 * (positive.length - 1))];
    return new ColorScale(Kind.LINEAR, -limit, limit, ColorMap.DIVERGING);
  }

  private static double[] positive(double[] values) {
    double[] positive = new double[values.length];
    int count = 0;
    for (double value : values) {
      if (value > 0) {
        positive[count++] = value;
      }
    }
    double[] sorted = Arrays.copyOf(positive, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Where a value lies between the first colour, 0, and the last one, 1. */
  double fraction(double value) {
    return switch (kind) {
      case LINEAR -> (value - low) / (high - low);
      case LOGARITHMIC ->
          value > 0
              ? Math.log(value / low) / Math.log(high / low)
              : Double.isNaN(value) ? value : 0;
    };
  }

  List<Ticks> ticks(int wanted) {
    return switch (kind) {
      case LINEAR -> Ticks.linear(low, high, wanted);
      case LOGARITHMIC -> Ticks.logarithmic(low, high, wanted);
    };
  }

  /** Whether a value is beyond the ends of the scale. */
  boolean cuts(Cells cells) {
    double[] range = cells.range();
    return range[1] > high * (1 + 1e-6) || (kind == Kind.LINEAR && range[0] < low - 1e-6 * high);
  }

  /** What a caption says about the colours. */
  String note(Cells cells) {
    String spread = kind == Kind.LOGARITHMIC ? "The colours are logarithmic." : "";
    String cut = cuts(cells) ? "Values beyond the scale have the colours of its ends." : "";
    return (spread + " " + cut).strip();
  }
}
