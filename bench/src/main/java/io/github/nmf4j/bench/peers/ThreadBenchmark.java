package io.github.nmf4j.bench.peers;

import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.bench.Ceilings;
import io.github.nmf4j.bench.Cores;
import io.github.nmf4j.bench.Machine;
import io.github.nmf4j.bench.Options;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many times as fast all threads are as one, in the iterations of {@link PeerCase}: both in
 * turn, in one process, so that what the machine does meanwhile hits both. In each round also as
 * many runs of one thread as there are threads, side by side, each with its part of the rows: what
 * the machine gives to threads that share nothing.
 */
public final class ThreadBenchmark {

  static final String USAGE =
      """
      usage: bench/threads/run [--cases PATTERN] [--threads N] [--rounds N] [--bits 128|256|512] [--out DIR]
      """;

  private static final double WARM_UP_SECONDS = 3;

  private final Cores cores;
  private final String cases;
  private final int threads;
  private final int rounds;
  private final @Nullable Path out;

  /** V, and how to factorise it. */
  private record Problem(Matrix v, NmfOptions options, int iterations) {

    static Problem read(PeerCase c, Path folder, Arena arena) throws IOException {
      DenseMatrix w = (DenseMatrix) MatrixReader.read(folder.resolve("W0.npy"), arena).matrix();
      DenseMatrix h = (DenseMatrix) MatrixReader.read(folder.resolve("H0.npy"), arena).matrix();
      NmfOptions options =
          NmfContender.options(c.method(), c.beta(), c.precision(), w, h).backend("simd");
      return new Problem(NmfContender.load(folder, arena), options, c.iterations());
    }

    double secondsPerIteration(int threads) {
      var clock = new IterationClock();
      Nmf.factorize(
          v, options.threads(threads).maxIterations(iterations).listener(clock::onIteration));
      return clock.secondsPerIteration();
    }
  }

  private ThreadBenchmark(Options options) {
    cases = options.text("--cases", ".*");
    threads = options.number("--threads", Runtime.getRuntime().availableProcessors(), 2);
    rounds = options.number("--rounds", 7, 1);
    options.forcedBits();
    out = options.path("--out");
    cores = new Cores(threads);
    if (chosen().isEmpty()) {
      throw new IllegalArgumentException(
          "no case matches '%s', they are %s"
              .formatted(
                  cases,
                  PeerCase.all().stream().map(PeerCase::name).collect(Collectors.joining(", "))));
    }
  }

  /** See {@link #USAGE}. */
  public static void main(String[] arguments) throws IOException {
    ThreadBenchmark benchmark;
    try {
      var valued = Set.of("--cases", "--threads", "--rounds", "--bits", "--out");
      benchmark = new ThreadBenchmark(new Options(arguments, Set.of(), valued));
    } catch (IllegalArgumentException e) {
      System.err.println("error: " + e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    benchmark.run();
  }

  private List<PeerCase> chosen() {
    return PeerCase.all().stream().filter(c -> c.name().matches(".*(" + cases + ").*")).toList();
  }

  private void run() throws IOException {
    var rows = new ArrayList<ThreadRow>();
    for (PeerCase c : chosen()) {
      ThreadRow row = measure(c);
      rows.add(row);
      System.err.println(row.line());
    }
    var page = new ThreadPage(Machine.look(threads), rounds, rows);
    System.out.println(page.markdown());
    if (out != null) {
      Files.createDirectories(out);
      Files.writeString(out.resolve("threads.md"), page.markdown());
      Files.writeString(out.resolve("threads.json"), page.json());
    }
  }

  private ThreadRow measure(PeerCase c) throws IOException {
    Path folder = Files.createTempDirectory("nmf4j-threads");
    try (Arena arena = Arena.ofShared()) {
      Problem problem = read(c, folder.resolve("whole"), arena);
      var parts = new ArrayList<Problem>();
      for (int t = 0; t < threads; t++) {
        parts.add(read(c.part(threads), folder.resolve("part" + t), arena));
      }
      long end = System.nanoTime() + (long) (WARM_UP_SECONDS * 1e9);
      do {
        problem.secondsPerIteration(1);
        problem.secondsPerIteration(threads);
        sideBySide(parts);
      } while (System.nanoTime() < end);
      var measured = new ArrayList<ThreadRow.Round>();
      for (int r = 0; r < rounds; r++) {
        measured.add(round(problem, parts));
      }
      return new ThreadRow(c.name(), measured);
    } finally {
      PeerBenchmark.deleteFolder(folder);
    }
  }

  private static Problem read(PeerCase c, Path folder, Arena arena) throws IOException {
    CaseData.write(c, Files.createDirectory(folder));
    return Problem.read(c, folder, arena);
  }

  private ThreadRow.Round round(Problem problem, List<Problem> parts) throws IOException {
    Cores.Figure one = cores.measure(() -> problem.secondsPerIteration(1));
    Cores.Figure all = cores.measure(() -> problem.secondsPerIteration(threads));
    Cores.Figure each = cores.measure(() -> sideBySide(parts));
    boolean undisturbed = one.undisturbed() && all.undisturbed() && each.undisturbed();
    return new ThreadRow.Round(one.value(), all.value(), each.value(), undisturbed);
  }

  private double sideBySide(List<Problem> parts) {
    double[] each = new double[threads];
    Ceilings.together(threads, t -> each[t] = parts.get(t).secondsPerIteration(1));
    return Arrays.stream(each).average().orElseThrow();
  }
}
