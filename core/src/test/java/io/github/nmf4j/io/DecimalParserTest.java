package io.github.nmf4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalParserTest {

  private static final long SEED = 20_260_101L;

  private final DecimalParser parser = new DecimalParser();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "+0.0",
        "1",
        "12",
        "0.123",
        ".5",
        "5.",
        "+3",
        "-1.5e-3",
        "1E5",
        "1e+05",
        "1.234567890123456789e+00",
        "9007199254740993",
        "9007199254740992.5",
        "9007199254740993.0",
        "9007199254740992.999999999999999",
        "18446744073709551615",
        "18446744073709551616",
        "9999999999999999999",
        "99999999999999999999",
        "1e22",
        "1e23",
        "8.5e22",
        "123456789e-30",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2e-324",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "2.2250738585072012e-308",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e309",
        "1e-400",
        "1e400",
        "0e999999999999",
        "1e999999999999",
        "1e-999999999999",
        "0.000000000000000000000000000000000000000000000000000001e54",
        "100000000000000000000000000000000000000000000000000000e-53",
        "6.9294956446009195e15",
        "3.2378839133029012895883e23",
        "7.3177701707893310e+15",
        "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126"
      })
  void roundsKnownHardCasesCorrectly(String text) {
    assertSame(text);
  }

  @Test
  void agreesWithTheJdkOnRandomTexts() {
    var random = Fixtures.random(SEED);
    for (Shape shape : Shape.values()) {
      for (int i = 0; i < shape.count; i++) {
        assertSame(shape.make.apply(random));
      }
    }
  }

  @Test
  void stopsBehindTheNumber() {
    byte[] text = "1.5e3,7\n\n\n\n\n\n\n\n".getBytes(StandardCharsets.US_ASCII);
    assertEquals(1500.0, parser.parse(text, 0));
    assertEquals(5, parser.end());
    assertEquals(7.0, parser.parse(text, 6));
    assertEquals(7, parser.end());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-", ".", "e5", "1e", "1e+", "--1", "1.2.3", "1,5", "0x10", "1f", "1d", "1 2", "nano",
        "in", "NA", "1_000", "１"
      })
  void refusesWhatIsNoNumber(String text) {
    assertNull(DecimalParser.parseWhole(text));
  }

  @Test
  void readsNanAndInfinities() {
    for (String text : new String[] {"nan", "NaN", "-NAN"}) {
      assertEquals(Double.NaN, DecimalParser.parseWhole(text));
    }
    for (String text : new String[] {"inf", "+Inf", "Infinity"}) {
      assertEquals(Double.POSITIVE_INFINITY, DecimalParser.parseWhole(text));
    }
    assertEquals(Double.NEGATIVE_INFINITY, DecimalParser.parseWhole("-inf"));
  }

  @Test
  void readsIndices() {
    byte[] text = "120 -7 99999999999999999999\n\n\n\n\n\n\n\n".getBytes(StandardCharsets.US_ASCII);
    assertEquals(120, parser.parseIndex(text, 0));
    assertEquals(3, parser.end());
    assertEquals(-1, parser.parseIndex(text, 4));
    assertEquals(Long.MAX_VALUE, parser.parseIndex(text, 7));
  }

  private void assertSame(String text) {
    byte[] bytes = (text + "\n".repeat(DecimalParser.PADDING)).getBytes(StandardCharsets.US_ASCII);
    double found = parser.parse(bytes, 0);
    assertEquals(text.length(), parser.end(), text);
    double expected = Double.parseDouble(text);
    if (Double.doubleToRawLongBits(found) != Double.doubleToRawLongBits(expected)) {
      throw new AssertionError("%s: %s, expected %s".formatted(text, found, expected));
    }
  }

  /** Kinds of texts that take different ways through the parser. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
  private enum Shape {
    SHORT(170_000, random -> Integer.toString(random.nextInt(1000)) + "." + random.nextInt(10_000)),
    SHORTEST(170_000, random -> Double.toString(anyDouble(random))),
    SEVENTEEN_DIGITS(170_000, random -> "%.16e".formatted(anyDouble(random))),
    NINETEEN_DIGITS(170_000, random -> "%.18e".formatted(random.nextDouble())),
    MANY_DIGITS(170_000, random -> digits(random, 1 + random.nextInt(60)) + exponent(random, 330)),
    WITH_POINT(
        170_000,
        random ->
            digits(random, random.nextInt(25))
                + "."
                + digits(random, 1 + random.nextInt(25))
                + exponent(random, 340)),
    SUBNORMAL(
        30_000,
        random ->
            new BigDecimal(Double.longBitsToDouble(random.nextLong() >>> 12))
                .round(new MathContext(1 + random.nextInt(25)))
                .toString()),
    HALFWAY(50_000, Shape::halfway),
    POWERS_OF_TWO(
        30_000,
        random ->
            new BigDecimal(Math.scalb(1.0, random.nextInt(2098) - 1074))
                .round(new MathContext(15 + random.nextInt(10), RoundingMode.DOWN))
                .toString());

    private final int count;
    private final Function<Random, String> make;

    Shape(int count, Function<Random, String> make) {
      this.count = count;
      this.make = make;
    }

    private static double anyDouble(Random random) {
      double value;
      do {
        value = Double.longBitsToDouble(random.nextLong());
      } while (!Double.isFinite(value));
      return value;
    }

    private static String digits(Random random, int count) {
      var text = new StringBuilder();
      for (int i = 0; i < count; i++) {
        text.append((char) ('0' + random.nextInt(10)));
      }
      return text.toString();
    }

    private static String exponent(Random random, int limit) {
      int exponent = random.nextInt(2 * limit) - limit;
      return random.nextBoolean() ? "" : (random.nextBoolean() ? "e" : "E") + exponent;
    }

    /** Exactly between two doubles, a hair above or below, or cut to some digits. */
    private static String halfway(Random random) {
      // small integers and short fractions lie half-way with few digits; others need hundreds
      double low =
          random.nextInt(4) == 0
              ? Math.abs(anyDouble(random))
              : (1L << 52 | random.nextLong() >>> 12) * Math.scalb(1.0, random.nextInt(16) - 8);
      double high = Math.nextUp(low);
      if (!Double.isFinite(high)) {
        return "1";
      }
      BigDecimal middle =
          new BigDecimal(low).add(new BigDecimal(high)).divide(BigDecimal.valueOf(2));
      BigDecimal hair = middle.ulp();
      return switch (random.nextInt(4)) {
        case 0 -> middle.toString();
        case 1 -> middle.add(hair).toString();
        case 2 -> middle.subtract(hair).toString();
        default -> middle.round(new MathContext(17 + random.nextInt(4))).toString();
      };
    }
  }
}
