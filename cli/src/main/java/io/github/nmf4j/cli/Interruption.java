package io.github.nmf4j.cli;

import java.io.PrintStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * While this is open, the first Ctrl-C or SIGTERM asks the computation to stop, so that what was
 * reached can be written; the second one kills the process. Outside of it a signal kills at once:
 * there is nothing to save.
 *
 * <p>A shutdown hook could not do this: once one runs, the JVM ignores further signals.
 */
public final class Interruption implements AutoCloseable {

  private final PrintStream err;
  private final List<Runnable> undo = new ArrayList<>();
  private final Object lock = new Object();
  private @Nullable Thread computing;
  private volatile int exitCode;

  private Interruption(PrintStream err) {
    this.err = err;
  }

  public static Interruption watch(PrintStream err) {
    var interruption = new Interruption(err);
    interruption.handle("INT", 130);
    interruption.handle("TERM", 143);
    return interruption;
  }

  /** Whether a signal came. */
  public boolean requested() {
    return exitCode != 0;
  }

  /** 130 or 143 once a signal came, 0 before. */
  public int exitCode() {
    return exitCode;
  }

  /**
   * Computes something that a signal interrupts, also in the middle of a long iteration. Afterwards
   * the thread is not interrupted: it still has to write what was reached.
   */
  public <T> T interrupting(Supplier<T> computation) {
    synchronized (lock) {
      computing = Thread.currentThread();
      if (requested()) {
        computing.interrupt();
      }
    }
    try {
      return computation.get();
    } finally {
      synchronized (lock) {
        computing = null;
        Thread.interrupted();
      }
    }
  }

  private void signalled(int code) {
    if (requested()) {
      Runtime.getRuntime().halt(code);
    }
    synchronized (lock) {
      exitCode = code;
      if (computing != null) {
        computing.interrupt();
      }
    }
    err.println("nmf: interrupted: writing what was reached (once more to give up)");
  }

  /**
   * {@code sun.misc.Signal} is exported for use like this, but javac warns of its name and cannot
   * be told not to; hence reflection.
   */
  private void handle(String name, int code) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      var install =
          MethodHandles.publicLookup()
              .findStatic(
                  signalType,
                  "handle",
                  MethodType.methodType(handlerType, signalType, handlerType));
      // the JVM calls nothing but handle(Signal)
      InvocationHandler onSignal =
          (proxy, method, arguments) -> {
            signalled(code);
            return null;
          };
      Object handler =
          Proxy.newProxyInstance(
              Interruption.class.getClassLoader(), new Class<?>[] {handlerType}, onSignal);
      Object before = install.invoke(signal, handler);
      undo.add(
          () -> {
            try {
              install.invoke(signal, before);
            } catch (Throwable e) {
              // the run is over and its results are written: not a reason to fail
              err.println("nmf: warning: SIG%s stays with nmf: %s".formatted(name, e));
            }
          });
    } catch (Throwable e) {
      // the JVM was started without signal handling (-Xrs), or knows no such signal
      err.println("nmf: warning: SIG%s will not be caught: %s".formatted(name, e));
    }
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
    undo.clear();
  }
}
