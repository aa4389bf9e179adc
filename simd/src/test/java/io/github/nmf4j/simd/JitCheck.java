package io.github.nmf4j.simd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs {@link JitLoad} in fresh JVMs and looks at what the compilers did: a kernel that the
 * first-tier compiler gave up on, or that never reached the optimising one, is a hundred times too
 * slow in that start. Not a test, since it takes minutes. Arguments: number of starts, then those
 * of {@link JitLoad}. Exit code 1 if a kernel was left behind.
 */
final class JitCheck {

  private static final Pattern COMPILED =
      Pattern.compile("\\s([0-4])\\s+(io\\.github\\.nmf4j\\.simd\\.kernel\\.\\w+::\\w+)\\b(.*)");

  /** Methods that are too large to be inlined, so must be compiled by themselves. */
  private static final Pattern KERNEL =
      Pattern.compile(".*::(add|set)(Rows|Columns)\\dx\\d|.*Sparse::(kl|cross|model)\\d");

  private static final int FULL_OPTIMISATION = 4;

  private JitCheck() {}

  /** Prints what each start gave. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int starts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6;
    boolean good = true;
    for (int start = 1; start <= starts; start++) {
      good &=
          start(start, List.of(arguments).subList(Math.min(1, arguments.length), arguments.length));
    }
    System.exit(good ? 0 : 1);
  }

  private static boolean start(int start, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // what the compilers do goes to a file, or its lines would mix with the figures
    Path log = Files.createTempFile("jit", ".log");
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:+PrintCompilation"));
    command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DisplayVMOutputToStderr"));
    String bits = System.getProperty(Hardware.WIDTH_PROPERTY);
    if (bits != null) {
      command.add("-D" + Hardware.WIDTH_PROPERTY + "=" + bits);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), JitLoad.class.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    System.out.println("start " + start);
    try (var lines = process.inputReader()) {
      lines.lines().forEach(line -> System.out.println("  " + line));
    }
    process.waitFor();
    Map<String, TreeSet<Integer>> tiers = new TreeMap<>();
    var skipped = new ArrayList<String>();
    for (String line : Files.readAllLines(log)) {
      Matcher compiled = COMPILED.matcher(line);
      if (compiled.find()) {
        tiers
            .computeIfAbsent(compiled.group(2), name -> new TreeSet<>())
            .add(Integer.parseInt(compiled.group(1)));
        if (compiled.group(3).contains("COMPILE SKIPPED")) {
          skipped.add(line.strip());
        }
      }
    }
    Files.delete(log);
    List<String> left =
        tiers.entrySet().stream()
            .filter(e -> KERNEL.matcher(e.getKey()).matches())
            .filter(e -> e.getValue().last() < FULL_OPTIMISATION)
            .map(e -> e.getKey() + " tiers " + e.getValue())
            .toList();
    skipped.forEach(line -> System.out.println("  SKIPPED " + line));
    left.forEach(line -> System.out.println("  NOT OPTIMISED " + line));
    System.out.printf("  %d kernels seen, %d left behind%n", tiers.size(), left.size());
    return !tiers.isEmpty() && skipped.isEmpty() && left.isEmpty();
  }
}
