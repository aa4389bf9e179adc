package io.github.nmf4j.cli;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An option's value that is one of a few words, each of which stands for a {@code T}. As an {@link
 * Iterable} it lists the words for the help.
 */
public abstract class Choice<T> implements ITypeConverter<T>, Iterable<String> {

  private final Map<String, T> values = new LinkedHashMap<>();

  /** Adds a word; the first one for a value is the name that {@link #nameOf} gives back. */
  public final Choice<T> with(String word, T value) {
    values.put(word, value);
    return this;
  }

  @Override
  public final T convert(String word) {
    T value = values.get(word.toLowerCase(Locale.ROOT));
    if (value == null) {
      throw new TypeConversionException(
          "must be one of %s, was '%s'".formatted(String.join(", ", values.keySet()), word));
    }
    return value;
  }

  public final String nameOf(T value) {
    for (Map.Entry<String, T> entry : values.entrySet()) {
      if (entry.getValue().equals(value)) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("no word for " + value);
  }

  @Override
  public final Iterator<String> iterator() {
    return values.keySet().iterator();
  }
}
