package io.github.nmf4j.bench.forks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read from a start's output and from the compilers' log. */
final class ForkTest {

  private static final String KERNEL = "io.github.nmf4j.simd.kernel.FloatRowTiles::addRows8x2";

  private static final CompilerLog LOG =
      CompilerLog.of(
          List.of(
              "    169  451       3       java.lang.invoke.LambdaForm::x (14 bytes)",
              "   2031 1400       3       " + KERNEL + " (900 bytes)",
              "   2131 1401 %     4       " + KERNEL + " @ 12 (900 bytes)",
              "   2131 1402       3       io.github.nmf4j.simd.kernel.FloatItems::run (40 bytes)",
              "   2140 1402       4       io.github.nmf4j.simd.kernel.FloatItems::run (40 bytes)   made not entrant: x",
              "   2500 1403       4       io.github.nmf4j.simd.Passes$$Lambda/0x01::run (30 bytes)",
              "   2600 1500 %     3       io.github.nmf4j.simd.kernel.FloatHals::sweep @ 9 (500 bytes)   COMPILE SKIPPED: out of virtual registers in LIR generator (retry at different tier)",
              "   2600 1501       3       some.Other::method (500 bytes)   COMPILE SKIPPED: whatever"));

  @Test
  void tiersAndGivenUpCompilationsAreRead() {
    assertTrue(LOG.optimised(KERNEL));
    assertFalse(LOG.optimised("io.github.nmf4j.simd.kernel.FloatItems::run"));
    assertTrue(LOG.optimised("io.github.nmf4j.simd.Passes$$Lambda.0x01::run"));
    assertFalse(LOG.optimised("io.github.nmf4j.simd.kernel.FloatHals::sweep"));
    assertEquals(1, LOG.skipped().size(), LOG.skipped().toString());
    assertTrue(LOG.skipped().getFirst().contains("FloatHals::sweep"));
  }

  @Test
  void methodsCompiledAgainAndAgainAreFaults() {
    String line = "   2140 1402       4       " + KERNEL + " (40 bytes)   made not entrant: ";
    var lines = new ArrayList<String>(Collections.nCopies(9, line + "not used"));
    lines.addAll(Collections.nCopies(5, line + "uncommon trap"));
    assertEquals(List.of(), Fork.of(List.of(), CompilerLog.of(lines)).faults());
    lines.add(line + "uncommon trap");
    assertEquals(
        List.of("compiled again and again: " + KERNEL + ", 6 times"),
        Fork.of(List.of(), CompilerLog.of(lines)).faults());
  }

  @Test
  void aBranchTakenForTheFirstTimeIsNoFault() {
    String thrown = "   2140 1402       4       " + KERNEL + " (40 bytes)   made not entrant: ";
    var lines = new ArrayList<String>(Collections.nCopies(8, thrown + "uncommon trap"));
    String trap = "cid=1954     level=4 " + KERNEL.replace("::", ".") + "(J[D)V trap_bci=%d %s";
    for (int place = 0; place < 2; place++) {
      lines.add(trap.formatted(place, "unstable_if reinterpret pc=0x1"));
      lines.add(trap.formatted(place, "unstable_if reinterpret pc=0x1"));
      lines.add(trap.formatted(place, "predicate maybe_recompile pc=0x1"));
    }
    assertEquals(
        List.of("compiled again and again: " + KERNEL + ", 6 times"),
        Fork.of(List.of(), CompilerLog.of(lines)).faults());
    lines.add(trap.formatted(2, "unstable_if reinterpret pc=0x1"));
    assertEquals(List.of(), Fork.of(List.of(), CompilerLog.of(lines)).faults());
  }

  @Test
  void methodsLeftBehindAreFaults() {
    Fork fork =
        Fork.of(
            List.of(
                "disturbed|2|134.5|15.5",
                "op|float cross-rows|100.5|0.25|0.00|quiet",
                "op|float kl-rows|50|0.5|0.00|disturbed",
                "hot|" + KERNEL + "|compiled|40",
                "hot|io.github.nmf4j.simd.kernel.FloatItems::run|compiled|7",
                "hot|io.github.nmf4j.simd.kernel.FloatHals::sweep|interpreted|3",
                "hot|io.github.nmf4j.simd.kernel.FloatMath::log|interpreted|2"),
            LOG);
    assertEquals(new Fork.Figure(100.5, 0.25, 0, true), fork.figures().get("float cross-rows"));
    assertEquals(new Fork.Figure(50, 0.5, 0, false), fork.figures().get("float kl-rows"));
    assertEquals(2, fork.disturbed());
    assertEquals(new Moment(134.5, 15.5), fork.most());
    assertEquals(3, fork.methods());
    assertEquals(3, fork.faults().size(), fork.faults().toString());
    assertTrue(fork.faults().get(0).startsWith("given up: "), fork.faults().get(0));
    assertEquals(
        "not optimised: io.github.nmf4j.simd.kernel.FloatItems::run, tiers [3], 7 samples",
        fork.faults().get(1));
    assertTrue(fork.faults().get(2).startsWith("interpreted: "), fork.faults().get(2));
  }

