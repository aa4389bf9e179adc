package io.github.nmf4j.simd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What a worker does about touching, by how long its tiles of items take. */
final class TouchingTest {

  private final Touching touching = new Touching();

  /** How many of {@code count} tiles of items are touched, of {@code tiles} tiles each. */
  private int touched(int count, int tiles, long touchedNanos, long otherNanos) {
    int touched = 0;
    for (int i = 0; i < count; i++) {
      boolean touch = touching.next();
      touching.took((touch ? touchedNanos : otherNanos) * tiles, tiles);
      touched += touch ? 1 : 0;
    }
    return touched;
  }

  @Test
  void triesBoth() {
    assertEquals(Touching.TRIAL / 2, touched(Touching.TRIAL, 1, 100, 90));
  }

  @Test
  void doesWhatIsFaster() {
    touched(Touching.TRIAL, 1, 90, 100);
    assertEquals(Touching.FEWEST, touched(Touching.FEWEST, 1, 90, 100));
  }

  @Test
  void doesNotWhatIsSlower() {
    touched(Touching.TRIAL, 1, 100, 90);
    assertEquals(0, touched(Touching.FEWEST, 1, 100, 90));
  }

  @Test
  void fewerTilesAreNoGain() {
    for (int i = 0; i < Touching.TRIAL; i++) {
      boolean touch = touching.next();
      touching.took(touch ? 100 : 180, touch ? 1 : 2);
    }
    assertFalse(touching.next());
  }

  @Test
  void oneLateTileIsNoLoss() {
    for (int i = 0; i < Touching.TRIAL; i++) {
      boolean touch = touching.next();
      touching.took(i == 0 ? 1_000_000 : touch ? 90 : 100, 1);
    }
    assertTrue(touching.next());
  }

  @Test
  void trialsAreFewInTheEnd() {
    int count = 100 * Touching.MOST;
    int lost = touched(count, 1, 100, 90);
    assertTrue(lost < count / 100, lost + " of " + count);
  }

  @Test
  void changesWithTheMachine() {
    touched(3 * Touching.MOST, 1, 100, 90);
    touched(2 * Touching.MOST, 1, 90, 100);
    int count = Touching.FEWEST + Touching.TRIAL;
    assertTrue(touched(count, 1, 90, 100) >= Touching.FEWEST);
  }
}
