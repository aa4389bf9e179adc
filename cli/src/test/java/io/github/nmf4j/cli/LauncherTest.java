package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The launcher {@code ./nmf} in a repository of its own, with a Java and a Maven that only talk.
 */
class LauncherTest {

  @TempDir Path folder;
  private Shell shell;
  private Path root;

  @BeforeEach
  void prepare() throws IOException {
    Path launcher = Path.of("..", "nmf");
    assumeTrue(Files.isExecutable(launcher), "the launcher is not beside this module");
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh");
    shell = new Shell(folder);
    root = Files.createDirectories(folder.resolve("a repository"));
    Files.copy(launcher, root.resolve("nmf"));
    Files.createDirectories(root.resolve("core/src/main"));
    Files.createDirectories(root.resolve("cli/src/main"));
    Files.writeString(root.resolve("pom.xml"), "");
    Files.writeString(root.resolve("core/src/main/A.java"), "");
    Files.createDirectories(folder.resolve("bin"));
    script(
        folder.resolve("bin/mvn"),
        "echo \"$@\" >>../mvn.log",
        "echo chatter",
        "test ! -e ../broken || { echo 'no such symbol'; exit 1; }",
        "sleep 1",
        "mkdir -p cli/target/lib",
        "cd cli/target",
        "touch nmf4j-cli.jar lib/nmf4j-core.jar lib/nmf4j-gpu-opencl.jar lib/nmf4j-simd.jar");
    jdk("jdk", "25.0.3");
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A JDK whose java prints its arguments, one a line. */
  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(
        home.resolve("bin/java"),
        "case $2 in -XX:ArchiveClassesAtExit=*) : >\"${2#*=}\" ;; esac",
        "printf '%s\\n' \"$@\"",
        "exit 42");
    return home;
  }

  private Process start(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException {
    var command = new ArrayList<String>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "NMF_JAVA_HOME"));
    builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Shell.Outcome outcome(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Shell.Outcome(process.exitValue(), out, err);
  }

  private Shell.Outcome launch(String... arguments) throws Exception {
    return outcome(start(root.resolve("nmf"), inJdk("jdk"), arguments));
  }

  private Map<String, String> inJdk(String name) {
    return Map.of("NMF_JAVA_HOME", folder.resolve(name).toString());
  }

  private long builds() throws IOException {
    Path log = shell.path("mvn.log");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  private static void touch(Path file, int seconds) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
  }

  @Test
  void buildsOnFirstUseAndBecomesTheProgram() throws Exception {
    Shell.Outcome first = launch("factorize", "my file.csv", "", "-k", "3").exits(42);
    List<String> words = first.out().lines().toList();
    assertEquals(
        List.of(
            "@" + root.toRealPath().resolve("cli/target/nmf.args"),
            "-Dnmf.stderr.terminal=false",
            "-m",
            "io.github.nmf4j.cli/io.github.nmf4j.cli.Main",
            "factorize",
            "my file.csv",
            "",
            "-k",
            "3"),
        words);
    assertEquals("nmf: building nmf4j (first use)...\n", first.err());
    assertEquals(
        "-B -q -Dnmf.quick -DskipTests -pl cli -am package", shell.text("mvn.log").strip());
    String arguments = Files.readString(root.resolve("cli/target/nmf.args"));
    Path target = root.toRealPath().resolve("cli/target");
    assertTrue(
        arguments.contains(
            "--module-path \"%1$s/nmf4j-cli.jar:%1$s/lib/nmf4j-core.jar:%1$s/lib/nmf4j-gpu-opencl.jar\"\n"
                .formatted(target)),
        arguments);
    // as a module it would ask for the Vector API at the start, and Java would say so
    assertTrue(
        arguments.contains("--class-path \"" + target + "/lib/nmf4j-simd.jar\"\n"), arguments);
    assertTrue(
        arguments.contains("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED\n"), arguments);
    assertTrue(arguments.contains("--enable-native-access=io.github.nmf4j.opencl\n"), arguments);
    assertTrue(arguments.contains("\"-XX:SharedArchiveFile=" + target + "/nmf.jsa\"\n"), arguments);
    assertFalse(Files.exists(target.resolve("nmf.try")));
    assertFalse(Files.exists(root.resolve("target/nmf.lock")));

    assertEquals("", launch("--version").exits(42).err());
    assertEquals(1, builds());
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    launch().exits(42);
    touch(root.resolve("core/src/main/A.java"), 5);
    assertEquals("nmf: building nmf4j (sources have changed)...\n", launch().exits(42).err());
    assertEquals(2, builds());
    touch(root.resolve("core/src/main/A.java"), -5);
    launch().exits(42);
    assertEquals(2, builds());
  }

