package io.github.nmf4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TicksTest {

  private static List<String> labels(List<Ticks> ticks) {
    return ticks.stream().map(Ticks::label).toList();
  }

  @Test
  void roundNumbersWithinTheRange() {
    assertEquals(List.of("0", "2", "4", "6", "8", "10"), labels(Ticks.linear(0, 10, 5)));
    assertEquals(List.of("−0.5", "0", "0.5"), labels(Ticks.linear(-0.6, 0.6, 3)));
    assertEquals(List.of("0", "5000", "10000"), labels(Ticks.linear(0, 11025, 3)));
    assertEquals(List.of("1.2e8", "1.4e8"), labels(Ticks.linear(1.1e8, 1.45e8, 2)));
    assertEquals(List.of("7"), labels(Ticks.linear(7, 7, 4)));
  }

  @Test
  void powersOfTen() {
    assertEquals(List.of("0.01", "0.1", "1", "10"), labels(Ticks.logarithmic(0.01, 50, 5)));
    assertEquals(List.of("1e−12", "1e−7", "0.01"), labels(Ticks.logarithmic(1e-12, 1e2, 3)));
  }

  @Test
  void endsForHugeAndTinyNumbers() {
    for (double size : new double[] {1e-300, 1e-12, 1, 1e12, 1e300}) {
      for (int wanted = 1; wanted < 12; wanted++) {
        List<Ticks> ticks = Ticks.linear(-size, size, wanted);
        assertTrue(!ticks.isEmpty() && ticks.size() < 3 * wanted + 4, ticks.toString());
      }
    }
    assertTrue(Ticks.linear(1, Math.nextUp(1.0), 5).size() < 20);
  }

  @Test
  void briefNumbers() {
    assertEquals("12", Ticks.brief(12));
    assertEquals("0.123", Ticks.brief(0.12345));
    assertEquals("12.3", Ticks.brief(12.345));
    assertEquals("1.23e−5", Ticks.brief(1.2345e-5));
    assertEquals("−4", Ticks.brief(-4));
    assertEquals("–", Ticks.brief(Double.NaN));
  }
}
