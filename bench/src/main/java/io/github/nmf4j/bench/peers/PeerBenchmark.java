package io.github.nmf4j.bench.peers;

import io.github.nmf4j.bench.Ceilings;
import io.github.nmf4j.bench.Cores;
import io.github.nmf4j.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * nmf4j against scikit-learn, PyTorch and RcppML on this machine, in one run: for each case every
 * contender is a process of its own that has V, W0 and H0 in memory and runs when it is its turn, A
 * B C, A B C, ….
 */
public final class PeerBenchmark {

  private static final double WARM_UP_SECONDS = 5;

  private final Arguments arguments;
  private final Path work;
  private final Cores cores;

  private PeerBenchmark(Arguments arguments, Path work) {
    this.arguments = arguments;
    this.work = work;
    this.cores = new Cores(arguments.threads());
  }

  /** See {@link Arguments#USAGE}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("error: " + e.getMessage());
      System.err.print(Arguments.USAGE);
      System.exit(2);
      return;
    }
    Path work = Files.createTempDirectory("nmf4j-peers");
    try {
      new PeerBenchmark(arguments, work).run();
    } finally {
      deleteFolder(work);
    }
  }

  private void run() throws IOException, InterruptedException {
    List<PeerCase> cases = PeerCase.all().stream().filter(c -> arguments.wants(c.name())).toList();
    boolean whole = arguments.wants(WholeRun.NAME);
    var rows = new ArrayList<PeerRow>();
    for (PeerCase c : cases) {
      PeerRow row = measure(c);
      rows.add(row);
      System.err.println(PeerPage.line(row));
    }
    Map<String, Timing> runs = Map.of();
    IOException failure = null;
    if (whole) {
      try {
        runs =
            new WholeRun(arguments, Files.createDirectory(work.resolve(WholeRun.NAME))).measure();
      } catch (IOException e) {
        failure = e; // not before the rest is on paper
      }
    }
    var page = new PeerPage(arguments, Machine.look(arguments.threads()), rows, runs);
    System.out.println(page.markdown());
    if (arguments.out() != null) {
      page.write(arguments.out());
    }
    if (failure != null) {
      throw failure;
    }
  }

  private PeerRow measure(PeerCase c) throws IOException {
    Path folder = Files.createDirectory(work.resolve(c.name().replace(':', '-')));
    CaseData.write(c, folder);
    double ceiling = cores.most(() -> Ceilings.flops(c.precision(), arguments.threads()));
    var contenders = new ArrayList<Contender>();
    try {
      for (String name : names(c)) {
        contenders.add(start(name, c, folder));
      }
      for (Contender contender : contenders) {
        warmUp(contender, c.iterations());
      }
      int disturbed = 0;
      for (int round = 0; round < arguments.rounds(); round++) {
        for (Contender contender : contenders) {
          Cores.Figure run = cores.measure(() -> contender.run(c.iterations()));
          contender.keep(run.value() / c.iterations());
          disturbed += run.undisturbed() ? 0 : 1;
        }
      }
      var timings = new LinkedHashMap<String, Timing>();
      contenders.forEach(contender -> timings.put(contender.name(), contender.timing()));
      return new PeerRow(c, ceiling, timings, disturbed);
    } finally {
      contenders.forEach(Contender::close);
      deleteFolder(folder);
    }
  }

  /** Peers have loaded their libraries after two iterations; ours is compiled as it runs. */
  private static void warmUp(Contender contender, int iterations) throws IOException {
    if (!contender.name().startsWith(PeerRow.OURS)) {
      contender.warmUp(2);
      return;
    }
    long begin = System.nanoTime();
    do {
      contender.warmUp(4 * iterations);
    } while ((System.nanoTime() - begin) * 1e-9 < WARM_UP_SECONDS);
  }

  private List<String> names(PeerCase c) {
    var names = new ArrayList<>(List.of(PeerRow.OURS, "scikit-learn"));
    if (!c.isSparse() && c.method().equals("mu")) {
      names.add("PyTorch");
    }
    if (c.isSparse() && c.beta() == 2 && c.method().equals("cd")) {
      names.add("RcppML");
    }
    names.removeIf(name -> !name.matches(arguments.contenders()));
    if (arguments.threads() > 1 && names.contains(PeerRow.OURS)) {
      names.add(PeerRow.OURS_ONE);
    }
    return names;
  }

  private Contender start(String name, PeerCase c, Path folder) throws IOException {
    String threads = Integer.toString(arguments.threads());
    List<String> tail =
        List.of(
            folder.toString(),
            c.method(),
            Double.toString(c.beta()),
            c.isSparse() ? "sparse" : "dense",
            threads,
            Integer.toString(c.rank()));
    Map<String, String> environment =
        Map.of("OMP_NUM_THREADS", threads, "OPENBLAS_NUM_THREADS", threads);
    return switch (name) {
      case PeerRow.OURS -> Contender.start(name, ours(c, folder, arguments.threads()), Map.of());
      case PeerRow.OURS_ONE -> Contender.start(name, ours(c, folder, 1), Map.of());
      case "scikit-learn" -> Contender.start(name, peer("python", "sklearn", tail), environment);
      case "PyTorch" -> Contender.start(name, peer("python", "torch", tail), environment);
      case "RcppML" -> Contender.start(name, peer("Rscript", "rcppml", tail), environment);
      default -> throw new AssertionError(name);
    };
  }

  private List<String> ours(PeerCase c, Path folder, int threads) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("--enable-native-access=ALL-UNNAMED");
    if (arguments.bits() != 0) {
      command.add("-D" + Machine.WIDTH_PROPERTY + "=" + arguments.bits());
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(NmfContender.class.getName());
    command.addAll(List.of(folder.toString(), c.method(), Double.toString(c.beta())));
    command.add(c.precision().name());
    // the clock trusts that an operation is done when it returns
    command.addAll(List.of("simd", Integer.toString(threads)));
    return command;
  }

  private List<String> peer(String language, String peer, List<String> tail) {
    boolean python = language.equals("python");
    var command = new ArrayList<String>();
    command.add(python ? arguments.python() : language);
    command.add(
        arguments
            .root()
            .resolve("bench/peers")
            .resolve(peer + (python ? "_peer.py" : "_peer.R"))
            .toString());
    command.addAll(tail);
    return command;
  }

  /** What the peers' arithmetic library is told, by the shell that starts this program. */
  static String blasCore() {
    return System.getenv().getOrDefault("OPENBLAS_CORETYPE", "its own choice");
  }

  static void deleteFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
