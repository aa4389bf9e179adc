package io.github.nmf4j.cli;

import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.backend.BackendUnavailableException;
import io.github.nmf4j.backend.Backends;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a run computes. */
public final class ComputeOptions {

  @Option(
      names = "--backend",
      paramLabel = "NAME[:DEVICE]",
      description =
          "auto (the default: the fastest that is available), reference, simd, or opencl with the "
              + "index or a part of the name of a device. See: nmf backends.")
  String backend = Backends.AUTO;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Worker threads of a backend on the CPU (default: one per core).")
  @Nullable Integer threads;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      converter = Choices.Precisions.class,
      completionCandidates = Choices.Precisions.class,
      description = "${COMPLETION-CANDIDATES} (default: auto, that of V).")
  Choices.Numbers precision = Choices.Numbers.AUTO;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = MemorySize.class,
      description =
          "Memory that V may take besides its file, such as 400M or 2G. A V that takes more is "
              + "streamed: each iteration reads it once, panel by panel (default: what there is).")
  @Nullable Long memory;

  /**
   * Adds what was asked for to {@code options}.
   *
   * @throws IllegalArgumentException for a combination without meaning
   * @throws BackendUnavailableException if no backend of that name is installed
   */
  public NmfOptions apply(NmfOptions options) {
    requireInstalled(backend);
    if (threads != null && name(backend).equals("opencl")) {
      throw new IllegalArgumentException(
          "--threads is for backends on the CPU; an OpenCL device has its own");
    }
    NmfOptions result = precision.apply(options.backend(backend));
    if (memory != null) {
      result = result.memoryLimit(memory);
    }
    return threads == null ? result : result.threads(threads);
  }

  /** A misspelt name should not cost the reading of a large file first. */
  static void requireInstalled(String backend) {
    List<String> installed = Backends.names();
    if (!backend.equals(Backends.AUTO) && !installed.contains(name(backend))) {
      throw new BackendUnavailableException(
          "there is no backend '%s'; installed: %s"
              .formatted(name(backend), String.join(", ", installed)));
    }
  }

  /** The part before the colon. */
  private static String name(String backend) {
    int colon = backend.indexOf(':');
    return colon < 0 ? backend : backend.substring(0, colon);
  }
}
