package io.github.nmf4j.simd;

import java.lang.reflect.InvocationTargetException;

/**
 * Loads {@value Requirements#MODULE} into a JVM that was started without it, if whoever started it
 * has allowed that.
 *
 * <p>A JVM that has the module from its start prints a warning before any program can run, and has
 * no option against it. The JDK can also add a module later, as it does for agents: the same module
 * by the same loader with the same compiler support, and without a warning. That is no public
 * interface, so it happens only where {@code java.base/jdk.internal.module} was exported to this
 * module by an option, as the launcher of the command line does.
 */
final class VectorModule {

  private static final String LOADER = "jdk.internal.module.Modules";

  private VectorModule() {}

  /** Tries; false if it was not allowed, or this JDK cannot do it. */
  static boolean load() {
    try {
      Class<?> loader = Class.forName(LOADER);
      if (!loader.getModule().isExported(loader.getPackageName(), VectorModule.class.getModule())) {
        return false;
      }
      loader.getMethod("loadModule", String.class).invoke(null, Requirements.MODULE);
      return true;
    } catch (ReflectiveOperationException e) {
      if (e instanceof InvocationTargetException wrapped
          && wrapped.getCause() instanceof Error error
          && !(error instanceof LinkageError)) {
        throw error;
      }
      return false;
    }
  }
}