  @Test
  void criteria() {
    var spread =
        new Spread(
            "float cross-rows",
            List.of(
                new Fork.Figure(100, 1, 0, true),
                new Fork.Figure(79, 2, 20, true),
                new Fork.Figure(10, 20, 0, false),
                new Fork.Figure(110, 3, 0, true)),
            List.of(1.0, 1.0, 1.0, 1.0));
    assertEquals(3, spread.quietStarts());
    assertEquals(100, spread.median());
    assertEquals(0.79, spread.ratio());
    assertEquals(2, spread.milliseconds());
    assertEquals(
        List.of(
            "float cross-rows: 0.79 of the median, 100.0 GFLOP/s, in the slowest quiet start",
            "float cross-rows: allocates 20 bytes"),
        new Criteria(0.8, 16).missed(spread));
    assertEquals(List.of(), new Criteria(0.79, 20).missed(spread));
  }

  @Test
  void startsOfABusyMachineSayNothingOfSpeed() {
    var busy = new Fork.Figure(10, 20, 40, false);
    var quiet = new Fork.Figure(100, 2, 0, true);
    var criteria = new Criteria(0.8, 16);
    assertEquals(
        List.of(
            "float cross-rows: not judged, the machine was quiet in 1 of 3 starts",
            "float cross-rows: allocates 40 bytes"),
        criteria.missed(spread(busy, quiet, busy)));
    assertEquals(2, criteria.missed(spread(busy)).size());
    assertEquals(
        List.of("float cross-rows: allocates 40 bytes"),
        criteria.missed(spread(busy, quiet, quiet)));
  }

  private static Spread spread(Fork.Figure... figures) {
    return new Spread(
        "float cross-rows", List.of(figures), Collections.nCopies(figures.length, 1.0));
  }

  /** All operations do 0.85 in the last start, and one of them 0.6. */
  @Test
  void aSlowerMachineIsNotASlowKernel() {
    var criteria = new Criteria(0.8, 16);
    List<Fork> forks = List.of(start(50, 100, 100), start(50, 100, 104), start(50, 85, 60));
    assertEquals(List.of(1.0, 1.0, 0.85), Pace.of(forks));
    assertEquals(List.of(), Pace.missed(Pace.of(forks), 0.8));
    var missed = Spread.of(forks).stream().flatMap(s -> criteria.missed(s).stream()).toList();
    assertEquals(
        List.of("operation 0: 0.71 of the median, 100.0 GFLOP/s, in the slowest quiet start"),
        missed);
  }

  @Test
  void aStartThatIsSlowAsAWholeIsAMiss() {
    List<Fork> forks = List.of(start(50, 100, 100), start(50, 100, 100), start(50, 75, 75));
    assertEquals(
        List.of("start 3: half of the operations did less than 0.75 of their medians"),
        Pace.missed(Pace.of(forks), 0.8));
  }

  @Test
  void fewOperationsHaveNoPace() {
    List<Fork> forks = List.of(start(3, 100, 100), start(3, 100, 100), start(3, 60, 60));
    assertEquals(List.of(1.0, 1.0, 1.0), Pace.of(forks));
    assertEquals(0.6, Spread.of(forks).getFirst().ratio());
  }

  /** A neighbour that multiplies nothing takes instructions, one that does takes multiply-adds. */
  @Test
  void momentsHaveTheLowerShareOfBoth() {
    var most = new Moment(200, 10).or(new Moment(100, 16));
    assertEquals(new Moment(200, 16), most);
    assertEquals(0.75, new Moment(200, 12).shareOf(most));
    assertEquals(0.5, new Moment(100, 16).shareOf(most));
    assertEquals(new Moment(100, 12), new Moment(200, 12).and(new Moment(100, 16)));
    Moment now = Moment.now();
    assertTrue(now.multiplyAdds() > 0 && now.instructions() > 0, now::toString);
  }

  /** Of {@code count} operations, of which the first does {@code first} GFLOP/s. */
  private static Fork start(int count, double all, double first) {
    var output = new ArrayList<String>();
    for (int o = 0; o < count; o++) {
      output.add("op|operation %d|%s|1|0|quiet".formatted(o, o == 0 ? first : all));
    }
    return Fork.of(output, CompilerLog.of(List.of()));
  }
}
