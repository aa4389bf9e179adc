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
record Context(List<String> arguments, PrintStream out, PrintStream err) {

  Context {
    arguments = List.copyOf(arguments);
  }

  void warn(String message) {
    err.println("nmf: warning: " + message);
  }
}
