package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.DeviceInfo;
import io.github.nmf4j.backend.MemoryPlan;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.Precision;
import java.util.concurrent.atomic.AtomicInteger;

/** One thread, plain Java, double precision; V is read where the caller holds it. */
final class ReferenceBackend implements Backend {

  static final DeviceInfo DEVICE =
      new DeviceInfo(
          "plain Java",
          DeviceInfo.Kind.CPU,
          1,
          Runtime.getRuntime().maxMemory(),
          true,
          "one thread, double precision, scalar loops");

  /** Factors and operands of a factor's shape that a solver holds at a time, at most. */
  private static final int FACTORS_PER_SIDE = 7;

  private final AtomicInteger openSessions = new AtomicInteger();
  private volatile boolean closed;

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public DeviceInfo device() {
    return DEVICE;
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public MemoryPlan plan(ProblemSize size) {
    Runtime runtime = Runtime.getRuntime();
    long perItem = 16L + size.rank() * (long) Double.BYTES;
    long factors =
        (size.rows() + (long) size.columns()) * perItem * (FACTORS_PER_SIDE + size.extraFactors());
    long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    return new MemoryPlan(factors + 2L * size.layers() * size.columns() * Double.BYTES, free);
  }

  @Override
  public Session newSession(Precision precision) {
    if (closed) {
      throw new IllegalStateException("the backend is closed");
    }
    openSessions.incrementAndGet();
    return new ReferenceSession(precision, openSessions::decrementAndGet);
  }

  @Override
  public void close() {
    if (openSessions.get() > 0) {
      throw new IllegalStateException(openSessions.get() + " sessions are still open");
    }
    closed = true;
  }
}
