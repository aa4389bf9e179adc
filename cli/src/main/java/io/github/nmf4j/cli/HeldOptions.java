package io.github.nmf4j.cli;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which entries of W and H keep their values. */
final class HeldOptions {

  @Option(
      names = "--fix-w-components",
      paramLabel = "LIST",
      converter = ComponentList.Converter.class,
      description =
          "Columns of W, with --taps whole templates, that keep the values of --init-w, counted from 0, such as 0,2-5. What "
              + "--init-w and --init-h do not give then starts at random.")
  ComponentList fixedW = ComponentList.NONE;

  @Option(
      names = "--fix-h-components",
      paramLabel = "LIST",
      converter = ComponentList.Converter.class,
      description = "The same for rows of H and --init-h.")
  ComponentList fixedH = ComponentList.NONE;

  @Option(
      names = "--support-w",
      paramLabel = "FILE",
      description = "W stays 0 where this matrix (m × K, or m × K·T with --taps, of 0 and 1) is 0.")
  @Nullable Path supportW;

  @Option(
      names = "--support-h",
      paramLabel = "FILE",
      description =
          "H stays 0 where this matrix (K × n, with --boundary valid K × (n - T + 1), of 0 and 1) is 0.")
  @Nullable Path supportH;

  /** Whether a component keeps its starting values. */
  boolean fixesComponents() {
    return !fixedW.numbers().isEmpty() || !fixedH.numbers().isEmpty();
  }

  /**
   * Checks what can be checked before a file is read.
   *
   * @throws IllegalArgumentException for a combination without meaning
   */
  void check(NmfOptions options, Fixed fixed) {
    String idle =
        switch (fixed) {
          case NONE -> null;
          case W -> name(fixedW, "--fix-w-components", supportW, "--support-w");
          case H -> name(fixedH, "--fix-h-components", supportH, "--support-h");
        };
    if (idle != null) {
      throw new IllegalArgumentException(
          "%s has nothing to hold: %s stays as it is as a whole".formatted(idle, fixed));
    }
    if (fixesComponents() || supportW != null || supportH != null) {
      String given = name(fixedW, "--fix-w-components", supportW, "--support-w");
      ObservationOptions.requireNoReplay(
          options,
          given != null
              ? given
              : String.valueOf(name(fixedH, "--fix-h-components", supportH, "--support-h")));
    }
    NmfOptions _ = options.fixedComponents(fixedW.numbers(), fixedH.numbers());
  }

  private static @Nullable String name(
      ComponentList components, String first, @Nullable Path support, String second) {
    return !components.numbers().isEmpty() ? first : support != null ? second : null;
  }

  /**
   * Adds what was asked for to {@code options}.
   *
   * @throws IllegalArgumentException if a support is not as large as its factor
   * @throws io.github.nmf4j.matrix.InvalidDataException if an entry is not allowed, naming its
   *     place
   */
  NmfOptions apply(NmfOptions options, Matrix v, Arena arena) throws IOException {
    int rank = options.rank();
    int perComponent = options.model().columnsPerComponent();
    int activations = options.model().activationsOf(v.columns());
    NmfOptions result = options.fixedComponents(fixedW.numbers(), fixedH.numbers());
    if (supportW != null) {
      result =
          result.supportW(
              support(
                  "--support-w",
                  supportW,
                  v.rows(),
                  rank * perComponent,
                  perComponent == 1 ? "m × K" : "m × K·T",
                  arena));
    }
    if (supportH != null) {
      result =
          result.supportH(
              support(
                  "--support-h",
                  supportH,
                  rank,
                  activations,
                  shapeOfH(activations, v.columns()),
                  arena));
    }
    return result;
  }

  /** What an H must be for a V with so many columns, in words. */
  static String shapeOfH(int activations, int columns) {
    return activations == columns ? "K × n" : "K × (n - T + 1)";
  }

  private static Matrix support(
      String option, Path file, int rows, int columns, String shape, Arena arena)
      throws IOException {
    LoadedMatrix loaded = MatrixReader.read(file, arena);
    Inputs.requireShape(option + " " + file, loaded.matrix(), rows, columns, shape);
    Inputs.requireBinary(loaded, "0 (held at zero) and 1");
    return loaded.matrix();
  }

  /** What {@code run.json} says of them. */
  List<RunReport.FactorFile> report() {
    return List.of(
        FactorizeCommand.file("supportW", supportW), FactorizeCommand.file("supportH", supportH));
  }
}
