package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results appear whole or not at all. */
class OutputFolderTest {

  private static final List<String> OWN = List.of("run.json", "W.npy", "H.npy");

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void openShell() {
    shell = new Shell(folder);
  }

  private static void fill(Path target) throws IOException {
    Files.writeString(target.resolve("W.npy"), "new W");
    Files.writeString(target.resolve("run.json"), "new run");
  }

  private static void failHalfway(Path target) throws IOException {
    Files.writeString(target.resolve("W.npy"), "new W");
    throw new IOException("No space left on device");
  }

  @Test
  void checkLeavesNoTrace() throws IOException {
    OutputFolder _ = OutputFolder.check(shell.path("a/b/c"), false, OWN);
    assertEquals(Set.of(""), shell.tree());
  }

  @Test
  void failureLeavesNoTrace() throws IOException {
    OutputFolder output = OutputFolder.check(shell.path("a/b/c"), false, OWN);
    assertThrows(IOException.class, () -> output.write(OutputFolderTest::failHalfway));
    assertEquals(Set.of(""), shell.tree());
  }

  @Test
  void failureLeavesEarlierResults() throws IOException {
    Files.createDirectory(shell.path("out"));
    shell.file("out/W.npy", "old W");
    shell.file("out/H.npy", "old H");
    OutputFolder output = OutputFolder.check(shell.path("out"), true, OWN);
    assertThrows(IOException.class, () -> output.write(OutputFolderTest::failHalfway));
    assertEquals(Set.of("", "out", "out/W.npy", "out/H.npy"), shell.tree());
    assertEquals("old W", shell.text("out/W.npy"));
  }

  @Test
  void failureWhileMovingRestoresEarlierResults() throws IOException {
    Files.createDirectory(shell.path("out"));
    shell.file("out/H.npy", "old H");
    shell.file("out/run.json", "old run");
    OutputFolder output = OutputFolder.check(shell.path("out"), true, OWN);
    assertThrows(
        IOException.class,
        () ->
            output.write(
                target -> {
                  fill(target);
                  // appears after the check: a folder is not ours to take away
                  Files.createDirectories(shell.path("out/W.npy/full"));
                }));
    assertTrue(shell.tree().contains("out/W.npy/full"));
    assertEquals("old run", shell.text("out/run.json"));
    assertEquals("old H", shell.text("out/H.npy"));
  }

  @Test
  void folderCalledLikeAResultIsLeftAlone() throws IOException {
    Files.createDirectories(shell.path("out/H.npy"));
    assertThrows(IOException.class, () -> OutputFolder.check(shell.path("out"), true, OWN));
  }

  @Test
  void forceTakesEarlierResultsAway() throws IOException {
    Files.createDirectory(shell.path("out"));
    shell.file("out/H.npy", "old H");
    shell.file("out/other", "stays");
    OutputFolder.check(shell.path("out"), true, OWN).write(OutputFolderTest::fill);
    assertEquals(Set.of("", "out", "out/W.npy", "out/run.json", "out/other"), shell.tree());
    assertEquals("new W", shell.text("out/W.npy"));
  }

  @Test
  void linkToAnEmptyFolder() throws IOException {
    Files.createDirectory(shell.path("real"));
    Files.createSymbolicLink(shell.path("link"), shell.path("real"));
    OutputFolder.check(shell.path("link"), false, OWN).write(OutputFolderTest::fill);
    assertEquals("new W", shell.text("real/W.npy"));
  }

  @Test
  void brokenLink() throws IOException {
    Files.createSymbolicLink(shell.path("link"), shell.path("nowhere"));
    assertThrows(IOException.class, () -> OutputFolder.check(shell.path("link"), false, OWN));
  }

  @Test
  void readOnlyFileSystem() {
    // permissions do not keep root out; the kernel's process table does
    Path proc = Path.of("/proc");
    assumeTrue(Files.isDirectory(proc.resolve("self")), "there is no /proc");
    IOException thrown =
        assertThrows(
            IOException.class, () -> OutputFolder.check(proc.resolve("nmf-out"), false, OWN));
    assertTrue(
        String.valueOf(thrown.getMessage()).startsWith("/proc/nmf-out: cannot be written to"));
  }
}
