package io.github.nmf4j.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.bench.Machine;
import io.github.nmf4j.matrix.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the comparison of threads says about given rounds. */
final class ThreadPageTest {

  private static final Machine MACHINE =
      new Machine("CPU", 2, "JVM", List.of("-Xa"), 512, 2, 2e11, 4e11, 1e11, 2e11, 4e10, 5e10);

  private static final ThreadRow ROW =
      new ThreadRow(
          "mu-kl",
          List.of(
              new ThreadRow.Round(4e-3, 2e-3, 2e-3, true),
              new ThreadRow.Round(4.5e-3, 2.5e-3, 2.25e-3, false),
              new ThreadRow.Round(6e-3, 4e-3, 5e-3, true)));

  private static final ThreadPage PAGE = new ThreadPage(MACHINE, 3, List.of(ROW));

  /** The rounds' ratios, not the ratio of the medians: a slower round is slower on both sides. */
  @Test
  void ratiosAreThoseOfTheRounds() {
    assertTrue(
        PAGE.markdown()
            .contains(
                "| mu-kl | 4.50 | 2.50 | 1.80 × (1.50–2.00) | 2.00 × (1.20–2.00) | 90 % | 1 |"),
        PAGE::markdown);
    assertEquals(1.8, ROW.of(ThreadRow.Round::gain).median(), 1e-12);
  }

  @Test
  void programsGetEveryRound() {
    assertTrue(PAGE.json().contains("\"secondsSideBySide\" : 0.00225"), PAGE::json);
  }

  @Test
  void partsOfACase() {
    var c = new PeerCase("mu", 1, 3001, 1025, 32, 1000, Precision.FLOAT, 30);
    assertEquals(new PeerCase("mu", 1, 1501, 1025, 32, 500, Precision.FLOAT, 30), c.part(2));
  }
}
