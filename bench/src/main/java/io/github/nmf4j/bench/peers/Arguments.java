package io.github.nmf4j.bench.peers;

import io.github.nmf4j.bench.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@link PeerBenchmark}.
 *
 * @param cases pattern of case names
 * @param contenders pattern of contenders
 * @param rounds timed runs of each contender
 * @param threads threads of each contender
 * @param bits vector width forced on nmf4j, 0 for the machine's own
 * @param python interpreter that has scikit-learn and PyTorch
 * @param root folder of the project
 * @param out where the page and the JSON file go, or nowhere
 */
record Arguments(
    String cases,
    String contenders,
    int rounds,
    int threads,
    int bits,
    String python,
    Path root,
    @Nullable Path out) {

  static final String USAGE =
      """
      usage: bench/peers/run [--quick] [--cases PATTERN] [--contenders PATTERN] [--rounds N] [--threads N]
                             [--bits 128|256|512] [--python FILE] [--out DIR]
      """;

  /** Float, one shape, and one sparse case: an impression in five minutes. */
  private static final String QUICK = "3000x1025-k32-float|cd-frobenius-20000|" + WholeRun.NAME;

  /** Reads them. */
  static Arguments parse(String[] args) {
    var options =
        new Options(
            args,
            Set.of("--quick"),
            Set.of(
                "--cases",
                "--contenders",
                "--rounds",
                "--threads",
                "--bits",
                "--python",
                "--root",
                "--out"));
    boolean quick = options.has("--quick");
    var arguments =
        new Arguments(
            options.text("--cases", quick ? QUICK : ".*"),
            options.text("--contenders", ".*"),
            options.number("--rounds", quick ? 3 : 5, 1),
            options.number("--threads", Runtime.getRuntime().availableProcessors(), 1),
            options.forcedBits(),
            options.text("--python", "/usr/bin/python3"),
            Path.of(options.text("--root", ".")).toAbsolutePath(),
            options.path("--out"));
    List<String> names =
        Stream.concat(PeerCase.all().stream().map(PeerCase::name), Stream.of(WholeRun.NAME))
            .toList();
    if (names.stream().noneMatch(arguments::wants)) {
      throw new IllegalArgumentException(
          "no case matches '%s', they are %s"
              .formatted(arguments.cases(), String.join(", ", names)));
    }
    return arguments;
  }

  boolean wants(String caseName) {
    return caseName.matches(".*(" + cases + ").*");
  }
}
