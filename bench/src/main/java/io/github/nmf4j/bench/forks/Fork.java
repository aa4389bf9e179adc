package io.github.nmf4j.bench.forks;

import io.github.nmf4j.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one start of Java gave.
 *
 * @param figures by operation
 * @param faults what the compilers left undone, a line each
 * @param methods methods of ours that the samples were in
 * @param warmUpSeconds until the compilers were done
 * @param disturbed operations that other work on the machine kept from a quiet moment
 * @param most what the machine gave in the best moment
 */
record Fork(
    Map<String, Figure> figures,
    List<String> faults,
    int methods,
    double warmUpSeconds,
    int disturbed,
    Moment most) {

  /**
   * One operation in one start.
   *
   * @param gigaflops of the fastest call
   * @param milliseconds of the fastest call
   * @param bytes allocated per call by all threads
   * @param quiet whether the machine did nothing else at least once when this was timed
   */
  record Figure(double gigaflops, double milliseconds, double bytes, boolean quiet) {}

  /** Fewer samples than this say nothing about a method. */
  private static final int FEWEST_SAMPLES = 3;

  /** Code is thrown away up to three times in a start in which all is fast. */
  private static final int MOST_THROWN_AWAY = 5;

  /** Starts {@link ForkLoad} with these arguments. */
  static Fork run(List<String> arguments, int bits) throws IOException, InterruptedException {
    // what the compilers do goes to a file, or its lines would mix with the figures
    Path log = Files.createTempFile("nmf4j-forks", ".log");
    Path thrownAway = Files.createTempFile("nmf4j-forks", ".log");
    try {
      Process process =
          new ProcessBuilder(command(arguments, bits, thrownAway))
              .redirectError(log.toFile())
              .start();
      List<String> output;
      try (var lines = process.inputReader()) {
        output = lines.lines().toList();
      }
      int status = process.waitFor();
      var logged = new ArrayList<>(Files.readAllLines(log));
      if (status != 0) {
        int from = Math.max(0, logged.size() - 20);
        throw new IOException(
            "a start ended with status %d:%n%s"
                .formatted(status, String.join("\n", logged.subList(from, logged.size()))));
      }
      logged.addAll(Files.readAllLines(thrownAway));
      return of(output, CompilerLog.of(logged));
    } finally {
      Files.delete(log);
      Files.delete(thrownAway);
    }
  }

  static List<String> command(List<String> arguments, int bits, Path thrownAway) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+PrintCompilation");
    command.add("-XX:+UnlockDiagnosticVMOptions");
    command.add("-XX:+DisplayVMOutputToStderr");
    // a file, because lines of two logs would mix
    command.add("-Xlog:deoptimization=debug:file=" + thrownAway + ":none");
    if (bits != 0) {
      command.add("-D" + Machine.WIDTH_PROPERTY + "=" + bits);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ForkLoad.class.getName());
    command.addAll(arguments);
    return command;
  }

  /** Reads what a start printed. */
  static Fork of(List<String> output, CompilerLog log) {
    var figures = new LinkedHashMap<String, Figure>();
    var faults = new ArrayList<String>();
    log.skipped().forEach(line -> faults.add("given up: " + line));
    log.thrownAway()
        .forEach(
            (method, times) -> {
              if (times > MOST_THROWN_AWAY) {
                faults.add("compiled again and again: %s, %d times".formatted(method, times));
              }
            });
    int methods = 0;
    double warmUp = 0;
    int disturbed = 0;
    Moment most = Moment.NONE;
    for (String line : output) {
      String[] parts = line.split("\\|", -1);
      if (parts[0].equals("warm")) {
        warmUp = Double.parseDouble(parts[1]);
      } else if (parts[0].equals("disturbed")) {
        disturbed = Integer.parseInt(parts[1]);
        most = Moment.parse(parts[2], parts[3]);
      } else if (parts[0].equals("op")) {
        figures.put(
            parts[1],
            new Figure(
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                parts[5].equals("quiet")));
      } else if (parts[0].equals("hot") && Integer.parseInt(parts[3]) >= FEWEST_SAMPLES) {
        methods++;
        if (parts[2].equals("interpreted")) {
          faults.add("interpreted: %s, %s samples".formatted(parts[1], parts[3]));
        } else if (!log.optimised(parts[1])) {
          faults.add(
              "not optimised: %s, %s, %s samples"
                  .formatted(parts[1], log.tiersOf(parts[1]), parts[3]));
        }
      }
    }
    return new Fork(figures, faults, methods, warmUp, disturbed, most);
  }
}
