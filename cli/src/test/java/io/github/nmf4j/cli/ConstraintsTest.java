package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code --mask}, {@code --weights}, {@code --support-…} and {@code --fix-…-components}. */
class ConstraintsTest {

  @TempDir Path folder;
  private Shell shell;

  /** V = (1 2 3)ᵀ · (1 2 3 4), with one entry hidden in several ways. */
  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    shell.file("v.csv", "1,2,3,4\n2,4,6,8\n3,6,9,12\n");
    shell.file("nan.csv", "1,2,3,4\n2,4,nan,8\n3,6,9,12\n");
    shell.file("spoiled.csv", "1,2,3,4\n2,4,1e9,8\n3,6,9,12\n");
    shell.file("negative.csv", "1,2,3,4\n2,4,-6,8\n3,6,9,12\n");
    shell.file("mask.csv", "1,1,1,1\n1,1,0,1\n1,1,1,1\n");
    shell.file("weights.csv", "1,2,1,1\n1,1,0,1\n1,1,5,1\n");
    shell.file("w.csv", "1,1\n2,1\n3,1\n");
    shell.file("w1.csv", "1\n2\n3\n");
    shell.file("h.csv", "1,2,3,4\n1,1,1,1\n");
    shell.file("support-w.csv", "1,1\n0,1\n1,1\n");
    shell.file("support-h.csv", "1,1,0,1\n1,1,1,1\n");
  }

  private double[] read(String file) throws IOException {
    return Npy.values(Files.readAllBytes(folder.resolve(file)));
  }

  private JsonNode options(String run) throws IOException {
    return JsonMapper.shared().readTree(shell.text(run + "/run.json")).get("options");
  }

  @ParameterizedTest
  @CsvSource({
    "nan.csv,nan",
    "spoiled.csv,./mask.csv",
    "negative.csv,./mask.csv",
    "v.csv,./mask.csv"
  })
  void theHiddenEntryIsRecovered(String v, String mask) throws IOException {
    shell
        .line(
            "factorize ./%s -k 1 --mask %s --loss kl -o ./out -q --tol 1e-12 --max-iter 2000"
                .formatted(v, mask))
        .exits(0);
    double[] w = read("out/W.npy");
    double[] h = read("out/H.npy");
    assertEquals(6, w[1] * h[2], 1e-3);
    String expected = mask.equals("nan") ? mask : folder.resolve("mask.csv").toString();
    assertEquals(expected, options("out").get("mask").stringValue());
    assertEquals("mu-e", options("out").get("solver").stringValue());
    assertTrue(options("out").get("weights").isNull());
  }

  @Test
  void whatIsHiddenChangesNothing() throws IOException {
    shell.line("factorize ./v.csv -k 2 --weights ./weights.csv -o ./a -q").exits(0);
    shell.line("factorize ./spoiled.csv -k 2 --weights ./weights.csv -o ./b -q").exits(0);
    assertArrayEquals(read("a/W.npy"), read("b/W.npy"));
    assertArrayEquals(read("a/H.npy"), read("b/H.npy"));
    assertEquals(
        folder.resolve("weights.csv").toString(), options("a").get("weights").stringValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"frobenius", "frobenius --solver hals", "kl", "is", "beta:3"})
  void supportsAndFixedComponents(String loss) throws IOException {
    shell
        .line(
            "factorize ./v.csv -k 2 -o ./out -q --init-w ./w.csv --init-h ./h.csv --fix-h-components"
                + " 1 --support-w ./support-w.csv --support-h ./support-h.csv --loss "
                + loss)
        .exits(0);
    double[] w = read("out/W.npy");
    double[] h = read("out/H.npy");
    assertEquals(0, w[2], "support of W");
    assertEquals(0, h[2], "support of H");
    assertArrayEquals(new double[] {1, 1, 1, 1}, java.util.Arrays.copyOfRange(h, 4, 8));
    JsonNode options = options("out");
    assertEquals(1, options.get("fixHComponents").get(0).intValue());
    assertEquals(0, options.get("fixWComponents").size());
    assertEquals(folder.resolve("support-w.csv").toString(), options.get("supportW").stringValue());
  }

  @Test
  void knownPartsBesideFreeOnes() throws IOException {
    shell
        .line("factorize ./v.csv -k 2 -o ./out -q --init-w ./w1.csv --fix-w-components 0 --seed 3")
        .exits(0);
    double[] w = read("out/W.npy");
    assertArrayEquals(new double[] {1, 2, 3}, new double[] {w[0], w[2], w[4]});
    assertEquals(3, options("out").get("seed").intValue());
  }

  @Test
  void transformObeysThem() throws IOException {
    shell
        .line(
            "transform ./nan.csv --w ./w.csv -o ./out -q --mask nan --support-h ./support-h.csv"
                + " --tol 1e-12 --max-iter 5000 --fix-h-components 1 --init-h ./h.csv")
        .exits(0);
    double[] h = read("out/H.npy");
    assertEquals(0, h[2]);
    assertArrayEquals(new double[] {1, 1, 1, 1}, java.util.Arrays.copyOfRange(h, 4, 8));
    assertEquals(folder.resolve("h.csv").toString(), options("out").get("initH").stringValue());
  }

  /** V is the first column of W times the first row of H. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "hals", "e-a-hals", "bpp"})
  void solversLeaveOutWhatIsMissing(String solver) throws IOException {
    shell
        .line(
            "transform ./nan.csv --w ./w.csv -o ./out -q --mask nan --stop kkt --tol 1e-12"
                + " --max-iter 5000 --solver "
                + solver)
        .exits(0);
    assertArrayEquals(new double[] {1, 2, 3, 4, 0, 0, 0, 0}, read("out/H.npy"), 1e-6);
  }

  @Test
  void inspectSaysHowManyAreMissing() {
    Shell.Outcome outcome = shell.line("inspect ./nan.csv").exits(0);
    assertTrue(outcome.out().contains("--mask nan, which leaves the 1 NaN entry out"));
    shell.line("factorize ./nan.csv -k 1 -o ./out").exits(3).complains("line 2", "--mask nan");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | ./v.csv --mask ./mask.csv --weights ./weights.csv | both say which entries count",
        "2 | ./v.csv --mask ./w.csv | is 3 × 2, but must be m × n = 3 × 4",
        "3 | ./v.csv --mask ./weights.csv | weights.csv: line 1, column 2: 2.0; allowed are 0",
        "3 | ./v.csv --weights ./negative.csv | negative.csv: line 2, column 3",
        "4 | ./v.csv --mask ./none.csv | none.csv",
        "3 | ./negative.csv --weights ./v.csv | negative.csv: line 2, column 3: -6.0",
        "3 | ./nan.csv --weights ./v.csv | nan.csv: line 2, column 3: NaN",
        "2 | ./v.csv --fix-w-components 0 | needs the values to keep: --init-w",
        "2 | ./v.csv --fix-w-components 2 --init-w ./w.csv | no component 2 of W",
        "2 | ./v.csv --fix-w-components 1-0 --init-w ./w.csv | counted from 0, and ranges",
        "2 | ./v.csv --fix-w-components x --init-w ./w.csv | such as 0,2-5",
        "2 | ./v.csv --fix-w-components 0 --init-w ./w.csv --normalize max | would change the fixed",
        "2 | ./v.csv --support-w ./support-h.csv | is 2 × 4, but must be m × K = 3 × 2",
        "3 | ./v.csv --support-w ./w.csv | allowed are 0 (held at zero) and 1",
        "2 | ./v.csv --support-w ./support-w.csv --fix w --init-w ./w.csv | has nothing to hold",
        "2 | ./v.csv --mask nan --compat scikit-learn | --mask and --compat do not go together",
        "2 | ./v.csv --support-h ./support-h.csv --compat libfmp | --support-h and --compat do not"
      })
  void contradictionsAreRefused(int code, String words, String message) {
    shell.line("factorize -k 2 -o ./out " + words).exits(code).complains(message);
    assertTrue(!Files.exists(folder.resolve("out")), "nothing is written");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--support-w ./support-w.csv | has nothing to hold",
        "--fix-h-components 0 | needs the values to keep: --init-h",
        "--init-h ./h.csv | has nothing to give"
      })
  void contradictionsInTransformAreRefused(String words, String message) {
    shell.line("transform ./v.csv --w ./w.csv -o ./out " + words).exits(2).complains(message);
  }
}
