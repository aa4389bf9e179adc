package io.github.nmf4j.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Threads that measure together. */
final class CeilingsTest {

  @Test
  void eachThreadDoesItsPart() {
    int[] done = new int[3];
    Ceilings.together(3, thread -> done[thread]++);
    assertArrayEquals(new int[] {1, 1, 1}, done);
  }

  /** A figure of a thread that failed would be what it was before. */
  @Test
  void aThreadThatFailsIsHeardOf() {
    var thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                Ceilings.together(
                    2,
                    thread -> {
                      if (thread == 1) {
                        throw new OutOfMemoryError("no memory");
                      }
                    }));
    assertEquals("a thread failed: java.lang.OutOfMemoryError: no memory", thrown.getMessage());
  }
}
