package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendUnavailableException;
import io.github.nmf4j.backend.DeviceInfo;
import io.github.nmf4j.backend.DeviceTimes;
import io.github.nmf4j.backend.HostMemory;
import io.github.nmf4j.backend.MemoryPlan;
import io.github.nmf4j.backend.ProblemSize;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** An opened device: context, compiled programs, and the count of the memory in use. */
final class OpenClBackend implements Backend {

  /** Factors and operands of a factor's shape that a solver holds at a time, at most. */
  private static final int FACTORS_PER_SIDE = 8;

  /** Gram matrices that a solver holds at a time, at most. */
  private static final int GRAMS = 4;

  /** Multiply-adds of one launch while a ceiling is measured, at most. */
  private static final int MOST_ROUNDS = 1 << 20;

  private final ClDevice device;
  private final Settings settings;
  private final DeviceLimits limits;
  private final DeviceMemory memory;
  private final PanelMemory panels;
  private final DeviceContext opened;
  private final ClTimes times = new ClTimes();
  private int openSessions;
  private boolean closed;

  OpenClBackend(ClDevice device, Settings settings) {
    this.device = device;
    this.settings = settings;
    this.limits = DeviceLimits.of(device, settings);
    this.memory = new DeviceMemory(device.name(), limits);
    this.panels = new PanelMemory(settings.panelBytes(), HostMemory::availableBytes);
    Optional<Path> cache = cache(device, settings);
    this.opened =
        settings.keep() ? DeviceContext.take(device, cache) : DeviceContext.create(device, cache);
  }

  /** PoCL keeps compiled kernels itself, and compiles a second time when asked for a binary. */
  private static Optional<Path> cache(ClDevice device, Settings settings) {
    boolean keepsItself = device.platform().startsWith("Portable Computing Language");
    return keepsItself && !settings.cacheGiven() ? Optional.empty() : settings.cache();
  }

  @Override
  public String name() {
    return OpenClProvider.NAME;
  }

  @Override
  public DeviceInfo device() {
    return device.info();
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public MemoryPlan plan(ProblemSize size) {
    long m = size.rows();
    long n = size.columns();
    long stride = DeviceFactor.stride(size.rank());
    long data =
        size.sparse()
            ? SparseUpload.bytes(m, n, size.storedEntries(), size.precision())
            : DenseUpload.bytes(m, size.columns(), size.precision());
    long factors =
        (m + n) * stride * (FACTORS_PER_SIDE + size.extraFactors()) + stride * stride * GRAMS;
    // partial results of the longer side, at most one buffer; and slots of long sparse rows
    long slots = size.sparse() ? size.storedEntries() / Segments.TILE * stride : 0;
    long scratch = 2 * Math.max(m, n) * stride + slots;
    return new MemoryPlan(
        data * size.layers() + (factors + scratch) * size.precision().bytes(),
        memory.availableBytes());
  }

  @Override
  public OptionalDouble measureCeiling(Precision precision) {
    return precision == Precision.DOUBLE && !device.info().doublePrecision()
        ? OptionalDouble.empty()
        : OptionalDouble.of(measure(precision, ceilings -> ceilings.flops(MOST_ROUNDS)));
  }

  @Override
  public OptionalDouble measureBandwidth() {
    return OptionalDouble.of(
        measure(Precision.FLOAT, ceilings -> ceilings.bytesRead(memory.availableBytes() / 2)));
  }

  private double measure(Precision precision, ToDoubleFunction<Ceilings> what) {
    var clock = new ClTimes();
    var work =
        new Workspace(
            opened.context(),
            this::program,
            memory,
            limits,
            precision,
            false,
            clock,
            Arena.ofShared());
    try {
      return what.applyAsDouble(new Ceilings(work, clock));
    } finally {
      work.close();
    }
  }

  @Override
  public Optional<DeviceTimes> times() {
    return settings.times() ? Optional.of(times.total()) : Optional.empty();
  }

  /** Bytes of host memory in which sessions keep arranged panels. */
  long keptPanelBytes() {
    return panels.heldBytes();
  }

  @Override
  public synchronized Session newSession(Precision precision) {
    if (closed) {
      throw new IllegalStateException("the backend is closed");
    }
    if (precision == Precision.DOUBLE && !device.info().doublePrecision()) {
      throw new BackendUnavailableException(
          "%s does not compute in double precision; use float".formatted(device.name()));
    }
    Arena own = Arena.ofShared();
    try {
      var work =
          new Workspace(
              opened.context(),
              this::program,
              memory,
              limits,
              precision,
              settings.finishEach(),
              settings.times() ? times : null,
              own);
      var session = new OpenClSession(work, panels, this::sessionClosed);
      openSessions++;
      return session;
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /** Compilation is what the wait for a program takes; one that is there costs next to nothing. */
  private ClProgram program(String file, String options) {
    long begin = System.nanoTime();
    ClProgram program = opened.programs().program(file, options);
    times.addCompilation(System.nanoTime() - begin);
    return program;
  }

  private synchronized void sessionClosed() {
    openSessions--;
  }

  @Override
  public synchronized void close() {
    if (openSessions > 0) {
      throw new IllegalStateException(openSessions + " sessions are still open");
    }
    if (!closed) {
      closed = true;
      if (settings.keep()) {
        opened.leave();
      } else {
        opened.release();
      }
    }
  }
}
