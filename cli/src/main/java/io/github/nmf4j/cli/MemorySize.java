package io.github.nmf4j.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes such as {@code 400M}; K, M, G and T are powers of 1024. */
final class MemorySize implements ITypeConverter<Long> {

  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,9})([KMGT])i?B?", Pattern.CASE_INSENSITIVE);

  @Override
  public Long convert(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new TypeConversionException(
          "must be a positive number with K, M, G or T behind it, such as 400M, was '%s'"
              .formatted(text));
    }
    int exponent = 1 + "KMGT".indexOf(Character.toUpperCase(matcher.group(2).charAt(0)));
    return Long.parseLong(matcher.group(1)) << (10 * exponent);
  }
}
