package io.github.nmf4j.opencl;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A program does not compile: the message has file, device, options, the compiler's log and the
 * source with line numbers.
 */
final class ClBuildException extends ClException {

  private static final long serialVersionUID = 1L;

  ClBuildException(
      int status, String file, String device, String options, String log, String source) {
    super(message(status, file, device, options, log, source), status);
  }

  private static String message(
      int status, String file, String device, String options, String log, String source) {
    String name = ClStatus.of(status).map(ClStatus::name).orElse("vendor status");
    return """
        %s does not compile on %s: %s (%d)
        options: %s
        log:
        %s
        source:
        %s"""
        .formatted(file, device, name, status, options, log.strip(), numbered(source));
  }

  private static String numbered(String source) {
    String[] lines = source.split("\n", -1);
    return IntStream.range(0, lines.length)
        .mapToObj(i -> "%4d  %s".formatted(i + 1, lines[i]).stripTrailing())
        .collect(Collectors.joining("\n"));
  }
}
