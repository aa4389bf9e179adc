package io.github.nmf4j.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CounterRandomTest {

  /** The known answers that its authors publish for Philox 4×32-10. */
  @Test
  void knownAnswers() {
    assertBlock(CounterRandom.block(0, 0, 0, 0, 0), 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertBlock(
        CounterRandom.block(-1, -1, -1, -1, -1), 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertBlock(
        CounterRandom.block(0x299f31d0_a4093822L, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344),
        0xd16cfe09,
        0x94fdcceb,
        0x5001e420,
        0x24126ea1);
  }

  private static void assertBlock(long[] block, int... words) {
    for (int i = 0; i < 4; i++) {
      int word = (int) (block[i / 2] >>> (32 * (i % 2)));
      assertEquals(Integer.toHexString(words[i]), Integer.toHexString(word), "word " + i);
    }
  }

  @Test
  void everyArgumentCounts() {
    Set<Double> seen = new HashSet<>();
    for (long seed : new long[] {0, 1, 1L << 32, -1}) {
      var random = new CounterRandom(seed);
      for (int stream = 0; stream < 3; stream++) {
        for (int row = 0; row < 20; row++) {
          for (int component = 0; component < 20; component++) {
            assertTrue(seen.add(random.uniform(stream, row, component)));
          }
        }
      }
    }
  }

  @Test
  void valuesDoNotDependOnTheOrder() {
    var forward = new CounterRandom(7);
    var backward = new CounterRandom(7);
    double[] values = new double[100];
    for (int i = 0; i < 100; i++) {
      values[i] = forward.gaussian(1, i, 3);
    }
    for (int i = 99; i >= 0; i--) {
      assertEquals(values[i], backward.gaussian(1, i, 3));
    }
    assertNotEquals(values[0], new CounterRandom(8).gaussian(1, 0, 3));
  }

  /** Pinned, because results are promised to be the same bits everywhere and in later versions. */
  @Test
  void pinnedValues() {
    var random = new CounterRandom(42);
    assertEquals(0.46858651833910503, random.uniform(0, 0, 0));
    assertEquals(3.014764115434643, random.gaussian(1, 2, 3));
  }

  @Test
  void moments() {
    var random = new CounterRandom(3);
    int count = 200_000;
    double[] sums = new double[5];
    double neighbours = 0;
    double last = 0;
    for (int i = 0; i < count; i++) {
      double u = random.uniform(0, i, 0);
      double g = random.gaussian(1, i / 10, i % 10);
      assertTrue(u > 0 && u <= 1);
      sums[0] += u;
      sums[1] += g;
      sums[2] += g * g;
      sums[3] += g * g * g;
      sums[4] += g * g * g * g;
      neighbours += g * last;
      last = g;
    }
    // five standard deviations of each mean
    double unit = 5 / Math.sqrt(count);
    assertEquals(0.5, sums[0] / count, unit * Math.sqrt(1 / 12.0));
    assertEquals(0, sums[1] / count, unit);
    assertEquals(1, sums[2] / count, unit * Math.sqrt(2));
    assertEquals(0, sums[3] / count, unit * Math.sqrt(15));
    assertEquals(3, sums[4] / count, unit * Math.sqrt(96));
    assertEquals(0, neighbours / count, unit);
  }
}
