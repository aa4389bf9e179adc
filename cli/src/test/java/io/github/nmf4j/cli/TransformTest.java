package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code nmf transform}. */
class TransformTest {

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    // V = W · H with H = (2 0 1; 1 3 0)
    shell.file("w.npy", Npy.of(4, 2, 1, 0, 0, 2, 1, 1, 3, 1));
    shell.file("v.csv", "a,b,c\n2,0,1\n2,6,0\n3,3,1\n7,3,3\n");
  }

  @Test
  void findsTheActivations() throws IOException {
    Shell.Outcome outcome =
        shell.line("transform ./v.csv --w ./w.npy -o ./out --tol 1e-14 --max-iter 2000").exits(0);
    assertEquals(Set.of("", "v.csv", "w.npy", "out", "out/H.npy", "out/run.json"), shell.tree());
    assertEquals(3, outcome.out().lines().count(), outcome.out());
    double[] h = Npy.values(Files.readAllBytes(folder.resolve("out/H.npy")));
    double[] expected = {2, 0, 1, 1, 3, 0};
    for (int i = 0; i < 6; i++) {
      assertEquals(expected[i], h[i], 1e-4);
    }
    JsonNode run = JsonMapper.shared().readTree(shell.text("out/run.json"));
    assertEquals("transform", run.get("command").stringValue());
    assertEquals(folder.resolve("w.npy").toString(), run.at("/options/w").stringValue());
    assertEquals("w", run.at("/options/fix").stringValue());
    assertEquals(2, run.at("/options/rank").intValue());
  }

  @Test
  void penaltyMakesActivationsSmaller() throws IOException {
    shell.line("transform ./v.csv --w ./w.npy -o ./plain -q").exits(0);
    shell.line("transform ./v.csv --w ./w.npy -o ./sparse -q --l1-h 3").exits(0);
    assertTrue(sum("sparse") < 0.9 * sum("plain"), sum("sparse") + " " + sum("plain"));
  }

  private double sum(String run) throws IOException {
    double sum = 0;
    for (double value : Npy.values(Files.readAllBytes(folder.resolve(run).resolve("H.npy")))) {
      sum += value;
    }
    return sum;
  }

  @Test
  void forceReplacesItsOwnFilesOnly() throws IOException {
    Files.createDirectory(folder.resolve("out"));
    Files.copy(folder.resolve("w.npy"), folder.resolve("out/W.npy"));
    shell.line("transform ./v.csv --w ./out/W.npy -o ./out --force -q").exits(0);
    assertEquals(
        -1, Files.mismatch(folder.resolve("w.npy"), folder.resolve("out/W.npy")), "W.npy changed");
    assertTrue(shell.tree().contains("out/H.npy"));
  }

  @Test
  void otherLosses() throws IOException {
    shell.line("transform ./v.csv --w ./w.npy -o ./kl -q --loss kl --max-iter 50").exits(0);
    JsonNode run = JsonMapper.shared().readTree(shell.text("kl/run.json"));
    assertEquals("cd", run.at("/options/solver").stringValue());
  }
}
