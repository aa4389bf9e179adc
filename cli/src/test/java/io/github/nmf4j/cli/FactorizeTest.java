package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code nmf factorize}: what it writes and says when all is well. */
class FactorizeTest {

  private static final String V = "1,2,3\n4,5,6\n7,8,10\n2,1,1\n";

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    shell.file("v.csv", V);
  }

  private JsonNode run(String path) throws IOException {
    return JsonMapper.shared().readTree(shell.text(path));
  }

  @Test
  void writesBothFactorsAndTheRun() throws IOException {
    Shell.Outcome outcome =
        shell.line("factorize ./v.csv -k 2 -o ./a/b/out --max-iter 500 --tol 1e-6").exits(0);
    assertEquals(
        Set.of(
            "",
            "v.csv",
            "a",
            "a/b",
            "a/b/out",
            "a/b/out/W.npy",
            "a/b/out/H.npy",
            "a/b/out/run.json"),
        shell.tree());
    List<String> lines = outcome.out().lines().toList();
    assertEquals(4, lines.size(), outcome.out());
    assertEquals(folder.resolve("a/b/out/W.npy").toString(), lines.get(0));
    assertEquals(folder.resolve("a/b/out/H.npy").toString(), lines.get(1));
    assertEquals(folder.resolve("a/b/out/run.json").toString(), lines.get(2));
    assertTrue(
        lines
            .get(3)
            .matches("\\d+ iterations, loss \\S+ \\(relative \\S+\\), converged, \\S+ s on \\S+"),
        lines.get(3));
    assertFalse(outcome.err().contains("nmf:"), outcome.err());

    double[] w = Npy.values(Files.readAllBytes(folder.resolve("a/b/out/W.npy")));
    double[] h = Npy.values(Files.readAllBytes(folder.resolve("a/b/out/H.npy")));
    double[] v = {1, 2, 3, 4, 5, 6, 7, 8, 10, 2, 1, 1};
    double loss = 0;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 3; j++) {
        double difference = v[3 * i + j] - w[2 * i] * h[j] - w[2 * i + 1] * h[3 + j];
        loss += difference * difference / 2;
      }
    }
    assertTrue(loss < 0.5, "loss " + loss);
    assertEquals(loss, run("a/b/out/run.json").at("/loss/final").doubleValue(), 1e-9 + 1e-6 * loss);
  }

  @Test
  void runFileHasEveryField() throws IOException {
    shell
        .line("factorize ./v.csv -k 2 -o ./out --loss kl --max-iter 7 --stop none --check-every 3")
        .exits(0);
    JsonNode run = run("out/run.json");
    assertEquals(
        List.of(
            "schemaVersion",
            "tool",
            "command",
            "commandLine",
            "input",
            "options",
            "backend",
            "refusals",
            "threads",
            "precision",
            "iterations",
            "stopReason",
            "loss",
            "kkt",
            "timings",
            "trace",
            "restarts"),
        List.copyOf(run.propertyNames()));
    assertEquals(1, run.get("schemaVersion").intValue());
    assertEquals("nmf4j", run.at("/tool/name").stringValue());
    assertTrue(run.at("/tool/version").stringValue().matches("\\d+\\.\\d+.*"));
    assertTrue(run.at("/tool/jdk").stringValue().startsWith("25"));
    assertEquals("factorize", run.get("command").stringValue());
    assertEquals("nmf", run.at("/commandLine/0").stringValue());
    assertEquals("--check-every", run.at("/commandLine/13").stringValue());
    assertEquals(folder.resolve("v.csv").toString(), run.at("/input/file").stringValue());
    assertEquals(4, run.at("/input/rows").intValue());
    assertEquals(3, run.at("/input/columns").intValue());
    assertEquals(12, run.at("/input/nnz").intValue());
    assertEquals("kl", run.at("/options/loss").stringValue());
    assertEquals("cd", run.at("/options/solver").stringValue());
    assertEquals("random", run.at("/options/init").stringValue());
    assertEquals("none", run.at("/options/stop/rule").stringValue());
    assertEquals(7, run.at("/options/maxIterations").intValue());
    assertFalse(run.at("/backend/name").stringValue().isEmpty());
    assertFalse(run.at("/backend/device").stringValue().isEmpty());
    assertTrue(run.get("threads").intValue() >= 1);
    assertEquals("double", run.get("precision").stringValue());
    assertEquals(7, run.get("iterations").intValue());
    assertEquals("completed", run.get("stopReason").stringValue());
    assertTrue(
        run.at("/loss/initial").doubleValue() > run.at("/loss/final").doubleValue(),
        run.toString());
    assertTrue(run.at("/loss/relative").doubleValue() < 1);
    assertTrue(run.get("kkt").isNumber());
    for (String name : List.of("read", "initialize", "upload", "iterate", "write", "total")) {
      assertTrue(run.at("/timings/" + name).doubleValue() >= 0, name);
    }
    assertTrue(run.get("trace").size() >= 2);
    assertEquals(0, run.at("/trace/0/iteration").intValue());
    assertEquals(
        List.of("iteration", "loss", "objective", "seconds"),
        List.copyOf(run.at("/trace/0").propertyNames()));
    assertEquals(7, run.get("trace").get(run.get("trace").size() - 1).get("iteration").intValue());
  }

  @Test
  void namesComeBack() throws IOException {
    shell.file(
        "named.csv", "song,low,\"mid, or so\",high\na,1,2,3\nb,4,5,6\n\"c \"\"x\"\"\",7,8,10\n");
    shell.line("factorize ./named.csv -k 2 -o ./out --format csv -q").exits(0);
    List<String> w = shell.text("out/W.csv").lines().toList();
    List<String> h = shell.text("out/H.csv").lines().toList();
    assertEquals(4, w.size());
    assertTrue(w.get(0).endsWith(",c1,c2"), w.get(0));
    assertTrue(w.get(1).startsWith("a,"), w.get(1));
    assertTrue(w.get(3).startsWith("\"c \"\"x\"\"\","), w.get(3));
    assertEquals(3, h.size());
    assertTrue(h.get(0).endsWith(",low,\"mid, or so\",high"), h.get(0));
    assertTrue(h.get(1).startsWith("c1,"), h.get(1));
    assertTrue(h.get(2).startsWith("c2,"), h.get(2));

    // what was written can be read: the fitted factors as a start, and W as a dictionary
    shell
        .line("factorize ./named.csv -k 2 -o ./more --init-w ./out/W.csv --init-h ./out/H.csv -q")
        .exits(0);
    assertTrue(
        run("more/run.json").at("/loss/initial").doubleValue()
            <= run("out/run.json").at("/loss/final").doubleValue() * (1 + 1e-6) + 1e-12);
    shell.line("transform ./named.csv --w ./out/W.csv -o ./h --format tsv -q").exits(0);
    assertTrue(
        shell.text("h/H.tsv").lines().findFirst().orElse("").endsWith("\tlow\tmid, or so\thigh"));
  }

  @Test
  void sameSeedSameBytes() throws IOException {
    shell.line("factorize ./v.csv -k 2 -o ./a -q --seed 5").exits(0);
    shell.line("factorize ./v.csv -k 2 -o ./b -q --seed 5").exits(0);
    shell.line("factorize ./v.csv -k 2 -o ./c -q --seed 6").exits(0);
    byte[] a = Files.readAllBytes(folder.resolve("a/W.npy"));
    assertArrayEquals(a, Files.readAllBytes(folder.resolve("b/W.npy")));
    assertFalse(Arrays.equals(a, Files.readAllBytes(folder.resolve("c/W.npy"))));
  }

  @Test
  void quietSaysPathsOnly() {
    Shell.Outcome outcome = shell.line("factorize ./v.csv -k 1 -o ./out -q").exits(0);
    assertEquals(3, outcome.out().lines().count(), outcome.out());
  }

  @Test
  void fixedFactorStaysAsItIs() throws IOException {
    shell.file("w.npy", Npy.of(4, 2, 1, 0.25, 3, 1, 5, 2, 0.5, 1));
    shell.line("factorize ./v.csv -k 2 -o ./out -q --fix w --init-w ./w.npy --l1-h 0.1").exits(0);
    assertArrayEquals(
        new double[] {1, 0.25, 3, 1, 5, 2, 0.5, 1},
        Npy.values(Files.readAllBytes(folder.resolve("out/W.npy"))));
    JsonNode run = run("out/run.json");
    assertEquals("w", run.at("/options/fix").stringValue());
    assertEquals("custom", run.at("/options/init").stringValue());
    assertTrue(run.at("/options/seed").isNull());
    assertEquals(0.1, run.at("/options/l1H").doubleValue());
  }

  @Test
  void notConvergedIsAWarningUnlessConvergenceIsRequired() throws IOException {
    Shell.Outcome outcome =
        shell
            .line("factorize ./v.csv -k 2 -o ./a --max-iter 2 --tol 1e-9 --check-every 1")
            .exits(0);
    assertTrue(
        outcome.err().contains("nmf: warning: not converged after 2 iterations"), outcome.err());
    shell
        .line("factorize ./v.csv -k 2 -o ./b --max-iter 2 --tol 1e-9 --require-convergence")
        .exits(7);
    assertEquals("max-iterations", run("b/run.json").get("stopReason").stringValue());
    assertTrue(shell.tree().contains("b/W.npy"));
  }

  @Test
  void allZero() throws IOException {
    shell.file("zero.csv", "0,0,0\n0,0,0\n");
    shell.line("factorize ./zero.csv -k 2 -o ./out").exits(0);
    assertEquals("zero-data", run("out/run.json").get("stopReason").stringValue());
    assertEquals(0, run("out/run.json").at("/loss/final").doubleValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2,3,4\n", "1\n2\n3\n", "7\n", "1,0,2\n0,0,0\n3,0,4\n"})
  void thinAndHollow(String v) throws IOException {
    shell.file("thin.csv", v);
    shell.line("factorize ./thin.csv -k 2 -o ./out").exits(0);
    assertFalse(shell.text("out/run.json").contains("NaN"));
    for (double value : Npy.values(Files.readAllBytes(folder.resolve("out/W.npy")))) {
      assertTrue(value >= 0 && Double.isFinite(value));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"npy", "csv", "tsv", "mtx"})
  void everyFormatCanBeReadBack(String format) throws IOException {
    shell.line("factorize ./v.csv -k 2 -o ./out -q --format " + format).exits(0);
    assertEquals(
        new TreeSet<>(
            Set.of("", "v.csv", "out", "out/W." + format, "out/H." + format, "out/run.json")),
        shell.tree());
    Shell.Outcome inspected = shell.line("inspect ./out/W." + format).exits(0);
    assertTrue(inspected.out().contains("4 × 2"), inspected.out());
  }

  @Test
  void existingFolderNeedsForce() throws IOException {
    Files.createDirectory(folder.resolve("out"));
    shell.line("factorize ./v.csv -k 2 -o ./out --format csv -q").exits(0);
    shell.file("out/notes.txt", "mine");
    shell.file("out/W.txt", "mine too");
    String first = shell.text("out/run.json");

    shell.line("factorize ./nope.csv -k 1 -o ./out").exits(4).complains("not empty", "--force");
    assertEquals(first, shell.text("out/run.json"));

    shell.line("factorize ./v.csv -k 1 -o ./out --force -q").exits(0);
    assertEquals(
        Set.of(
            "",
            "v.csv",
            "out",
            "out/W.npy",
            "out/H.npy",
            "out/run.json",
            "out/notes.txt",
            "out/W.txt"),
        shell.tree());
    assertEquals("mine", shell.text("out/notes.txt"));
    assertEquals(1, run("out/run.json").at("/options/rank").intValue());
  }

  @Test
  void forceStillNeedsAGoodInput() throws IOException {
    shell.line("factorize ./v.csv -k 2 -o ./out -q").exits(0);
    SortedSet<String> before = shell.tree();
    String first = shell.text("out/run.json");
    shell.file("v.csv", "1,x\n");
    shell.line("factorize ./v.csv -k 1 -o ./out --force -q").exits(3);
    assertEquals(before, shell.tree());
    assertEquals(first, shell.text("out/run.json"));
  }

  @Test
  void everyOptionTogether() throws IOException {
    shell
        .line(
            "factorize ./v.csv -k 2 -o ./out --loss beta:0.5 --solver mu --exponent one --init nndsvda"
                + " --l1-w 0.01 --l2-w 0.02 --l1-h 0.03 --l2-h 0.04 --normalize l2 --update-order w-h"
                + " --max-iter 20 --stop loss --tol 1e-5 --patience 3 --check-every 2"
                + " --backend reference --threads 1 --precision float --format tsv --verbose")
        .exits(0);
    JsonNode options = run("out/run.json").get("options");
    assertEquals("beta:0.5", options.get("loss").stringValue());
    assertEquals("one", options.get("exponent").stringValue());
    assertEquals("nndsvda", options.get("init").stringValue());
    assertEquals(0.04, options.get("l2H").doubleValue());
    assertEquals("l2", options.get("normalize").stringValue());
    assertEquals("w-h", options.get("updateOrder").stringValue());
    assertEquals(3, options.at("/stop/patience").intValue());
    assertEquals(2, options.get("checkEvery").intValue());
    assertEquals("float", options.get("precision").stringValue());
    assertEquals("reference", run("out/run.json").at("/backend/name").stringValue());
    double[][] w =
        shell
            .text("out/W.tsv")
            .lines()
            .skip(1)
            .map(FactorizeTest::numbers)
            .toArray(double[][]::new);
    for (int c = 0; c < 2; c++) {
      double squares = 0;
      for (double[] row : w) {
        squares += row[c] * row[c];
      }
      assertEquals(1, squares, 1e-5);
    }
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split("\t")).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void multiplicativeUpdatesFromZerosAreWarnedOf() {
    Shell.Outcome outcome =
        shell.line("factorize ./v.csv -k 2 -o ./out --init nndsvd --solver mu").exits(0);
    assertTrue(outcome.err().contains("nmf: warning: multiplicative updates keep the zeros"));
  }
}
