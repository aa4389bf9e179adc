package io.github.nmf4j.cli;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.io.MatrixFormat;
import io.github.nmf4j.io.MatrixWriter;
import io.github.nmf4j.matrix.DenseMatrix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The matrices that a run leaves behind, named for the rows and columns of V and the components.
 *
 * @param name {@code W}, {@code H} or {@code L}
 */
public record Results(
    String name,
    DenseMatrix matrix,
    Optional<List<String>> rowNames,
    Optional<List<String>> columnNames) {

  static Results w(NmfResult result, LoadedMatrix v) {
    return new Results(
        "W",
        result.w(),
        v.rowNames(),
        Optional.of(components(result.h().rows(), result.w().columns() / result.h().rows())));
  }

  static Results h(NmfResult result, LoadedMatrix v) {
    return new Results(
        "H",
        result.h(),
        Optional.of(components(result.h().rows(), 1)),
        v.columnNames().map(names -> names.subList(0, result.h().columns())));
  }

  /** W with the names of V's rows. */
  public static Results w(NmfResult result, Optional<List<String>> names) {
    return new Results("W", result.w(), names, Optional.of(components(result.w().columns(), 1)));
  }

  /** H with the names of V's columns. */
  public static Results h(NmfResult result, Optional<List<String>> names) {
    return new Results("H", result.h(), Optional.of(components(result.h().rows(), 1)), names);
  }

  /** Everything that a factorisation gives. */
  static List<Results> all(NmfResult result, LoadedMatrix v) {
    var all = new ArrayList<>(List.of(w(result, v), h(result, v)));
    result
        .l()
        .ifPresent(
            l ->
                all.add(
                    new Results("L", l, v.columnNames(), Optional.of(components(l.columns(), 1)))));
    return all;
  }

  /** {@code c1 … ck}, or with several taps {@code c1t1, c1t2 …}. */
  private static List<String> components(int rank, int taps) {
    return IntStream.range(0, rank * taps)
        .mapToObj(i -> "c" + (i / taps + 1) + (taps == 1 ? "" : "t" + (i % taps + 1)))
        .toList();
  }

  /** More files that belong to the results. */
  @FunctionalInterface
  public interface Companions {
    /**
     * Writes them beside the matrices.
     *
     * @param folder where they are written, from which everything is moved to its place
     * @param run the content of {@code run.json}
     * @return their names
     */
    List<String> write(Path folder, byte[] run) throws IOException;

    /** No more files. */
    static Companions none() {
      return (_, _) -> List.of();
    }
  }

  /**
   * Writes all matrices, then {@code run.json}, which has the time that it took, and what else
   * there is.
   *
   * @return the names of the other files
   */
  static List<String> write(
      OutputFolder folder,
      MatrixFormat format,
      List<Results> matrices,
      RunReport report,
      Companions companions)
      throws IOException {
    long start = System.nanoTime();
    var names = new ArrayList<String>();
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
          var run = new ByteArrayOutputStream();
          report.write(run, (System.nanoTime() - start) * 1e-9);
          Files.write(target.resolve(OutputOptions.RUN_FILE), run.toByteArray());
          names.addAll(companions.write(target, run.toByteArray()));
        });
    return names;
  }
}
