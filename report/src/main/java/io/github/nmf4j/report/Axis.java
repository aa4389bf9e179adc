package io.github.nmf4j.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What the rows or columns of a picture are: item i lies at {@code first + i · step}, in the unit
 * that the title names, or has a name of its own.
 *
 * @param title such as {@code "frequency (Hz)"}
 * @param first position of item 0
 * @param step distance between two items, not 0
 * @param names one per item; empty if items are known by their position only
 */
public record Axis(String title, double first, double step, List<String> names) {

  public Axis {
    if (!Double.isFinite(first) || !Double.isFinite(step) || step == 0) {
      throw new IllegalArgumentException(
          "first and step must be finite and step not 0, were %s and %s".formatted(first, step));
    }
    names = List.copyOf(names);
  }

  /** Items that are counted from 0. */
  public static Axis index(String title) {
    return new Axis(title, 0, 1, List.of());
  }

  /** Items in equal distances, such as frequencies and times. */
  public static Axis linear(String title, double first, double step) {
    return new Axis(title, first, step, List.of());
  }

  /** Items with names, such as terms and samples. */
  public static Axis names(String title, List<String> names) {
    return new Axis(title, 0, 1, names);
  }

  /** Names if there are any, otherwise counting. */
  static Axis of(String title, List<String> names) {
    return names.isEmpty() ? index(title) : names(title, names);
  }

  /** Components {@code c1 … ck}, as the results name them. */
  static Axis components(int rank) {
    return names("component", componentNames(rank));
  }

  static List<String> componentNames(int rank) {
    return IntStream.rangeClosed(1, rank).mapToObj(c -> "c" + c).toList();
  }

  /** Where item {@code i}, which may be a fraction, lies. */
  double position(double i) {
    return first + i * step;
  }

  /** What item {@code i} is called. */
  String name(int i) {
    return names.isEmpty() ? Ticks.label(position(i), Math.abs(step)) : names.get(i);
  }
}
