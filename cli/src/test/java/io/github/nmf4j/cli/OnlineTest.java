package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Mini-batches at the command line. */
class OnlineTest {

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    shell.file("v.csv", "1,2,3,4\n2,1,2,1\n3,3,1,2\n");
    shell.file("w.csv", "0.5,1\n1,0.5\n1.5,1\n");
    shell.file("h.csv", "1,0.5,1,1.5\n0.5,1,1.5,0.5\n");
  }

  private JsonNode run(String folder) throws IOException {
    return JsonMapper.shared().readTree(shell.text(folder + "/run.json"));
  }

  @Test
  void theDefaults() throws IOException {
    shell.line("factorize ./v.csv -k 2 --online -o ./a").exits(0);
    JsonNode options = run("a").at("/options");
    assertEquals("mu", options.at("/solver").stringValue());
    assertEquals(1024, options.at("/online/batchSize").intValue());
    assertEquals(0.7, options.at("/online/forgetFactor").doubleValue());
    assertEquals("columns", options.at("/online/batchOf").stringValue());
    assertEquals("batch", options.at("/stop/rule").stringValue());
    assertEquals(10, options.at("/stop/patience").intValue());

    shell.line("factorize ./v.csv -k 2 -o ./b").exits(0);
    assertFalse(run("b").at("/options").has("online"));
  }

  @Test
  void everyParameterArrives() throws IOException {
    shell
        .line(
            "factorize ./v.csv -k 2 --loss is --online --batch-size 2 --forget 0.3 --batch-of rows"
                + " --tol 1e-2 --patience 3 -o ./a")
        .exits(0);
    JsonNode options = run("a").at("/options");
    assertEquals(2, options.at("/online/batchSize").intValue());
    assertEquals(0.3, options.at("/online/forgetFactor").doubleValue());
    assertEquals("rows", options.at("/online/batchOf").stringValue());
    assertEquals(1e-2, options.at("/stop/tolerance").doubleValue());
    assertEquals(3, options.at("/stop/patience").intValue());
  }

  /** MiniBatchNMF(2, batch_size=2, beta_loss='kullback-leibler', max_iter=1), one epoch. */
  @Test
  void replaysScikitLearn() throws IOException {
    shell
        .line(
            "factorize ./v.csv -k 2 --compat scikit-learn --loss kl --online --batch-size 2"
                + " --max-iter 1 --stop none --init-w ./w.csv --init-h ./h.csv -o ./a")
        .exits(0);
    double[] h = Npy.values(Files.readAllBytes(folder.resolve("a/H.npy")));
    assertEquals(1.2805702001973711, h[0], 1e-12);
    assertEquals(0.5950572042779829, h[7], 1e-12);
    assertEquals("rows", run("a").at("/options/online/batchOf").stringValue());
  }

  @Test
  void freshRestarts() throws IOException {
    String line =
        "factorize ./v.csv -k 2 --online --batch-size 2 --stop none --max-iter 7 --fresh-restarts";
    shell.line(line + " -o ./plain").exits(0);
    shell.line(line + " --fresh-restarts-max-iter 3 --transform-max-iter 90 -o ./more").exits(0);
    assertEquals(30, run("plain").at("/options/online/freshRestartsMaxIterations").intValue());
    assertEquals(7, run("plain").at("/options/online/transformMaxIterations").intValue());
    assertEquals(3, run("more").at("/options/online/freshRestartsMaxIterations").intValue());
    assertEquals(90, run("more").at("/options/online/transformMaxIterations").intValue());
  }

  @Test
  void whatHasNoMeaningIsRefused() {
    refused("--forget 0.5", "--forget belongs to mini-batches: add --online");
    refused("--batch-of rows", "--batch-of belongs to mini-batches: add --online");
    refused("--batch-size 5", "--online");
    refused("--fresh-restarts", "--fresh-restarts belongs to mini-batches: add --online");
    refused("--transform-max-iter 5", "--transform-max-iter belongs to mini-batches");
    refused("--online --fresh-restarts-max-iter 5", "needs --fresh-restarts");
    refused("--online --transform-max-iter 5", "--transform-max-iter needs --fresh-restarts");
    refused(
        "--online --fresh-restarts --transform-max-iter 0", "must be at least 1, were 30 and 0");
    refused("--online --fresh-restarts --fix h --init-h ./h.csv", "there is nothing to restart");
    refused("--online --batch-size 0", "--batch-size must be at least 1, was 0");
    refused("--online --forget 1.5", "--forget must be from 0 to 1, was 1.5");
    refused("--online --solver hals", "multiplicative");
    refused("--online --convex --loss kl", "neighbouring columns");
    refused("--online --taps 2", "neighbouring columns");
    refused("--online --update-order w-h", "order has no meaning");
    refused("--online --fix w --init-w ./w.csv", "nothing to forget");
    refused("--online --compat libfmp", "no online updates");
    refused("--online --compat scikit-learn --batch-of columns", "batches are rows");
    refused("--stop batch", "belongs to online updates");
    refused("--online --stop kkt --patience 3", "--patience belongs to");
  }

  private void refused(String options, String reason) {
    shell.line("factorize ./v.csv -k 2 -o ./no " + options).exits(2).complains(reason);
  }
}
