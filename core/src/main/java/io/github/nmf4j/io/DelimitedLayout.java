package io.github.nmf4j.io;

import io.github.nmf4j.io.FieldReader.Field;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How a delimited text is laid out, told from its first two lines.
 *
 * <p>The first line is a header if one of its fields is text. A line whose first field alone is
 * text is a header, too, unless it looks like a named row: the next line is named as well, and the
 * other fields are not distinct plain integers (such as years). The rows are named if the first
 * field of the first row is text, if the header's first field is empty, or if the header has one
 * field fewer than the rows. A number in quotes is text where the rows have numbers without quotes.
 *
 * @param delimiter the byte between fields, {@link FieldReader#WHITESPACE} for runs of blanks
 * @param commentLines lines before the header, or before the first row if there is no header
 * @param header whether the first line behind them has column names
 * @param rowNames whether the first field of each row is its name
 * @param corner whether the header has a field above the row names
 * @param numbered whether the column names are only 0, 1, 2, … under an empty corner
 * @param columns number of columns of the matrix
 */
record DelimitedLayout(
    byte delimiter,
    long commentLines,
    boolean header,
    boolean rowNames,
    boolean corner,
    boolean numbered,
    int columns) {

  /** Reads the beginning of the file. */
  static DelimitedLayout of(Source source, Optional<Byte> fixedDelimiter) throws IOException {
    try (TextInput in = TextInput.open(source)) {
      TextEncoding.skipMark(source, in);
      long comments = skipComments(in);
      byte delimiter = fixedDelimiter.orElseGet(() -> DelimiterDetector.detect(in));
      var fields = new FieldReader(source, in, delimiter);
      long line = comments + 1;
      LineShape first = LineShape.read(fields, line);
      if (first.isBlank()) {
        throw isAtEnd(in)
            ? source.invalid("there are no rows in this file")
            : source.invalid(
                line, "blank line; blank lines are allowed only at the end of the file");
      }
      Optional<LineShape> second =
          isAtEnd(in) ? Optional.empty() : Optional.of(LineShape.read(fields, line + 1));
      return of(source, delimiter, comments, first, second.filter(shape -> !shape.isBlank()));
    }
  }

  /** The line, counted from one, of the first row. */
  long firstRowLine() {
    return commentLines + (header ? 2 : 1);
  }

  /** Fields per row. */
  int rowFields() {
    return columns + (rowNames ? 1 : 0);
  }

  /** Skips lines that start with {@code #}; the number of them. */
  static long skipComments(TextInput in) throws IOException {
    long count = 0;
    while (in.position < in.limit && in.buffer[in.position] == '#') {
      skipLine(in);
      count++;
      if (in.position >= in.limit) {
        in.refill();
      }
    }
    return count;
  }

  private static void skipLine(TextInput in) throws IOException {
    while (true) {
      while (in.position < in.limit) {
        if (in.buffer[in.position++] == '\n') {
          return;
        }
      }
      if (!in.refill()) {
        return;
      }
    }
  }

  private static boolean isAtEnd(TextInput in) throws IOException {
    return in.position >= in.limit && !in.refill();
  }

  private static DelimitedLayout of(
      Source source, byte delimiter, long comments, LineShape first, Optional<LineShape> second) {
    boolean quotesMeanText = second.orElse(first).plainNumbers() > 0;
    boolean named = second.map(shape -> shape.firstIsText(quotesMeanText)).orElse(false);
    boolean shortByOne = second.map(shape -> shape.fields() == first.fields() + 1).orElse(false);
    boolean numbered = second.isPresent() && first.isNumberedHeader();
    boolean header = numbered || isHeader(first, second, quotesMeanText, named, shortByOne);
    if (header && second.isEmpty()) {
      throw source.invalid("there are no rows below the header in line " + (comments + 1));
    }
    boolean rowNames =
        header ? shortByOne || first.firstIsEmpty() || named : first.firstIsText(quotesMeanText);
    long fields = header ? second.map(LineShape::fields).orElse(0L) : first.fields();
    if (header && !shortByOne && fields != first.fields()) {
      throw source.invalid(
          comments + 2, DelimitedReader.ragged(fields, first.fields(), comments + 1));
    }
    long columns = fields - (rowNames ? 1 : 0);
    if (columns == 0) {
      throw source.invalid(comments + 1, "there are no numbers behind the row names");
    }
    if (columns > Integer.MAX_VALUE) {
      throw source.invalid(
          comments + 1, "%d columns; at most %d".formatted(columns, Integer.MAX_VALUE));
    }
    boolean corner = header && rowNames && !shortByOne;
    return new DelimitedLayout(
        delimiter, comments, header, rowNames, corner, numbered, (int) columns);
  }

  private static boolean isHeader(
      LineShape first,
      Optional<LineShape> second,
      boolean quotesMeanText,
      boolean named,
      boolean shortByOne) {
    if (first.restHasText(quotesMeanText)) {
      return true;
    }
    if (first.firstIsText(quotesMeanText)) {
      boolean looksLikeRow = named && first.fields() > 1 && !first.restAreDistinctIntegers();
      return second.isPresent() && !looksLikeRow;
    }
    return named && shortByOne;
  }

  /**
   * What kinds of fields a line has.
   *
   * @param fields number of fields
   * @param firstKind what the first field is
   * @param restTexts later fields that are text
   * @param restQuotedNumbers later fields that are numbers in quotes
   * @param plainNumbers fields that are numbers without quotes
   * @param restAreDistinctIntegers whether the later fields are distinct integers, digits only
   * @param restAreNumbered whether the later fields are 0, 1, 2, …
   */
  private record LineShape(
      long fields,
      Kind firstKind,
      long restTexts,
      long restQuotedNumbers,
      long plainNumbers,
      boolean restAreDistinctIntegers,
      boolean restAreNumbered) {

    /** More columns than this are not looked at for repeated numbers. */
    private static final int DISTINCT_LIMIT = 100_000;

    private enum Kind {
      EMPTY,
      PLAIN_NUMBER,
      QUOTED_NUMBER,
      TEXT
    }

    static LineShape read(FieldReader reader, long line) throws IOException {
      Field field = reader.next(line, 1);
      Kind firstKind = kind(field);
      long fields = 1;
      long texts = 0;
      long quotedNumbers = 0;
      long plainNumbers = firstKind == Kind.PLAIN_NUMBER ? 1 : 0;
      boolean distinct = true;
      boolean numbered = true;
      Set<String> seen = new HashSet<>();
      while (!field.last()) {
        field = reader.next(line, fields + 1);
        Kind kind = kind(field);
        texts += kind == Kind.TEXT ? 1 : 0;
        quotedNumbers += kind == Kind.QUOTED_NUMBER ? 1 : 0;
        plainNumbers += kind == Kind.PLAIN_NUMBER ? 1 : 0;
        numbered = numbered && !field.quoted() && field.text().equals(Long.toString(fields - 1));
        distinct =
            distinct
                && seen.size() < DISTINCT_LIMIT
                && field.text().matches("\\d+")
                && seen.add(field.text());
        fields++;
      }
      return new LineShape(
          fields, firstKind, texts, quotedNumbers, plainNumbers, distinct, numbered);
    }

    private static Kind kind(Field field) {
      if (field.text().isBlank()) {
        return Kind.EMPTY;
      }
      if (DecimalParser.parseWhole(field.text()) == null) {
        return Kind.TEXT;
      }
      return field.quoted() ? Kind.QUOTED_NUMBER : Kind.PLAIN_NUMBER;
    }

    boolean isBlank() {
      return fields == 1 && firstKind == Kind.EMPTY;
    }

    boolean firstIsEmpty() {
      return firstKind == Kind.EMPTY;
    }

    boolean firstIsText(boolean quotesMeanText) {
      return firstKind == Kind.TEXT || (quotesMeanText && firstKind == Kind.QUOTED_NUMBER);
    }

    boolean restHasText(boolean quotesMeanText) {
      return restTexts > 0 || (quotesMeanText && restQuotedNumbers > 0);
    }

    boolean isNumberedHeader() {
      return firstKind == Kind.EMPTY && fields > 1 && restAreNumbered;
    }
  }
}
