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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models beyond W·H, and references that are replayed, at the command line. */
class ModelsTest {

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    shell.file("v.csv", "1,2,3\n4,5,6\n7,8,10\n2,1,1\n");
  }

  private JsonNode run(String folder) throws IOException {
    return JsonMapper.shared().readTree(shell.text(folder + "/run.json"));
  }

  private double[] values(String file) throws IOException {
    return Npy.values(Files.readAllBytes(folder.resolve(file)));
  }

  @Test
  void convexWritesLBesideW() throws IOException {
    String convex = "factorize ./v.csv -k 2 --loss kl --convex --smooth-h 0.01 ";
    shell.line(convex + "-o ./a").exits(0);
    double[] v = {1, 2, 3, 4, 5, 6, 7, 8, 10, 2, 1, 1};
    double[] l = values("a/L.npy");
    double[] w = values("a/W.npy");
    for (int i = 0; i < 4; i++) {
      for (int c = 0; c < 2; c++) {
        double sum = v[3 * i] * l[c] + v[3 * i + 1] * l[2 + c] + v[3 * i + 2] * l[4 + c];
        assertEquals(sum, w[2 * i + c], 1e-12 * sum);
      }
    }
    assertEquals("smooth-convex", run("a").at("/options/model/kind").stringValue());
    assertEquals(0.01, run("a").at("/options/model/weight").doubleValue());

    shell.line(convex + "--batch-size 2 -o ./b").exits(0);
    assertArrayEquals(w, values("b/W.npy"), 1e-9);

    // what was written is a start, and --force takes an L away that is no result any more
    shell.line(convex + "--max-iter 0 --init-l ./a/L.npy --init-h ./a/H.npy -o ./c").exits(0);
    assertArrayEquals(l, values("c/L.npy"));
    shell.line("factorize ./v.csv -k 2 --force -o ./c").exits(0);
    assertTrue(Files.notExists(folder.resolve("c/L.npy")));
  }

  @Test
  void templates() throws IOException {
    String line = "factorize ./v.csv -k 2 --taps 2 --loss kl ";
    shell.line(line + "-o ./a").exits(0);
    assertEquals(4 * 2 * 2, values("a/W.npy").length);
    assertEquals(2 * 3, values("a/H.npy").length);
    assertEquals("convolutive", run("a").at("/options/model/kind").stringValue());
    shell.line(line + "--boundary valid --format csv -o ./b").exits(0);
    assertTrue(shell.text("b/W.csv").startsWith("c1t1,c1t2,c2t1,c2t2"), shell.text("b/W.csv"));
    assertEquals(
        2, shell.text("b/H.csv").lines().skip(1).findFirst().orElseThrow().split(",").length - 1);

    // what was written is a start, and a dictionary
    shell.line(line + "--max-iter 0 --init-w ./a/W.npy --init-h ./a/H.npy -o ./c").exits(0);
    assertArrayEquals(values("a/W.npy"), values("c/W.npy"));
    shell.line("transform ./v.csv --w ./a/W.npy --taps 2 --loss kl --tol 1e-9 -o ./d").exits(0);
    double loss = run("a").at("/loss/final").doubleValue();
    assertTrue(run("d").at("/loss/final").doubleValue() <= loss * (1 + 1e-3) + 1e-6);
  }

  @Test
  void heldTemplates() throws IOException {
    shell.file("support-w.csv", "1,0,1,1\n1,1,1,0\n1,1,0,1\n1,1,1,1\n");
    shell.file("support-h.csv", "1,0\n1,1\n");
    shell.file("known.csv", "1,2\n3,4\n5,6\n7,8\n");
    shell.file("h.csv", "1,2\n3,4\n");
    String line = "factorize ./v.csv -k 2 --taps 2 --boundary valid ";
    shell
        .line(
            line
                + "--support-w ./support-w.csv --support-h ./support-h.csv --init-w ./known.csv"
                + " --fix-w-components 0 --seed 3 -o ./a")
        .exits(0);
    double[] w = values("a/W.npy");
    assertArrayEquals(
        new double[] {1, 0, 3, 4, 5, 6, 7, 8},
        new double[] {w[0], w[1], w[4], w[5], w[8], w[9], w[12], w[13]});
    assertEquals(0, w[7], "tap 1 of component 1, row 1");
    assertEquals(0, w[10], "tap 0 of component 1, row 2");
    assertEquals(0, values("a/H.npy")[1]);
    shell
        .line(
            "transform ./v.csv --w ./a/W.npy --taps 2 --boundary valid --init-h ./h.csv"
                + " --fix-h-components 1 -o ./b")
        .exits(0);
    double[] h = values("b/H.npy");
    assertArrayEquals(new double[] {3, 4}, new double[] {h[2], h[3]});
    shell
        .line(line + "--support-w ./known.csv -o ./c")
        .exits(2)
        .complains("--support-w", "must be m × K·T = 4 × 4");
    shell
        .line(line + "--support-h ./v.csv -o ./c")
        .exits(2)
        .complains("--support-h", "must be K × (n - T + 1) = 2 × 2");
  }

  @Test
  void theToolboxsOtherTemplates() throws IOException {
    String line = "factorize ./v.csv -k 2 --taps 2 --loss kl --compat nmf-toolbox-conv ";
    shell.line(line + "--l1-h 0.1 --uncorrelation 0.5 -o ./a").exits(0);
    assertEquals("nmf-toolbox-conv", run("a").at("/options/compat").stringValue());
    assertEquals(0.5, run("a").at("/options/model/uncorrelation").doubleValue());
    assertEquals(30, run("a").at("/iterations").intValue());
    double[] w = values("a/W.npy");
    double alike = 0;
    double penalty = 0;
    for (int i = 0; i < 4; i++) {
      alike += w[4 * i] * w[4 * i + 1] + w[4 * i + 2] * w[4 * i + 3];
    }
    for (double h : values("a/H.npy")) {
      penalty += 0.1 * h;
    }
    double objective = run("a").at("/loss/final").doubleValue() + penalty + 0.5 * alike;
    JsonNode trace = run("a").at("/trace");
    assertEquals(objective, trace.get(trace.size() - 1).at("/objective").doubleValue(), 1e-12);
  }

  /** NMFdiag of the NMF toolbox, and the same of a dictionary. */
  @Test
  void diagonals() throws IOException {
    shell.file("d.csv", "1,2,3,4\n2,1,2,1\n3,3,1,2\n");
    shell.file("w.csv", "0.5,1\n1,0.5\n1.5,1\n");
    shell.file("h.csv", "1,0.5,1,1.5\n0.5,1,1.5,0.5\n");
    String shape =
        "--loss kl --diagonal 3 --diagonal-every 1 --polyphony 1 --apart-columns 3 --max-iter 2 ";
    shell
        .line(
            "factorize ./d.csv -k 2 --fix w --init-w ./w.csv --init-h ./h.csv " + shape + "-o ./a")
        .exits(0);
    assertArrayEquals(
        new double[] {2, 1.055961802359172, 0, 2.333333333333333, 0, 1.1328458371689936, 2.4, 0},
        values("a/H.npy"),
        1e-14);
    JsonNode model = run("a").at("/options/model");
    assertEquals("diagonal", model.at("/kind").stringValue());
    assertEquals(3, model.at("/apartColumns").intValue());
    assertEquals("completed", run("a").at("/stopReason").stringValue());

    shell.line("transform ./d.csv --w ./w.csv " + shape + "-o ./b").exits(0);
    double[] h = values("b/H.npy");
    for (int j = 0; j < 4; j++) {
      assertTrue(h[j] > 0 || h[4 + j] > 0, "column " + j);
    }
    assertEquals("diagonal", run("b").at("/options/model/kind").stringValue());
  }

  @Test
  void smoothTransform() throws IOException {
    shell.line("factorize ./v.csv -k 2 --loss kl --smooth-h 0.1 --unit-sum -o ./a").exits(0);
    double[] w = values("a/W.npy");
    assertEquals(1, w[0] + w[2] + w[4] + w[6], 1e-12);
    shell.line("transform ./v.csv --w ./a/W.npy --loss kl --smooth-h 100 -o ./b").exits(0);
    double[] h = values("b/H.npy");
    assertTrue(Math.abs(h[0] - h[1]) < 0.05 * h[0], "smooth: " + h[0] + " " + h[1]);
  }

  /** Penalties, weights and missing entries beside smoothness; what has no step is refused. */
  @Test
  void smoothUnderConstraints() throws IOException {
    shell.file("nan.csv", "1,nan,3\n4,nan,6\n7,nan,10\n2,nan,1\n");
    String line = "factorize ./v.csv -k 2 --loss kl --smooth-h 0.1 ";
    String penalties = "--l1-w 0.1 --l2-w 0.2 --l1-h 0.3 --l2-h 0.4 ";
    shell.line(line + penalties + "-o ./a").exits(0);
    assertEquals(0.2, run("a").at("/options/l2W").doubleValue());
    shell
        .line(
            "factorize ./nan.csv -k 2 --loss kl --smooth-h 1 --mask nan --tol 1e-12 --max-iter 5000 "
                + "-o ./b")
        .exits(0);
    double[] h = values("b/H.npy");
    assertEquals((h[0] + h[2]) / 2, h[1], 1e-3 * h[1]);
    shell
        .line(
            "transform ./nan.csv --w ./b/W.npy --loss kl --smooth-h 1 --mask nan --l1-h 0.1 -o ./c")
        .exits(0);
    shell.line(line + "--convex --l1-w 1 -o ./d").exits(0);
    shell.line(line + "--convex --l2-w 1 -o ./e").exits(2).complains("no step for them");
    shell.line(line + "--convex --mask zeros -o ./e").exits(2).complains("to be observed");
    shell.line(line + "--unit-sum --l1-w 1 -o ./e").exits(2).complains("nothing to shrink");
    shell.line(line + "--unit-sum --mask zeros -o ./e").exits(2).complains("leave the unit sum");
    shell.line(line + "--compat scnmf --l1-h 1 -o ./e").exits(2).complains("and penalties");
  }

  /** NMF(2, random_state=0).fit(X): nndsvda and coordinate descent, with its own rule. */
  @Test
  void scikitLearnsDefaults() throws IOException {
    shell.file("x.csv", "1,1\n2,1\n3,1.2\n4,1\n5,0.8\n6,1\n");
    shell.line("factorize ./x.csv -k 2 --compat scikit-learn --seed 0 -o ./a").exits(0);
    JsonNode run = run("a");
    assertEquals(87, run.at("/iterations").intValue());
    assertEquals("nndsvda", run.at("/options/init").stringValue());
    assertEquals("scikit-learn", run.at("/options/compat").stringValue());
    assertEquals("violation", run.at("/options/stop/rule").stringValue());
    shell
        .line("factorize ./x.csv -k 2 --compat scikit-learn --init random --tol 0.5 -o ./b")
        .exits(0);
    assertEquals("violation", run("b").at("/options/stop/rule").stringValue());
    assertTrue(run("b").at("/iterations").intValue() < 30);
  }
}
