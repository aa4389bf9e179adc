package io.github.nmf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's library example compiles and runs, on the class path and on the module path. */
final class ReadmeExampleTest {

  @Test
  void onTheClassPath(@TempDir Path folder) throws Exception {
    assertRuns(folder, "--class-path", classes().toString());
  }

  @Test
  void onTheModulePath(@TempDir Path folder) throws Exception {
    assertRuns(
        folder, "--module-path", classes().toString(), "--add-modules", "io.github.nmf4j.core");
  }

  private static void assertRuns(Path folder, String... options) throws Exception {
    Path source = folder.resolve("Example.java");
    Files.writeString(source, example());
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java.util.List.of(options));
    command.add(source.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains("loss "), output);
    assertTrue(output.contains("H is 2 x 1"), output);
  }

  private static Path classes() throws Exception {
    return Path.of(Nmf.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static String example() throws Exception {
    Path readme = Path.of("..", "README.md");
    Matcher block =
        Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(readme));
    assertTrue(block.find(), "the README has a Java example");
    return block.group(1);
  }
}
