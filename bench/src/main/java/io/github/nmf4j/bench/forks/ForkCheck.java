package io.github.nmf4j.bench.forks;

import io.github.nmf4j.bench.Machine;
import io.github.nmf4j.bench.Options;
import io.github.nmf4j.bench.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Measures every operation of backend simd in fresh starts of Java. A kernel that the first-tier
 * compiler gave up on, or that never reached the optimising one, is a hundred times too slow in
 * that start; it happens by chance, so one start proves nothing.
 */
public final class ForkCheck {

  static final String USAGE =
      """
      usage: bench/forks/run [--forks N] [--operations PATTERN] [--shapes SHAPE,…] [--threads N]
                             [--bits 128|256|512] [--least RATIO] [--most-bytes N]
                             [--warm-up MS] [--time MS] [--out DIR]
      Exit code 1 if in any start an operation was slower than RATIO (0.8) times its median over the
      starts, allocated more than N (4096) bytes per call, or the compilers left one of its methods
      behind. Speeds are taken at the pace of their start, the median of what its operations did
      relative to their own medians; exit code 1, too, if that is below RATIO. Starts in which other
      work kept an operation from a quiet moment say nothing of its speed; exit code 1, too, if these
      are more than half of them.
      """;

  /**
   * Several tiles each way, with remainders; fits the second-level cache: what is timed is code.
   */
  private static final String SHAPES = "330x270x32,330x270x32@0.05";

  /**
   * Nothing that grows with V or k. A path that is taken once in some calls is interpreted for
   * long, and then makes vectors as objects; an operation in which there is none allocates nothing.
   */
  private static final int MOST_BYTES = 4096;

  /** What is looked at is code; a second thread that is not yet awake makes small calls slower. */
  private static final int THREADS = 1;

  private final int forks;
  private final int threads;
  private final int bits;
  private final String operations;
  private final String shapes;
  private final int warmUp;
  private final int time;
  private final Criteria criteria;
  private final @Nullable Path out;

  private ForkCheck(String[] arguments) {
    var options =
        new Options(
            arguments,
            Set.of(),
            Set.of(
                "--forks",
                "--operations",
                "--shapes",
                "--threads",
                "--bits",
                "--least",
                "--most-bytes",
                "--warm-up",
                "--time",
                "--out"));
    forks = options.number("--forks", 10, 1);
    threads = options.number("--threads", THREADS, 1);
    bits = options.forcedBits();
    operations = options.text("--operations", ".*");
    shapes = options.text("--shapes", SHAPES);
    List.of(shapes.split(",", -1)).forEach(Shape::parse);
    warmUp = options.number("--warm-up", 60, 0);
    time = options.number("--time", 25, 1);
    criteria =
        new Criteria(
            Double.parseDouble(options.text("--least", "0.8")),
            options.number("--most-bytes", MOST_BYTES, 0));
    out = options.path("--out");
  }

  /** See {@link #USAGE}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ForkCheck check;
    try {
      check = new ForkCheck(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("error: " + e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    System.exit(check.run());
  }

  /** The exit code. */
  private int run() throws IOException, InterruptedException {
    var all = new ArrayList<Fork>();
    Moment most = Moment.NONE;
    for (int f = 1; f <= forks; f++) {
      long start = System.nanoTime();
      Fork fork =
          Fork.run(
              List.of(
                  Integer.toString(f),
                  Integer.toString(threads),
                  operations,
                  Integer.toString(warmUp),
                  Integer.toString(time),
                  shapes,
                  Double.toString(most.multiplyAdds()),
                  Double.toString(most.instructions())),
              bits);
      if (fork.figures().isEmpty()) {
        System.err.println("error: no operation matches '" + operations + "'");
        return 2;
      }
      System.err.printf(
          Locale.ROOT,
          "start %d of %d: %d operations, %d methods of ours in the samples, %d left behind, %.0f s%n",
          f,
          forks,
          fork.figures().size(),
          fork.methods(),
          fork.faults().size(),
          (System.nanoTime() - start) * 1e-9);
      all.add(fork);
      most = most.or(fork.most());
    }
    var page = new ForkPage(Machine.look(threads), shapes, criteria, all);
    System.out.println(page.markdown());
    if (out != null) {
      Files.createDirectories(out);
      Files.writeString(out.resolve("forks.md"), page.markdown());
      Files.writeString(out.resolve("forks.json"), page.json());
    }
    return page.missed().isEmpty() ? 0 : 1;
  }
}
