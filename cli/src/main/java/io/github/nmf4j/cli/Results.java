package io.github.nmf4j.cli;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixFormat;
import io.github.nmf4j.io.MatrixWriter;
import io.github.nmf4j.matrix.DenseMatrix;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The matrices that a run leaves behind, named for the rows and columns of V and the components.
 *
 * @param name {@code W} or {@code H}
 */
record Results(
    String name,
    DenseMatrix matrix,
    Optional<List<String>> rowNames,
    Optional<List<String>> columnNames) {

  static Results w(NmfResult result, LoadedMatrix v) {
    return new Results(
        "W", result.w(), v.rowNames(), Optional.of(components(result.w().columns())));
  }

  static Results h(NmfResult result, LoadedMatrix v) {
    return new Results(
        "H", result.h(), Optional.of(components(result.h().rows())), v.columnNames());
  }

  /** {@code c1 … ck}. */
  private static List<String> components(int rank) {
    return IntStream.rangeClosed(1, rank).mapToObj(c -> "c" + c).toList();
  }

  /** Writes all matrices and then {@code run.json}, which has the time that it took. */
  static void write(
      OutputFolder folder, MatrixFormat format, List<Results> matrices, RunReport report)
      throws IOException {
    long start = System.nanoTime();
    folder.write(
        target -> {
          for (Results part : matrices) {
            MatrixWriter.write(
                target.resolve(OutputOptions.fileName(part.name, format)),
                part.matrix,
                format,
                part.rowNames,
                part.columnNames);
          }
          Path run = target.resolve(OutputOptions.RUN_FILE);
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(run))) {
            report.write(out, (System.nanoTime() - start) * 1e-9);
          }
        });
  }
}
