package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.DeviceInfo;
import io.github.nmf4j.backend.HostMemory;
import io.github.nmf4j.backend.MemoryPlan;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.Mat;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;

/** All cores of the CPU; owns the threads that the sessions share. */
final class SimdBackend implements Backend {

  /** Factors and operands of a factor's shape that a solver holds at a time, at most. */
  private static final int FACTORS_PER_SIDE = 7;

  /** Copies of a factor that a pass makes: its transpose in tiles, and two sets of partial sums. */
  private static final int FACTORS_OF_SCRATCH = 3;

  private final DeviceInfo device;
  private final Workers workers;
  private final AtomicInteger openSessions = new AtomicInteger();
  private volatile boolean closed;

  SimdBackend(DeviceInfo device, int threads) {
    this.device = device;
    this.workers = new Workers(threads);
  }

  @Override
  public String name() {
    return SimdProvider.NAME;
  }

  @Override
  public DeviceInfo device() {
    return device;
  }

  @Override
  public int threads() {
    return workers.count();
  }

  /**
   * {@inheritDoc}
   *
   * <p>A dense V is copied once, in tiles that serve both sides, padded to whole stripes; a sparse
   * V twice, by rows and by columns, with an int and a value per entry each.
   */
  @Override
  public MemoryPlan plan(ProblemSize size) {
    Engine engine = Engine.of(size.precision());
    long v =
        size.sparse()
            ? Upload.sparseBytes(size.rows(), size.columns(), size.storedEntries(), engine.bytes())
            : Upload.denseBytes(size.rows(), size.columns(), engine.format());
    long rowBytes = Mat.rowBytes(size.rank(), engine.bytes());
    long items = size.rows() + (long) size.columns();
    long factors = items * rowBytes * (FACTORS_PER_SIDE + size.extraFactors() + FACTORS_OF_SCRATCH);
    long ranges = 2L * Operation.MOST_BLOCKS * engine.tile() * rowBytes;
    long others = Math.max(size.rows(), size.columns());
    boolean updates = !size.sparse() && size.layers() == 1;
    long sums = updates ? UpdatePasses.sumBytes(v, others, rowBytes) : 0;
    return new MemoryPlan(v * size.layers() + factors + ranges + sums, HostMemory.availableBytes());
  }

  @Override
  public OptionalDouble measureCeiling(Precision precision) {
    return OptionalDouble.of(Ceiling.measure(Engine.of(precision), workers));
  }

  @Override
  public Session newSession(Precision precision) {
    if (closed) {
      throw new IllegalStateException("the backend is closed");
    }
    openSessions.incrementAndGet();
    return new SimdSession(precision, workers, openSessions::decrementAndGet);
  }

  @Override
  public void close() {
    if (openSessions.get() > 0) {
      throw new IllegalStateException(openSessions.get() + " sessions are still open");
    }
    closed = true;
    workers.close();
  }
}
