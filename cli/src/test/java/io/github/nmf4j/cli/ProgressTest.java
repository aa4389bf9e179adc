package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is said while a factorisation runs. */
class ProgressTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private ProgressDisplay display(ProgressDisplay.Style style) {
    return ProgressDisplay.of(style, new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private static Progress at(int iteration, double seconds, double loss) {
    return new Progress(
        iteration,
        1000,
        Double.isNaN(loss) ? OptionalDouble.empty() : OptionalDouble.of(loss),
        seconds);
  }

  private List<String> lines() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aLineEveryFewSeconds() {
    try (ProgressDisplay display = display(ProgressDisplay.Style.LINES)) {
      display.update(at(0, 0, 99));
      display.update(at(10, 4.9, 50));
      display.update(at(20, 5, Double.NaN));
      display.update(at(30, 9.9, 40));
      display.update(at(200, 10, 30));
    }
    assertEquals(
        List.of(
            "nmf: iteration 20 of at most 1000, loss 50.00, 4.0/s, at most 4 min left",
            "nmf: iteration 200 of at most 1000, loss 30.00, 20/s, at most 40 s left"),
        lines());
  }

  @Test
  void aFirstIterationThatTakesLongHasNoRate() {
    try (ProgressDisplay display = display(ProgressDisplay.Style.LINES)) {
      display.update(at(0, 6, Double.NaN));
    }
    assertEquals(List.of("nmf: iteration 0 of at most 1000"), lines());
  }

  @Test
  void anObjectPerLineAndTheEnd() {
    try (ProgressDisplay display = display(ProgressDisplay.Style.JSON)) {
      display.update(at(0, 0, 99));
      display.update(at(1, 0.05, Double.NaN));
      display.update(at(2, 0.5, 7.25));
      display.update(at(3, 0.55, Double.NaN));
    }
    List<JsonNode> objects =
        lines().stream().map(line -> JsonMapper.shared().readTree(line)).toList();
    assertEquals(
        List.of(0, 2, 3), objects.stream().map(o -> o.get("iteration").intValue()).toList());
    assertTrue(objects.get(0).get("perSecond").isNull());
    assertEquals(7.25, objects.get(1).get("loss").doubleValue());
    assertEquals(4, objects.get(1).get("perSecond").doubleValue());
    assertEquals(249.5, objects.get(1).get("secondsLeft").doubleValue());
    assertTrue(objects.get(2).get("loss").isNull());
    assertEquals(1000, objects.get(2).get("maxIterations").intValue());
  }

  @Test
  void aBarThatIsGoneAfterwards() throws Exception {
    try (ProgressDisplay display = display(ProgressDisplay.Style.BAR)) {
      Thread.sleep(120);
      display.update(at(500, 10, 12.5));
    }
    String text = said.toString(StandardCharsets.UTF_8);
    assertTrue(
        text.startsWith(
            "\r[###############...............] 500/1000  loss 12.50  50/s, at most 10 s left"),
        text);
    assertTrue(text.endsWith(" \r"), text);
  }

  private static String pace(Progress progress) {
    return ProgressDisplay.pace(progress, ProgressDisplay.Stage.ITERATIONS);
  }

  @Test
  void anotherStartBeginsAnew() {
    try (ProgressDisplay display = display(ProgressDisplay.Style.JSON)) {
      display.update(at(0, 0, 99));
      display.update(at(7, 40, 1));
      display.update(at(8, 40.01, 1));
      display.update(at(0, 0, 98));
      display.update(at(3, 0.2, 7));
    }
    try (ProgressDisplay display = display(ProgressDisplay.Style.LINES)) {
      display.update(at(9, 40, 99));
      display.update(at(1, 1, 99));
      display.update(at(4, 6.5, 98));
    }
    List<String> lines = lines();
    assertEquals(
        List.of(0, 7, 8, 0, 3),
        lines.subList(0, 5).stream()
            .map(line -> JsonMapper.shared().readTree(line).get("iteration").intValue())
            .toList());
    assertTrue(lines.get(5).startsWith("nmf: iteration 9 of"), lines.get(5));
    assertTrue(lines.get(6).startsWith("nmf: iteration 4 of"), lines.get(6));
  }

  @Test
  void whatIsCountedIsSaid() {
    var out = new PrintStream(said, true, StandardCharsets.UTF_8);
    try (var lines =
        ProgressDisplay.of(ProgressDisplay.Style.LINES, ProgressDisplay.Stage.STEMS, out)) {
      lines.update(at(200, 10, Double.NaN));
    }
    try (var json =
        ProgressDisplay.of(ProgressDisplay.Style.JSON, ProgressDisplay.Stage.ACTIVATIONS, out)) {
      json.update(at(200, 10, Double.NaN));
    }
    assertEquals("nmf: stems, frame 200 of 1000, 20/s, 40 s left", lines().getFirst());
    assertEquals(
        "activations", JsonMapper.shared().readTree(lines().getLast()).get("stage").stringValue());
  }

  @Test
  void timesAreReadable() {
    assertEquals("0.1/s, at most 3 h left", pace(at(1, 10, 1)));
    assertEquals("1000/s, at most 0 s left", pace(at(1000, 1, 1)));
    assertEquals("0.0/s, at most 12 days left", pace(at(1, 1000, 1)));
    assertEquals("", pace(at(0, 0, 1)));
  }

  @Test
  void commandsSayWhatIsAskedFor(@TempDir Path folder) throws IOException {
    var shell = new Shell(folder);
    shell.file("v.csv", "1,2,3\n4,5,6\n7,8,10\n");
    String factorize = "factorize ./v.csv -k 2 --force -o ./out ";
    String json = shell.line(factorize + "--progress json").exits(0).err();
    assertTrue(json.contains("{\"iteration\":0,\"maxIterations\":200,\"loss\":"), json);
    assertFalse(shell.line(factorize + "--progress none").exits(0).err().contains("iteration"));
    assertFalse(shell.line(factorize + "--progress auto").exits(0).err().contains("iteration"));
    shell.line(factorize + "--progress json --quiet").exits(2).complains("--quiet", "--progress");
    shell.line(factorize + "--progress dots").exits(2).complains("auto, bar, lines, json, none");
  }
}
