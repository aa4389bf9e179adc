package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Solver;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that only look: {@code inspect}, {@code backends}, {@code compare}. */
class SurveyTest {

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    shell.file("v.csv", "a,b,c\n1,2,0\n4,5,0\n0,0,0\n2,1,0\n");
  }

  private static JsonNode json(Shell.Outcome outcome) {
    return JsonMapper.shared().readTree(outcome.out());
  }

  @Test
  void inspectSaysWhatIsThere() {
    JsonNode found = json(shell.line("inspect ./v.csv --json -k 3").exits(0));
    assertEquals(4, found.get("rows").intValue());
    assertEquals(3, found.get("columns").intValue());
    assertEquals("csv", found.get("format").stringValue());
    assertFalse(found.get("sparse").booleanValue());
    assertEquals(6, found.get("nonzeros").intValue());
    assertEquals(0.5, found.get("density").doubleValue());
    assertEquals(0, found.get("minimum").doubleValue());
    assertEquals(5, found.get("maximum").doubleValue());
    assertEquals(15, found.get("sum").doubleValue());
    assertEquals(1, found.get("zeroRows").intValue());
    assertEquals(1, found.get("zeroColumns").intValue());
    assertTrue(found.get("columnNames").booleanValue());
    assertFalse(found.get("rowNames").booleanValue());
    assertTrue(found.get("factorizable").booleanValue());
    assertTrue(found.get("objection").isNull());
    assertEquals(3, found.get("rank").intValue());
    JsonNode reference =
        found
            .get("memory")
            .valueStream()
            .filter(need -> need.get("backend").stringValue().equals("reference"))
            .findFirst()
            .orElseThrow();
    assertTrue(reference.get("requiredBytes").longValue() > 0);
    assertTrue(reference.get("fits").booleanValue());

    String text = shell.line("inspect ./v.csv").exits(0).out();
    for (String part :
        List.of(
            "4 × 3", "dense", "density 0.5", "0 to 5", "1 of 4 rows", "1 of 3 columns", "k = 10")) {
      assertTrue(text.contains(part), () -> part + " is not in " + text);
    }
  }

  @Test
  void inspectOfDataThatCannotBeFactorisedIsNoError() throws IOException {
    shell.file("bad.csv", "1,2\n-3,nan\n-1,inf\n");
    JsonNode found = json(shell.line("inspect ./bad.csv --json").exits(0));
    assertFalse(found.get("factorizable").booleanValue());
    assertEquals(2, found.get("negatives").intValue());
    assertEquals(1, found.get("nans").intValue());
    assertEquals(1, found.get("infinities").intValue());
    assertTrue(found.get("objection").stringValue().contains("line 2, column 1"), found.toString());
    String text = shell.line("inspect ./bad.csv").exits(0).out();
    assertTrue(text.contains("cannot be factorised: bad.csv: line 2, column 1"), text);
  }

  @Test
  void inspectOfUnreadableFiles() throws IOException {
    shell.file("ragged.csv", "1,2\n3\n");
    shell.line("inspect ./ragged.csv").exits(3).complains("line 2");
    shell.line("inspect ./nope.csv").exits(4).complains("nope.csv");
  }

  @Test
  void backends() {
    JsonNode found = json(shell.line("backends --json").exits(0));
    JsonNode reference =
        found
            .get("backends")
            .valueStream()
            .filter(backend -> backend.get("name").stringValue().equals("reference"))
            .findFirst()
            .orElseThrow();
    assertTrue(reference.get("available").booleanValue());
    assertEquals("cpu", reference.at("/devices/0/kind").stringValue());
    assertTrue(reference.at("/devices/0/doublePrecision").booleanValue());
    for (JsonNode backend : found.get("backends")) {
      if (!backend.get("available").booleanValue()) {
        assertFalse(backend.get("reason").stringValue().isEmpty(), backend.toString());
      }
    }
    assertTrue(shell.line("backends").exits(0).out().contains("reference  available"));
  }

  @Test
  void compareWithItself() {
    JsonNode found =
        json(
            shell
                .line("compare ./v.csv -k 2 --backends reference --iterations 5 --runs 3 --json")
                .exits(0));
    assertEquals("reference", found.get("baseline").stringValue());
    JsonNode reference = found.at("/backends/0");
    assertTrue(reference.get("millisecondsPerIteration").doubleValue() > 0);
    double median = reference.get("millisecondsPerIteration").doubleValue();
    assertTrue(reference.get("fastestRunMilliseconds").doubleValue() <= median);
    assertTrue(reference.get("slowestRunMilliseconds").doubleValue() >= median);
    assertEquals(3, reference.get("runs").intValue());
    assertTrue(reference.get("firstRunSeconds").doubleValue() > 0);
    assertTrue(reference.get("gigaflops").doubleValue() > 0);
    assertEquals(1, reference.get("speedUp").doubleValue());
    assertEquals(0, reference.get("productDifference").doubleValue());
    assertEquals(0, reference.get("lossDifference").doubleValue());
    assertTrue(reference.get("memoryBytes").longValue() > 0);
  }

  @Test
  void compareShowsEveryBackend() {
    Shell.Outcome table = shell.line("compare ./v.csv -k 2 --iterations 5 --runs 1").exits(0);
    List<String> lines = table.out().lines().toList();
    assertTrue(
        lines.get(0).startsWith("V 4 × 3, dense, k = 2, frobenius, hals, double"), lines.get(0));
    assertTrue(lines.get(1).startsWith("backend"), lines.get(1));
    JsonNode installed = json(shell.line("backends --json").exits(0));
    for (JsonNode backend : installed.get("backends")) {
      String name = backend.get("name").stringValue();
      assertTrue(
          lines.stream().anyMatch(line -> line.startsWith(name)),
          () -> name + " in " + table.out());
    }
  }

  @Test
  void operationsOfAnIteration() {
    var dense = new ProblemSize(30, 20, 600, false, 5, Precision.DOUBLE);
    var sparse = new ProblemSize(30, 20, 100, true, 5, Precision.DOUBLE);
    assertEquals(
        4 * 600 * 5 + 4 * 50 * 25,
        Comparison.flops(Solver.MULTIPLICATIVE, Loss.FROBENIUS, dense).orElseThrow());
    assertEquals(
        4 * 100 * 5 + 4 * 50 * 25,
        Comparison.flops(Solver.MULTIPLICATIVE, Loss.FROBENIUS, sparse).orElseThrow());
    assertEquals(
        8 * 100 * 5,
        Comparison.flops(Solver.MULTIPLICATIVE, Loss.KULLBACK_LEIBLER, sparse).orElseThrow());
    assertEquals(
        12 * 600 * 5,
        Comparison.flops(Solver.MULTIPLICATIVE, Loss.ITAKURA_SAITO, dense).orElseThrow());
    // several sweeps per product: not counted
    assertTrue(Comparison.flops(Solver.EXTRAPOLATED_HALS, Loss.FROBENIUS, dense).isEmpty());
  }
}
