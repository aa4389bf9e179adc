package io.github.nmf4j.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel file with what it includes put in its place: programs are compiled from one string,
 * where the compiler could find no other file.
 *
 * @param file its name, without folder
 * @param text what is compiled
 */
record KernelSource(String file, String text) {

  private static final Pattern INCLUDE =
      Pattern.compile("^#include \"([a-z_]+\\.cl)\"$", Pattern.MULTILINE);
  private static final ConcurrentHashMap<String, KernelSource> LOADED = new ConcurrentHashMap<>();

  /** The file of this name among the module's resources. */
  static KernelSource load(String file) {
    return LOADED.computeIfAbsent(file, f -> new KernelSource(f, withIncludes(f)));
  }

  private static String withIncludes(String file) {
    return INCLUDE
        .matcher(resource(file))
        .replaceAll(include -> Matcher.quoteReplacement(withIncludes(include.group(1))));
  }

  private static String resource(String file) {
    try (InputStream stream = KernelSource.class.getResourceAsStream("kernels/" + file)) {
      if (stream == null) {
        throw new AssertionError("no kernel file " + file + " in this module");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
