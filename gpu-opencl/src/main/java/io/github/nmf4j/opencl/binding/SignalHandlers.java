package io.github.nmf4j.opencl.binding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps the JVM's handlers of the signals that it sends itself. HotSpot makes null checks and stops
 * threads by way of faults. A driver that compiles with LLVM in this process (PoCL does, from the
 * first look at its devices on) has LLVM's handlers put in their place, for which a fault is a
 * crash: they delete the files that are being written, so that the compiler does not find them; and
 * each serves once, so that a second thread with a fault at that moment ends the process. They are
 * set once: put back after every call that may set them, the JVM's stay.
 */
public final class SignalHandlers {

  /** Larger than any platform's {@code struct sigaction}. */
  private static final long STRUCT_BYTES = 512;

  private static final Optional<MethodHandle> SIGACTION = link();

  private SignalHandlers() {}

  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> link() {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("sigaction") // not on Windows
        .map(
            function ->
                linker.downcallHandle(
                    function, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS)));
  }

  /**
   * SIGQUIT, SIGILL, SIGTRAP, SIGSEGV, SIGBUS, which no Java program may handle. Not SIGFPE: PoCL
   * has a handler of its own for kernels, which passes on what does not come from one.
   */
  private static int[] signals() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    return new int[] {3, 4, 5, 11, linux ? 7 : 10};
  }

  /** Runs {@code call}, then puts the handlers back that there were before; one at a time. */
  public static synchronized <T> T keptDuring(Supplier<T> call) {
    if (SIGACTION.isEmpty()) {
      return call.get();
    }
    MethodHandle sigaction = SIGACTION.get();
    int[] signals = signals();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment before = arena.allocate(STRUCT_BYTES * signals.length, 16);
      for (int s = 0; s < signals.length; s++) {
        exchange(sigaction, signals[s], MemorySegment.NULL, at(before, s));
      }
      try {
        return call.get();
      } finally {
        for (int s = 0; s < signals.length; s++) {
          exchange(sigaction, signals[s], at(before, s), MemorySegment.NULL);
        }
      }
    }
  }

  private static MemorySegment at(MemorySegment structs, int s) {
    return structs.asSlice(s * STRUCT_BYTES, STRUCT_BYTES);
  }

  /** {@code sigaction}; it fails only for a signal that does not exist. */
  private static void exchange(
      MethodHandle sigaction, int signal, MemorySegment set, MemorySegment old) {
    int status;
    try {
      status = (int) sigaction.invokeExact(signal, set, old);
    } catch (Throwable t) {
      throw Cl.unexpected(t);
    }
    if (status != 0) {
      throw new AssertionError("sigaction refuses signal " + signal);
    }
  }
}
