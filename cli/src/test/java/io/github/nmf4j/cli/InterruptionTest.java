package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signals to a real process in the middle of a run. */
class InterruptionTest {

  private static final int PATIENCE_SECONDS = 120;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "there is no /bin/kill");
    shell = new Shell(folder);
    var v = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      for (int j = 0; j < 40; j++) {
        v.append(j == 0 ? "" : ",").append((i * 31 + j * 17) % 101);
      }
      v.append('\n');
    }
    shell.file("v.csv", v.toString());
  }

  /** A run that would take days. */
  private Process start() throws IOException {
    var command = java();
    command.add(Main.class.getName());
    command.addAll(List.of("factorize", shell.path("v.csv").toString(), "-k", "8"));
    command.addAll(List.of("-o", shell.path("out").toString(), "--max-iter", "2000000000"));
    command.addAll(List.of("--stop", "none", "--backend", "reference", "--verbose"));
    return started(command);
  }

  /** Java with this program on the class path: tests are patched into the module otherwise. */
  private static List<String> java() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String path =
        System.getProperty("jdk.module.path", "")
            + File.pathSeparator
            + System.getProperty("java.class.path")
            + File.pathSeparator
            + Path.of("target", "test-classes");
    command.addAll(List.of("-cp", path));
    return command;
  }

  private Process started(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(shell.path("stdout").toFile())
        .redirectError(shell.path("stderr").toFile())
        .start();
  }

  private static void signal(Process process, String name) throws Exception {
    assertEquals(
        0,
        new ProcessBuilder("/bin/kill", "-" + name, Long.toString(process.pid()))
            .start()
            .waitFor());
  }

  /** Waits until the process has said {@code word}. */
  private void awaitWord(Process process, String word) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!read("stderr").contains(word)) {
      assertTrue(process.isAlive(), () -> "ended early: " + read("stderr"));
      assertTrue(System.nanoTime() < end, () -> word + " is not in: " + read("stderr"));
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private String read(String name) {
    try {
      return shell.text(name);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void whatWasReachedIsWritten(String signal, int code) throws Exception {
    Process process = start();
    try {
      awaitWord(process, "nmf: iterating");
      signal(process, signal);
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), read("stderr"));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(code, process.exitValue(), read("stderr"));
    assertEquals(
        Set.of("", "v.csv", "stdout", "stderr", "out", "out/W.npy", "out/H.npy", "out/run.json"),
        shell.tree());
    JsonNode run = JsonMapper.shared().readTree(shell.text("out/run.json"));
    assertEquals("interrupted", run.get("stopReason").stringValue());
    assertTrue(run.get("iterations").intValue() > 0);
    assertEquals(60 * 8, Npy.values(Files.readAllBytes(shell.path("out/W.npy"))).length);
    assertEquals(8 * 40, Npy.values(Files.readAllBytes(shell.path("out/H.npy"))).length);
    assertTrue(read("stdout").contains("interrupted"), read("stdout"));
  }

  @Test
  void secondSignalKills() throws Exception {
    Process process = sleep("watching");
    try {
      awaitWord(process, "ready");
      signal(process, "INT");
      awaitWord(process, "interrupted");
      assertTrue(process.isAlive());
      signal(process, "INT");
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(130, process.exitValue());
  }

  @Test
  void signalAfterwardsKillsAtOnce() throws Exception {
    Process process = sleep("closed");
    try {
      awaitWord(process, "ready");
      signal(process, "TERM");
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(143, process.exitValue());
  }

  private Process sleep(String mode) throws IOException {
    var command = java();
    command.addAll(List.of(Sleeper.class.getName(), mode));
    return started(command);
  }

  /** Sleeps, while it watches for signals or after it did. */
  static final class Sleeper {
    private Sleeper() {}

    public static void main(String[] args) throws InterruptedException {
      Interruption interruption = Interruption.watch(System.err);
      if (args[0].equals("closed")) {
        interruption.close();
      }
      System.err.println("ready");
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
