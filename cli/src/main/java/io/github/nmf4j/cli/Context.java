package io.github.nmf4j.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * What a command knows about its surroundings.
 *
 * @param arguments what was typed after {@code nmf}
 * @param out for results
 * @param err for progress, warnings and errors
 */
public record Context(List<String> arguments, PrintStream out, PrintStream err) {

  public Context {
    arguments = List.copyOf(arguments);
  }

  public void warn(String message) {
    err.println("nmf: warning: " + message);
  }
}
