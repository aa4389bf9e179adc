package io.github.nmf4j.io;

/** Says where in its file an entry of a matrix stands, so that a person finds it. */
public sealed interface CellLocator {

  /** The place of entry {@code (row, column)}, zero-based, without the file's name. */
  String describe(int row, int column);

  /**
   * One row of the matrix per line of text.
   *
   * @param firstLine the line, counted from one, of the matrix' first row
   * @param nameColumns fields before the first entry of each line: one if there are row names
   */
  record TextLines(long firstLine, int nameColumns) implements CellLocator {
    @Override
    public String describe(int row, int column) {
      return "line %d, column %d".formatted(firstLine + row, column + 1L + nameColumns);
    }
  }

  /** MatrixMarket: zero-based index, and the one-based numbers that the file holds. */
  record MatrixMarketNumbers() implements CellLocator {
    @Override
    public String describe(int row, int column) {
      return "index (%d, %d), in the file row %d and column %d"
          .formatted(row, column, row + 1L, column + 1L);
    }
  }

  /** Zero-based index into a binary array. */
  record Index() implements CellLocator {
    @Override
    public String describe(int row, int column) {
      return "index (%d, %d)".formatted(row, column);
    }
  }
}
