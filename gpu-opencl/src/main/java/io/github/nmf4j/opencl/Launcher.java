package io.github.nmf4j.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * One session's kernels: {@code kernel(…)}, then the arguments in the kernel's order, then {@code
 * run(…)}. Work-group and local memory are checked against the device's limits here, because some
 * drivers let through what others refuse.
 */
final class Launcher {

  private record Key(String file, String kernel, String defines) {}

  private final Programs programs;
  private final ClDevice device;
  private final DeviceLimits limits;
  private final ClQueue queue;
  private final Arena arena;
  private final boolean floats;
  private final boolean doubleScalars;
  private final String options;
  private final Map<Key, ClKernel> kernels = new HashMap<>();
  private final Call call;

  /**
   * @param arena owns the kernels
   */
  Launcher(
      Programs programs,
      ClDevice device,
      DeviceLimits limits,
      ClQueue queue,
      Precision precision,
      Arena arena) {
    this.programs = programs;
    this.device = device;
    this.limits = limits;
    this.queue = queue;
    this.arena = arena;
    this.floats = precision == Precision.FLOAT;
    this.doubleScalars = !floats || limits.doubleScalars();
    this.options = options(precision, doubleScalars, device, limits);
    this.call = new Call(arena.allocate(16, 16));
  }

  private static String options(
      Precision precision, boolean doubleScalars, ClDevice device, DeviceLimits limits) {
    boolean floats = precision == Precision.FLOAT;
    String real = floats ? "float" : "double";
    return "-cl-std=CL1.2 -DREAL=%s -DREAL4=%s4%s%s%s%s"
        .formatted(
            real,
            real,
            doubleScalars ? " -DFP64" : "",
            limits.slowCompiler() ? " -DUNROLL=" : "",
            floats && limits.quickDivision() ? " -DQUICK_DIVISION" : "",
            device.correctDivision() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
  }

  /** Whether ACC and SUM of the kernels are double. */
  boolean doubleScalars() {
    return doubleScalars;
  }

  /** Starts a call of a kernel in {@code file}, compiled with these defines. */
  Call kernel(String file, String kernel, String defines) {
    var key = new Key(file, kernel, defines);
    ClKernel found = kernels.get(key);
    if (found == null) {
      String all = defines.isEmpty() ? options : options + " " + defines;
      found = ClKernel.create(programs.program(file + ".cl", all), kernel, device, arena);
      kernels.put(key, found);
    }
    return call.begin(found);
  }

  /** A call in the making; there is one per launcher. */
  final class Call {

    private final MemorySegment value;
    private @org.jspecify.annotations.Nullable ClKernel kernel;
    private int index;
    private long localBytes;

    private Call(MemorySegment value) {
      this.value = value;
    }

    private Call begin(ClKernel called) {
      kernel = called;
      index = 0;
      localBytes = called.localBytes();
      return this;
    }

    private ClKernel kernel() {
      if (kernel == null) {
        throw new AssertionError("no call was begun");
      }
      return kernel;
    }

    Call buffer(ClBuffer buffer) {
      value.set(ADDRESS, 0, buffer.handle());
      return argument(8);
    }

    /** {@code int}. */
    Call number(int n) {
      value.set(JAVA_INT, 0, n);
      return argument(4);
    }

    /** {@code ulong}. */
    Call wide(long n) {
      value.set(JAVA_LONG, 0, n);
      return argument(8);
    }

    Call flag(boolean set) {
      return number(set ? 1 : 0);
    }

    /** {@code REAL}. */
    Call real(double x) {
      return floating(x, !floats);
    }

    /** {@code ACC}. */
    Call acc(double x) {
      return floating(x, doubleScalars);
    }

    private Call floating(double x, boolean wide) {
      if (wide) {
        value.set(JAVA_DOUBLE, 0, x);
        return argument(8);
      }
      value.set(JAVA_FLOAT, 0, (float) x);
      return argument(4);
    }

    /** Local memory. */
    Call local(long bytes) {
      kernel().argument(index++, bytes, MemorySegment.NULL);
      localBytes += bytes;
      return this;
    }

    /** Local memory as the last argument of those variants of a kernel that have one. */
    Call packed(long bytes) {
      return bytes > 0 ? local(bytes) : this;
    }

    private Call argument(long size) {
      kernel().argument(index++, size, value);
      return this;
    }

    /** Runs {@code groups} work-groups of {@code local} work-items in one dimension. */
    void run(long groups, int local) {
      run(new long[] {groups}, new long[] {local});
    }

    void run(long[] groups, long[] local) {
      ClKernel running = kernel();
      if (index != running.arguments()) {
        throw new AssertionError(
            "%s has %d arguments, %d were set"
                .formatted(running.name(), running.arguments(), index));
      }
      long items = 1;
      for (long n : local) {
        items *= n;
      }
      long most = Math.min(running.workGroupSize(), limits.workGroupSize());
      if (items > most || localBytes > limits.localBytes()) {
        throw new ClDeviceException(
            "%s needs a work-group of %d with %d bytes of local memory, %s allows %d and %d"
                .formatted(
                    running.name(), items, localBytes, device.name(), most, limits.localBytes()),
            ClStatus.CL_INVALID_WORK_GROUP_SIZE.code());
      }
      queue.run(running, groups, local);
    }

    /** One work-item per entry, in groups of {@link DeviceLimits#SMALLEST_GROUP}. */
    void runOver(long entries) {
      if (entries > 0) {
        run(Math.ceilDiv(entries, DeviceLimits.SMALLEST_GROUP), DeviceLimits.SMALLEST_GROUP);
      }
    }
  }
}
