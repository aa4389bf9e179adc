package io.github.nmf4j.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads decimal numbers from bytes, correctly rounded: short ones by one exact multiplication or
 * division (Clinger 1990), the others with a 128-bit product (Lemire, "Number parsing at a gigabyte
 * per second", 2021; Mushtak and Lemire, "Fast number parsing without fallback", 2023), and those
 * of more than 19 digits that this leaves open with {@link Double#parseDouble}.
 *
 * <p>Texts are followed by at least {@link #PADDING} readable bytes, the first of them a newline,
 * so that the loops need no bounds. One instance serves one thread.
 */
final class DecimalParser {

  /** Readable bytes behind the last byte of a text. */
  static final int PADDING = 8;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Powers of ten that are exact doubles. */
  private static final double[] EXACT_POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** As many decimal digits as always fit 64 bits. */
  private static final int MAX_DIGITS = 19;

  /** As many decimal digits as always make an exact double. */
  private static final int EXACT_DIGITS = 15;

  /** Explicit exponents stop growing here; far beyond any that matters, far from int's limit. */
  private static final int EXPONENT_LIMIT = 100_000_000;

  private int end;

  /** Index behind the number or index that was read last. */
  int end() {
    return end;
  }

  /**
   * The number that starts at {@code from}: sign, digits with at most one point, exponent. If there
   * is none, {@link #end()} is {@code from} and the answer means nothing.
   */
  double parse(byte[] text, int from) {
    int p = from;
    boolean negative = text[p] == '-';
    if (negative || text[p] == '+') {
      p++;
    }
    int start = p;
    long w = 0;
    for (int digit = text[p] - '0'; digit >= 0 && digit <= 9; digit = text[p] - '0') {
      w = 10 * w + digit;
      p++;
    }
    int digits = p - start;
    if (text[p] <= ',' && digits > 0 && digits <= EXACT_DIGITS) {
      // behind it neither point nor exponent: counts, half of all matrices
      end = p;
      return negative ? -(double) w : w;
    }
    int exponent = 0;
    if (text[p] == '.') {
      p++;
      int point = p;
      long eight = (long) EIGHT_BYTES.get(text, p);
      while (areDigits(eight)) {
        w = 100_000_000 * w + eightDigits(eight);
        p += 8;
        eight = (long) EIGHT_BYTES.get(text, p);
      }
      for (int digit = text[p] - '0'; digit >= 0 && digit <= 9; digit = text[p] - '0') {
        w = 10 * w + digit;
        p++;
      }
      exponent = point - p;
      digits -= exponent;
    }
    if (digits == 0) {
      end = from;
      return Double.NaN;
    }
    int digitsEnd = p;
    int explicit = 0;
    if ((text[p] | 0x20) == 'e') {
      p++;
      boolean down = text[p] == '-';
      if (down || text[p] == '+') {
        p++;
      }
      int first = p;
      for (int digit = text[p] - '0'; digit >= 0 && digit <= 9; digit = text[p] - '0') {
        if (explicit < EXPONENT_LIMIT) {
          explicit = 10 * explicit + digit;
        }
        p++;
      }
      if (p == first) {
        end = from;
        return Double.NaN;
      }
      explicit = down ? -explicit : explicit;
    }
    end = p;
    double magnitude =
        digits <= MAX_DIGITS
            ? scaled(w, exponent + explicit)
            : parseLong(text, start, digitsEnd, explicit);
    return negative ? -magnitude : magnitude;
  }

  /**
   * The nonnegative integer that starts at {@code from}, saturated beyond 18 digits; −1 if there is
   * none.
   */
  long parseIndex(byte[] text, int from) {
    int p = from;
    long value = 0;
    for (int digit = text[p] - '0'; digit >= 0 && digit <= 9; digit = text[p] - '0') {
      value = value < Long.MAX_VALUE / 10 ? 10 * value + digit : Long.MAX_VALUE;
      p++;
    }
    end = p;
    return p == from ? -1 : value;
  }

  /**
   * The number that {@code text} is, {@code nan}, {@code inf} and {@code infinity} in any case
   * included; null if it is none.
   */
  static @Nullable Double parseWhole(String text) {
    String trimmed = text.strip();
    byte[] bytes = (trimmed + "\n".repeat(PADDING)).getBytes(StandardCharsets.UTF_8);
    var parser = new DecimalParser();
    double value = parser.parse(bytes, 0);
    if (parser.end() > 0 && parser.end() == bytes.length - PADDING) {
      return value;
    }
    String word = trimmed.toLowerCase(Locale.ROOT);
    boolean signed = word.startsWith("-") || word.startsWith("+");
    double sign = word.startsWith("-") ? -1 : 1;
    return switch (signed ? word.substring(1) : word) {
      case "nan" -> Double.NaN;
      case "inf", "infinity" -> sign * Double.POSITIVE_INFINITY;
      default -> null;
    };
  }

  /** The number of more than 19 digits, point included, in {@code text[start … digitsEnd − 1]}. */
  private static double parseLong(byte[] text, int start, int digitsEnd, int explicit) {
    long w = 0;
    int used = 0;
    int exponent = explicit;
    boolean inFraction = false;
    boolean cut = false;
    for (int p = start; p < digitsEnd; p++) {
      if (text[p] == '.') {
        inFraction = true;
        continue;
      }
      int digit = text[p] - '0';
      if (used < MAX_DIGITS) {
        w = 10 * w + digit;
        used += w == 0 ? 0 : 1;
        exponent -= inFraction ? 1 : 0;
      } else {
        cut |= digit != 0;
        exponent += inFraction ? 0 : 1;
      }
    }
    double low = scaled(w, exponent);
    if (!cut || low == scaled(w + 1, exponent)) {
      return low;
    }
    String digits = new String(text, start, digitsEnd - start, StandardCharsets.ISO_8859_1);
    return Double.parseDouble(digits + "e" + explicit);
  }

  /** w · 10^q, correctly rounded; w is unsigned. */
  private static double scaled(long w, int q) {
    if (w >= 0 && w <= 1L << 53 && q >= -22 && q <= 22) {
      // both operands are exact, so the one rounding is the right one
      return q < 0 ? w / EXACT_POWERS[-q] : w * EXACT_POWERS[q];
    }
    if (w == 0 || q < PowersOfFive.SMALLEST) {
      return 0;
    }
    if (q > PowersOfFive.LARGEST) {
      return Double.POSITIVE_INFINITY;
    }
    return rounded(w, q);
  }

  private static double rounded(long unscaled, int q) {
    int shift = Long.numberOfLeadingZeros(unscaled);
    long w = unscaled << shift;
    long high = Math.unsignedMultiplyHigh(w, PowersOfFive.high(q));
    long low = w * PowersOfFive.high(q);
    if ((high & 0x1FF) == 0x1FF) {
      // the 64-bit power may not decide: add the next 64 bits
      long more = Math.unsignedMultiplyHigh(w, PowersOfFive.low(q));
      low += more;
      if (Long.compareUnsigned(low, more) < 0) {
        high++;
      }
    }
    int upper = (int) (high >>> 63);
    int cut = upper + 64 - 52 - 3;
    long mantissa = high >>> cut;
    int power = ((217_706 * q) >> 16) + 63 + upper - shift + 1023;
    if (power <= 0) {
      return subnormal(mantissa, power);
    }
    boolean halfway = Long.compareUnsigned(low, 1) <= 0 && (mantissa & 3) == 1;
    if (halfway && q >= -4 && q <= 23 && mantissa << cut == high) {
      // exactly between two doubles: the even one is below
      mantissa &= ~1L;
    }
    mantissa = (mantissa + (mantissa & 1)) >>> 1;
    if (mantissa >= 1L << 53) {
      mantissa = 1L << 52;
      power++;
    }
    if (power >= 0x7FF) {
      return Double.POSITIVE_INFINITY;
    }
    return Double.longBitsToDouble((mantissa & ~(1L << 52)) | ((long) power << 52));
  }

  /** Below 2^−1022 the bits move down instead; rounding up may reach the smallest normal number. */
  private static double subnormal(long mantissa, int power) {
    if (1 - power >= 64) {
      return 0;
    }
    long moved = mantissa >>> (1 - power);
    return Double.longBitsToDouble((moved + (moved & 1)) >>> 1);
  }

  /** Whether all eight bytes are ASCII digits. */
  private static boolean areDigits(long eight) {
    return ((eight & 0xF0F0F0F0F0F0F0F0L)
            | (((eight + 0x0606060606060606L) & 0xF0F0F0F0F0F0F0F0L) >>> 4))
        == 0x3333333333333333L;
  }

  /** The number that eight ASCII digits are: pairs, then fours, then all. */
  private static long eightDigits(long eight) {
    long v = eight - 0x3030303030303030L;
    v = 10 * v + (v >>> 8);
    return (((v & 0x000000FF000000FFL) * 0x000F424000000064L)
            + (((v >>> 16) & 0x000000FF000000FFL) * 0x0000271000000001L))
        >>> 32;
  }
}
