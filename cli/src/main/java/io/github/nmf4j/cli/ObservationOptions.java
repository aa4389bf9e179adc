package io.github.nmf4j.cli;

import io.github.nmf4j.Missing;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Replay;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which entries of V count, and how much. */
final class ObservationOptions {

  private static final String NAN = "nan";
  private static final String ZEROS = "zeros";

  @Option(
      names = "--mask",
      paramLabel = "FILE|nan|zeros",
      description =
          "Entries that are not observed: those that are 0 in FILE (m × n, of 0 and 1), the NaN "
              + "entries of V, or its zeros (what a sparse V does not store).")
  @Nullable String mask;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "Weights of V's entries in the loss (m × n, >= 0); 0 is not observed. What a sparse FILE "
              + "does not store is not observed either.")
  @Nullable Path weights;

  private boolean isFile() {
    return mask != null && !mask.equals(NAN) && !mask.equals(ZEROS);
  }

  private Missing missing() {
    return NAN.equals(mask) ? Missing.NAN : ZEROS.equals(mask) ? Missing.ZEROS : Missing.NONE;
  }

  /** Whether NaN entries of V are left out. */
  boolean hidesNan() {
    return missing() == Missing.NAN;
  }

  /**
   * Checks what can be checked before a file is read.
   *
   * @throws IllegalArgumentException for a combination without meaning or solver
   */
  void check(NmfOptions options) {
    if (isFile() && weights != null) {
      throw new IllegalArgumentException(
          "--mask %s and --weights both say which entries count: set the weights to 0 where the mask"
                  .formatted(mask)
              + " is 0");
    }
    if (mask != null || weights != null) {
      requireNoReplay(options, mask != null ? "--mask" : "--weights");
      NmfOptions _ = options.missing(Missing.NAN).requireConsistent();
    }
  }

  static void requireNoReplay(NmfOptions options, String given) {
    if (options.replay() != Replay.NONE) {
      throw new IllegalArgumentException(
          "%s and --compat do not go together: no reference has weights, missing entries, supports"
                  .formatted(given)
              + " or fixed components");
    }
  }

  /**
   * Adds what was asked for to {@code options}.
   *
   * @throws IllegalArgumentException if a matrix is not as large as V
   * @throws io.github.nmf4j.matrix.InvalidDataException if an entry is not allowed, naming its
   *     place
   */
  NmfOptions apply(NmfOptions options, Matrix v, Arena arena) throws IOException {
    NmfOptions result = options.missing(missing());
    if (isFile()) {
      Path file = Path.of(String.valueOf(mask));
      LoadedMatrix loaded = MatrixReader.read(file, arena);
      Inputs.requireShape("--mask " + file, loaded.matrix(), v.rows(), v.columns(), "m × n");
      Inputs.requireBinary(loaded, "0 (not observed) and 1");
      return result.weights(loaded.matrix());
    }
    if (weights == null) {
      return result;
    }
    LoadedMatrix loaded = MatrixReader.read(weights, arena);
    Inputs.requireShape("--weights " + weights, loaded.matrix(), v.rows(), v.columns(), "m × n");
    loaded.requireNonnegative();
    return result.weights(loaded.matrix());
  }

  /** What {@code run.json} says of them. */
  List<RunReport.FactorFile> report() {
    return List.of(
        new RunReport.FactorFile("mask", Optional.ofNullable(mask)),
        FactorizeCommand.file("weights", weights));
  }
}
