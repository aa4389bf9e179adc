package io.github.nmf4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How often something is measured on a machine that gives two processors, or one. */
final class CoresTest {

  private int processors = 2;
  private int calls;

  private final Cores cores = new Cores(2, threads -> 100.0 * Math.min(threads, processors));

  @Test
  void onceWhereAllProcessorsAreThere() throws IOException {
    assertEquals(new Cores.Figure(1, true), cores.measure(() -> ++calls));
  }

  @Test
  void againUntilTheyAreThereBeforeAndAfter() throws IOException {
    processors = 1;
    Cores.Work work =
        () -> {
          calls++;
          processors = calls == 3 ? 1 : 2; // back after the first, gone again after the third
          return calls;
        };
    assertEquals(new Cores.Figure(2, true), cores.measure(work));
    assertEquals(new Cores.Figure(5, true), cores.measure(work));
  }

  @Test
  void notForever() throws IOException {
    processors = 1;
    assertEquals(new Cores.Figure(6, false), cores.measure(() -> ++calls));
  }
}
