package io.github.nmf4j.opencl.binding;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds OpenCL's library: the property {@value #PROPERTY}, else the environment variable {@value
 * #VARIABLE}, else the usual names. A path that was given is the only one tried.
 */
public final class ClLibrary {

  /** The property that names the library. */
  public static final String PROPERTY = "nmf.opencl.library";

  /** The environment variable that names the library. */
  public static final String VARIABLE = "NMF_OPENCL_LIBRARY";

  private static final List<String> USUAL =
      List.of(
          "libOpenCL.so.1", // the only name that run-time packages install
          "libOpenCL.so",
          "OpenCL.dll",
          "/System/Library/Frameworks/OpenCL.framework/OpenCL");

  private ClLibrary() {}

  /** What a search came to. */
  public sealed interface Search {

    /** Loaded for the life of the JVM. */
    record Found(String name, SymbolLookup symbols) implements Search {}

    /** Not there; {@code attempts} says what was tried and why it failed. */
    record Missing(String attempts) implements Search {}
  }

  /** The library that this JVM uses; searched for once. */
  public static Search search() {
    return Holder.SEARCH;
  }

  static SymbolLookup required() {
    return switch (search()) {
      case Search.Found found -> found.symbols();
      case Search.Missing missing -> throw new UnsatisfiedLinkError(missing.attempts());
    };
  }

  /** The names to try, given what the property and the variable say. */
  static List<String> candidates(@Nullable String property, @Nullable String variable) {
    if (property != null && !property.isBlank()) {
      return List.of(property);
    }
    if (variable != null && !variable.isBlank()) {
      return List.of(variable);
    }
    return USUAL;
  }

  /** The first of the names that loads. */
  @SuppressWarnings("restricted")
  static Search locate(List<String> names) {
    var attempts = new ArrayList<String>();
    for (String name : names) {
      try {
        // a driver starts threads of its own: it is never unloaded
        SymbolLookup symbols = SymbolLookup.libraryLookup(name, Arena.global());
        if (symbols.find("clGetPlatformIDs").isPresent()) {
          return new Search.Found(name, symbols);
        }
        attempts.add(name + " has no clGetPlatformIDs");
      } catch (IllegalArgumentException e) {
        attempts.add(String.valueOf(e.getMessage()));
      }
    }
    return new Search.Missing(String.join("; ", attempts));
  }

  /** Initialised on first use: loading a driver takes time. */
  private static final class Holder {
    static final Search SEARCH =
        locate(candidates(System.getProperty(PROPERTY), System.getenv(VARIABLE)));
  }
}