  @Test
  void showsWhyABuildFailed() throws Exception {
    shell.file("broken", "");
    Shell.Outcome outcome = launch("--version").exits(1);
    assertTrue(outcome.err().contains("no such symbol"), outcome.err());
    assertTrue(outcome.err().contains("nmf: error: the build failed"), outcome.err());
    assertFalse(Files.exists(root.resolve("target/nmf.lock")));
    Files.delete(shell.path("broken"));
    launch("--version").exits(42);
  }

  @Test
  void twoFirstUsesAtOnceBuildOnce() throws Exception {
    Process one = start(root.resolve("nmf"), inJdk("jdk"));
    Process two = start(root.resolve("nmf"), inJdk("jdk"));
    outcome(one).exits(42);
    outcome(two).exits(42);
    assertEquals(1, builds());
  }

  @Test
  void lockOfADeadProcessIsTakenAway() throws Exception {
    Files.createDirectories(root.resolve("target/nmf.lock"));
    Process dead = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
    dead.waitFor();
    Files.writeString(root.resolve("target/nmf.lock/pid"), dead.pid() + "\n");
    launch().exits(42);
    assertEquals(1, builds());
  }

  @Test
  void worksThroughLinksAndAfterAMove() throws Exception {
    launch().exits(42);
    Path moved = folder.resolve("elsewhere");
    Files.move(root, moved);
    Files.createSymbolicLink(folder.resolve("bin/first"), Path.of("../elsewhere/nmf"));
    Files.createSymbolicLink(folder.resolve("second"), folder.resolve("bin/first"));
    Shell.Outcome outcome = outcome(start(folder.resolve("second"), inJdk("jdk"))).exits(42);
    assertTrue(outcome.out().startsWith("@" + moved.toRealPath()), outcome.out());
    String arguments = Files.readString(moved.resolve("cli/target/nmf.args"));
    assertFalse(arguments.contains("a repository"), arguments);
    assertEquals(1, builds());
  }

  @ParameterizedTest
  @CsvSource({
    "25.0.3, 42",
    "25.0.4, 42",
    "25.0.10, 42",
    "25.1.0, 42",
    "25.0.3.1, 42",
    "25, 1",
    "25.0.2, 1",
    "25.0.2.1, 1",
    "25.0.0, 1",
    "24.0.2, 1",
    "26.0.1, 1",
    "17.0.15, 1",
    "2.5.0, 1"
  })
  void versionOfTheJdk(String version, int code) throws Exception {
    jdk("other", version);
    Shell.Outcome outcome = outcome(start(root.resolve("nmf"), inJdk("other"))).exits(code);
    if (code == 1) {
      assertTrue(outcome.err().startsWith("nmf: error: NMF_JAVA_HOME="), outcome.err());
    }
  }

  @Test
  void javaHomeAndPathAreLookedAt() throws Exception {
    jdk("old", "17.0.15");
    jdk("new", "25.0.7");
    Shell.Outcome home =
        outcome(start(root.resolve("nmf"), Map.of("JAVA_HOME", folder.resolve("new").toString())));
    home.exits(42);
    assertTrue(firstLineOfArguments().contains(folder.resolve("new").toString()));

    Files.createSymbolicLink(folder.resolve("bin/java"), folder.resolve("jdk/bin/java"));
    outcome(start(root.resolve("nmf"), Map.of("JAVA_HOME", folder.resolve("old").toString())))
        .exits(42);
    assertTrue(firstLineOfArguments().contains(folder.resolve("jdk").toString()));
  }

  private String firstLineOfArguments() throws IOException {
    return Files.readAllLines(root.resolve("cli/target/nmf.args")).getFirst();
  }
}
