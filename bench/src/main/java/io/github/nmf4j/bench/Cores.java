package io.github.nmf4j.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * What the machine's processors give together in a moment. Two processors of a virtual machine may
 * be the two hardware threads of one core for a while: together they then do no more than one of
 * them does alone. What is measured meanwhile says little of what was to be measured, and is
 * measured again.
 */
public final class Cores {

  /** Of the multiply-adds that all of them do at most; two on one core do half. */
  private static final double WHOLE = 0.8;

  private static final int MOST_TRIES = 6;

  private static final long PROBE_NANOS = 3_000_000;

  private static final long WARM_UP_NANOS = 500_000_000;

  /** How long to wait in the beginning for a moment in which all processors are there. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  /** How long threads of arithmetic libraries may go on looking for work after the last. */
  private static final long SETTLE_MILLIS = 100;

  private final int threads;
  private final IntToDoubleFunction now;
  private double most;

  /** Something that takes its time and gives a number. */
  @FunctionalInterface
  public interface Work {
    /** The number. */
    double measure() throws IOException;
  }

  /**
   * A number.
   *
   * @param undisturbed whether all processors were there just before and just after
   */
  public record Figure(double value, boolean undisturbed) {}

  /**
   * Looks at what {@code threads} threads do together at most: for half a second, and as long as
   * they do less than so many times what one does alone, for ten seconds. On a machine whose cores
   * have two processors each, or are slower together, it stays so.
   */
  public Cores(int threads) {
    this(threads, Cores::multiplyAdds);
  }

  /**
   * The same.
   *
   * @param now what so many threads do together in this moment
   */
  Cores(int threads, IntToDoubleFunction now) {
    this.threads = threads;
    this.now = now;
    double one = 0;
    long begin = System.nanoTime();
    long taken;
    do {
      one = Math.max(one, now.applyAsDouble(1));
      most = Math.max(most, now.applyAsDouble(threads));
      taken = System.nanoTime() - begin;
    } while (taken < WARM_UP_NANOS || (taken < PATIENCE_NANOS && most < WHOLE * threads * one));
  }

  /** Measures, several times if need be, until all processors are there before and after it. */
  public Figure measure(Work work) throws IOException {
    double value;
    boolean undisturbed;
    int tries = 0;
    do {
      double before = settled();
      value = work.measure();
      double after = settled();
      most = Math.max(most, Math.max(before, after));
      undisturbed = Math.min(before, after) >= WHOLE * most;
      tries++;
    } while (!undisturbed && tries < MOST_TRIES);
    return new Figure(value, undisturbed);
  }

  /** The most of three: a ceiling, which a disturbed moment in between must not lower. */
  public double most(Work work) throws IOException {
    double most = 0;
    for (int i = 0; i < 3; i++) {
      most = Math.max(most, measure(work).value());
    }
    return most;
  }

  private double settled() {
    try {
      Thread.sleep(SETTLE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return now.applyAsDouble(threads);
  }

  /** GFLOP/s of multiply-adds from registers of so many threads together. */
  private static double multiplyAdds(int threads) {
    double[] each = new double[threads];
    Ceilings.together(threads, thread -> each[thread] = RegisterTiles.rate(PROBE_NANOS));
    return Arrays.stream(each).sum();
  }
}
