package io.github.nmf4j.bench.peers;

import io.github.nmf4j.bench.Ceilings;
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

  private final Arguments arguments;
  private final Path work;

  private PeerBenchmark(Arguments arguments, Path work) {
    this.arguments = arguments;
    this.work = work;
  }

  /** See {@link Arguments#USAGE}. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.parse(args);
    Path work = Files.createTempDirectory("nmf4j-peers");
    try {
      new PeerBenchmark(arguments, work).run();
    } finally {
      deleteFolder(work);
    }
  }

  private void run() throws IOException {
    var rows = new ArrayList<PeerRow>();
    for (PeerCase c : PeerCase.all()) {
      if (c.name().matches(".*(" + arguments.cases() + ").*")) {
        PeerRow row = measure(c);
        rows.add(row);
        System.err.println(PeerPage.line(row));
      }
    }
    PeerPage page = new PeerPage(arguments, Machine.look(), rows);
    System.out.println(page.markdown());
    if (arguments.out() != null) {
      page.write(arguments.out());
    }
  }

  private PeerRow measure(PeerCase c) throws IOException {
    Path folder = Files.createDirectory(work.resolve(c.name().replace(':', '-')));
    CaseData.write(c, folder);
    double ceiling = Ceilings.flops(c.precision(), arguments.threads());
    var contenders = new ArrayList<Contender>();
    try {
      for (String name : names(c)) {
        contenders.add(start(name, c, folder));
      }
      for (Contender contender : contenders) {
        contender.warmUp(contender.name().equals("nmf4j") ? 4 * c.iterations() : 2);
      }
      for (int round = 0; round < arguments.rounds(); round++) {
        for (Contender contender : contenders) {
          contender.measure(c.iterations());
        }
      }
      var timings = new LinkedHashMap<String, Timing>();
      contenders.forEach(contender -> timings.put(contender.name(), contender.timing()));
      return new PeerRow(c, ceiling, timings);
    } finally {
      contenders.forEach(Contender::close);
      deleteFolder(folder);
    }
  }

  private List<String> names(PeerCase c) {
    var names = new ArrayList<>(List.of("nmf4j", "scikit-learn"));
    if (!c.isSparse() && c.method().equals("mu")) {
      names.add("PyTorch");
    }
    if (c.isSparse() && c.beta() == 2 && c.method().equals("cd")) {
      names.add("RcppML");
    }
    names.removeIf(name -> !name.matches(arguments.contenders()));
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
      case "nmf4j" -> Contender.start(name, ours(c, folder), Map.of());
      case "scikit-learn" -> Contender.start(name, peer("python", "sklearn", tail), environment);
      case "PyTorch" -> Contender.start(name, peer("python", "torch", tail), environment);
      case "RcppML" -> Contender.start(name, peer("Rscript", "rcppml", tail), environment);
      default -> throw new AssertionError(name);
    };
  }

  private List<String> ours(PeerCase c, Path folder) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        NmfContender.class.getName(),
        folder.toString(),
        c.method(),
        Double.toString(c.beta()),
        c.precision().name(),
        // the clock trusts that an operation is done when it returns
        "simd",
        Integer.toString(arguments.threads()));
  }

  private List<String> peer(String language, String peer, List<String> tail) {
    boolean python = language.equals("python");
    var command = new ArrayList<String>();
    command.add(python ? arguments.python() : language);
    command.add(arguments.peers().resolve(peer + (python ? "_peer.py" : "_peer.R")).toString());
    command.addAll(tail);
    return command;
  }

  /** What the peers' arithmetic library is told, by the shell that starts this program. */
  static String blasCore() {
    return System.getenv().getOrDefault("OPENBLAS_CORETYPE", "its own choice");
  }

  private static void deleteFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
