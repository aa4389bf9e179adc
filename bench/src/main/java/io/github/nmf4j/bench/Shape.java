package io.github.nmf4j.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A named problem shape, with the application that it stands for.
 *
 * @param name what it is called
 * @param rows m
 * @param columns n
 * @param rank k
 * @param density share of the entries of V that are stored; 1 if V is dense
 */
public record Shape(String name, int rows, int columns, int rank, double density) {

  private static final Map<String, Shape> NAMED = new LinkedHashMap<>();

  static {
    for (String named :
        List.of(
            "spectrogram=3000x1025x32",
            "documents=10000x2000x16",
            "tall=60000x50x10",
            "wide=50x60000x10",
            "skinny-8=2000x1500x8",
            "skinny-10=2000x1500x10",
            "skinny-16=2000x1500x16",
            "skinny-17=2000x1500x17",
            "skinny-32=2000x1500x32",
            "skinny-64=2000x1500x64",
            "skinny-100=2000x1500x100",
            "odd=1021x769x13",
            "sparse-0.1%=20000x5000x32@0.001",
            "sparse-1%=20000x5000x32@0.01",
            "sparse-5%=20000x5000x32@0.05")) {
      String[] parts = named.split("=", -1);
      Shape shape = parse(parts[1]);
      NAMED.put(
          parts[0],
          new Shape(parts[0], shape.rows(), shape.columns(), shape.rank(), shape.density()));
    }
  }

  /** The names that {@link #parse} knows. */
  public static List<String> names() {
    return List.copyOf(NAMED.keySet());
  }

  /**
   * A shape by its name, or one such as {@code 3000x1025x32} (dense) or {@code 20000x5000x32@0.01}
   * (sparse, one entry in a hundred is stored).
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Shape parse(String text) {
    Shape named = NAMED.get(text);
    if (named != null) {
      return named;
    }
    try {
      String[] parts = text.split("@", -1);
      String[] sizes = parts[0].split("x", -1);
      double density = parts.length == 2 ? Double.parseDouble(parts[1]) : 1;
      if (sizes.length == 3 && parts.length <= 2 && density > 0 && density <= 1) {
        int rows = Integer.parseInt(sizes[0]);
        int columns = Integer.parseInt(sizes[1]);
        int rank = Integer.parseInt(sizes[2]);
        if (rows > 0 && columns > 0 && rank > 0) {
          return new Shape(text, rows, columns, rank, density);
        }
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(wrong(text), e);
    }
    throw new IllegalArgumentException(wrong(text));
  }

  private static String wrong(String text) {
    return "a shape is ROWSxCOLUMNSxRANK, with @DENSITY if it is sparse, or one of %s; was '%s'"
        .formatted(String.join(", ", names()), text);
  }

  /** Whether V is stored sparse. */
  public boolean isSparse() {
    return density < 1;
  }

  /** Entries of V that are stored. */
  public long entries() {
    return Math.round(density * rows * columns);
  }

  /** The numbers, as {@link #parse} reads them. */
  public String sizes() {
    String dense = "%dx%dx%d".formatted(rows, columns, rank);
    return isSparse() ? dense + "@" + density : dense;
  }
}
