package io.github.nmf4j.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.bench.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the comparison says about given timings. */
final class PeerPageTest {

  private static final PeerCase CASE = PeerCase.all().getFirst();
  private static final Machine MACHINE =
      new Machine("CPU", 2, "JVM", List.of("-Xa"), 512, 2, 2e11, 4e11, 1e11, 2e11, 4e10, 5e10);

  private static PeerPage page(Map<String, Timing> timings, Map<String, Timing> wholeRuns) {
    return new PeerPage(
        Arguments.parse(new String[] {"--threads", "2", "--rounds", "3"}),
        MACHINE,
        List.of(new PeerRow(CASE, 4e11, timings, 1)),
        wholeRuns);
  }

  private static Timing milliseconds(double median) {
    return Timing.of(List.of(median * 2e-3, median * 1e-3, median * 0.5e-3), 7);
  }

  @Test
  void oursOnOneThreadIsNoPeer() {
    var timings = new LinkedHashMap<String, Timing>();
    timings.put(PeerRow.OURS, milliseconds(2));
    timings.put("scikit-learn", milliseconds(6));
    timings.put("PyTorch", milliseconds(5));
    timings.put(PeerRow.OURS_ONE, milliseconds(3.8));
    PeerPage page = page(timings, Map.of());
    assertEquals(2.5, page.rows().getFirst().ratio(), 1e-12);
    assertEquals(1.9, page.rows().getFirst().threadsRatio(), 1e-12);
    assertTrue(
        page.markdown()
            .contains(
                "| mu-frobenius-3000x1025-k32-float | 2.00 (1.00–4.00) | 51 % | 1.90 × | 6.00"
                    + " (3.00–12.00) | 5.00 (2.50–10.00) | – | 2.50 × | 1 of 12 | 7.00000 / 7.00000 |"),
        page::markdown);
    String json = PeerJson.of(page);
    assertTrue(json.contains("\"allThreadsOverOne\" : 1.9"), json);
    assertTrue(json.contains("\"disturbedRuns\" : 1"), json);
    assertFalse(json.contains("wholeRunSeconds"), json);
  }

  @Test
  void withoutPeersAndOneThreadThereAreNoRatios() {
    PeerPage page = page(Map.of(PeerRow.OURS, milliseconds(2)), Map.of());
    assertTrue(
        page.markdown().contains("| 51 % | – | – | – | – | – | 1 of 3 | 7.00000 |"),
        page::markdown);
    assertFalse(PeerJson.of(page).contains("NaN"), PeerJson.of(page));
  }

  @Test
  void wholeRuns() {
    PeerPage page =
        page(
            Map.of(PeerRow.OURS, milliseconds(2)),
            Map.of("nmf4j", Timing.of(List.of(0.5, 0.7, 0.6), Double.NaN)));
    assertTrue(page.markdown().contains("nmf4j 0.60 (0.50–0.70)."), page::markdown);
    assertTrue(PeerJson.of(page).contains("\"wholeRunSeconds\""));
  }

  @Test
  void machinesSayWhatTheyAre() {
    assertEquals(
        "CPU, 2 cores, 512-bit vectors, JVM, flags: `-Xa`. Ceilings with 1 / 2 threads:"
            + " multiply-adds 200 / 400 GFLOP/s float, 100 / 200 double; reading memory 40.0 / 50.0"
            + " GB/s.",
        MACHINE.sentences());
  }

  @Test
  void arguments() {
    Arguments quick = Arguments.parse(new String[] {"--quick"});
    assertEquals(3, quick.rounds());
    assertTrue(quick.wants("mu-kl-3000x1025-k32-float"));
    assertTrue(quick.wants(WholeRun.NAME));
    assertFalse(quick.wants("mu-kl-3000x1025-k32-double"));
    assertEquals(5, Arguments.parse(new String[] {}).rounds());
    assertThrows(
        IllegalArgumentException.class, () -> Arguments.parse(new String[] {"--bits", "200"}));
    assertThrows(
        IllegalArgumentException.class, () -> Arguments.parse(new String[] {"--rounds", "0"}));
    assertThrows(
        IllegalArgumentException.class, () -> Arguments.parse(new String[] {"--cases", "nothing"}));
  }
}
