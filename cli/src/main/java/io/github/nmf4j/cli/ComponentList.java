package io.github.nmf4j.cli;

import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Components that were named on the command line.
 *
 * @param numbers counted from 0
 */
record ComponentList(Set<Integer> numbers) {

  static final ComponentList NONE = new ComponentList(Set.of());

  /** Reads numbers and ranges of them, separated by commas: {@code 0,2-5}. */
  static final class Converter implements ITypeConverter<ComponentList> {

    @Override
    public ComponentList convert(String text) {
      var numbers = new TreeSet<Integer>();
      for (String part : text.split(",", -1)) {
        String[] ends = part.strip().split("-", -1);
        int first = number(ends[0], text);
        int last = ends.length == 1 ? first : number(ends[1], text);
        if (ends.length > 2 || last < first) {
          throw unreadable(text);
        }
        for (int c = first; c <= last; c++) {
          numbers.add(c);
        }
      }
      return new ComponentList(numbers);
    }

    /** Six digits are more components than anybody has. */
    private static int number(String digits, String text) {
      if (!digits.matches("\\d{1,6}")) {
        throw unreadable(text);
      }
      return Integer.parseInt(digits);
    }

    private static TypeConversionException unreadable(String text) {
      return new TypeConversionException(
          "must be numbers of components, counted from 0, and ranges, such as 0,2-5; was '%s'"
              .formatted(text));
    }
  }
}
