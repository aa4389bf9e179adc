package io.github.nmf4j.bench.peers;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The command line of {@link PeerBenchmark}.
 *
 * @param cases pattern of case names
 * @param contenders pattern of contenders
 * @param rounds timed runs of each contender
 * @param threads threads of each contender
 * @param python interpreter that has scikit-learn and PyTorch
 * @param peers folder of the peers' scripts
 * @param out where the page and the JSON file go, or nowhere
 */
record Arguments(
    String cases,
    String contenders,
    int rounds,
    int threads,
    String python,
    Path peers,
    @Nullable Path out) {

  static final String USAGE =
      """
      usage: bench/peers/run [--cases PATTERN] [--contenders PATTERN] [--rounds N] [--threads N]
                             [--python FILE] [--out DIR]
      """;

  static Arguments parse(String[] args) {
    String cases = ".*";
    String contenders = ".*";
    int rounds = 5;
    int threads = Runtime.getRuntime().availableProcessors();
    String python = "/usr/bin/python3";
    Path peers = Path.of("bench/peers");
    Path out = null;
    for (int a = 0; a < args.length; a += 2) {
      if (a + 1 == args.length) {
        throw new IllegalArgumentException(args[a] + " needs a value\n" + USAGE);
      }
      String value = args[a + 1];
      switch (args[a]) {
        case "--cases" -> cases = value;
        case "--contenders" -> contenders = value;
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--threads" -> threads = Integer.parseInt(value);
        case "--python" -> python = value;
        case "--peers" -> peers = Path.of(value);
        case "--out" -> out = Path.of(value);
        default -> throw new IllegalArgumentException("unknown option " + args[a] + "\n" + USAGE);
      }
    }
    return new Arguments(cases, contenders, rounds, threads, python, peers, out);
  }
}
