package io.github.nmf4j.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of a bench program: {@code --name value}, and {@code --name} alone for switches. */
public final class Options {

  private final Map<String, String> values = new HashMap<>();

  /**
   * Reads a command line.
   *
   * @param switches options without a value
   * @param valued options with one
   * @throws IllegalArgumentException for any other, and for one that lacks its value
   */
  public Options(String[] arguments, Set<String> switches, Set<String> valued) {
    for (int a = 0; a < arguments.length; a++) {
      String name = arguments[a];
      if (switches.contains(name)) {
        values.put(name, "");
      } else if (!valued.contains(name)) {
        throw new IllegalArgumentException("unknown option " + name);
      } else if (++a == arguments.length) {
        throw new IllegalArgumentException(name + " needs a value");
      } else {
        values.put(name, arguments[a]);
      }
    }
  }

  /** Whether it was given. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** Its value, or {@code otherwise}. */
  public String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** The same as a number of at least {@code least}. */
  public int number(String name, int otherwise, int least) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " takes a whole number, was '" + value + "'", e);
    }
    throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
  }

  /** The same as a path; null if it was not given. */
  public @Nullable Path path(String name) {
    String value = values.get(name);
    return value == null ? null : Path.of(value);
  }

  /**
   * {@code --bits}, forced on backend simd in this JVM, which must not have touched it yet; 0 if it
   * was not given.
   */
  public int forcedBits() {
    int bits = number("--bits", 0, 128);
    if (bits != 0) {
      if (bits != 128 && bits != 256 && bits != 512) {
        throw new IllegalArgumentException("--bits is 128, 256 or 512, was " + bits);
      }
      System.setProperty(Machine.WIDTH_PROPERTY, Integer.toString(bits));
    }
    return bits;
  }
}
