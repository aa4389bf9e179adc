package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Runs commands in this process, in a folder of their own. */
final class Shell {

  private final Path folder;

  Shell(Path folder) {
    this.folder = folder;
  }

  /** What a command said and how it ended. */
  record Outcome(int code, String out, String err) {

    /** Checks the exit code, showing what was said if it is another one. */
    Outcome exits(int expected) {
      assertEquals(expected, code, () -> "stdout: " + out + "\nstderr: " + err);
      return this;
    }

    /** Checks that the error is one line that has all of these parts. */
    Outcome complains(String... parts) {
      List<String> errors = err.lines().filter(line -> line.startsWith("nmf: error: ")).toList();
      assertEquals(1, errors.size(), err);
      for (String part : parts) {
        assertTrue(errors.getFirst().contains(part), () -> "'" + part + "' is not in: " + err);
      }
      assertTrue(!err.contains("\tat "), () -> "a stack trace: " + err);
      return this;
    }
  }

  /** Runs a command; {@code words} that begin with {@code ./} are files in the folder. */
  Outcome run(String... words) {
    String[] arguments =
        Arrays.stream(words)
            .map(
                word -> word.startsWith("./") ? folder.resolve(word.substring(2)).toString() : word)
            .toArray(String[]::new);
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code =
        Main.run(
            arguments,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The words of a line, separated by spaces, and more words. */
  Outcome line(String line, String... more) {
    var words = new ArrayList<>(List.of(line.split(" ")));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /** All files and folders, hidden ones too. */
  SortedSet<String> tree() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      var names = new TreeSet<String>();
      paths.forEach(path -> names.add(folder.relativize(path).toString().replace('\\', '/')));
      return names;
    }
  }
}
