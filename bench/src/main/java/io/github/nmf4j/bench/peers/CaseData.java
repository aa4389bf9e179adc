package io.github.nmf4j.bench.peers;

import io.github.nmf4j.io.MatrixFormat;
import io.github.nmf4j.io.MatrixWriter;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Writes V, W0 and H0 of a case where every contender reads them. */
final class CaseData {

  private CaseData() {}

  /** Files V.npy (dense) or V.mtx (sparse), W0.npy and H0.npy; the same for the same case. */
  static void write(PeerCase c, Path folder) throws IOException {
    var random = new SplittableRandom(1);
    if (c.isSparse()) {
      writeSparse(c, random, folder.resolve("V.mtx"));
    } else {
      save(folder.resolve("V.npy"), lowRankWithNoise(c, random));
    }
    save(folder.resolve("W0.npy"), uniform(random, c.rows(), c.rank(), c.precision()));
    save(folder.resolve("H0.npy"), uniform(random, c.rank(), c.columns(), c.precision()));
  }

  /** V alone, a sparse one in V.npz, which may be large; in place of the one before. */
  static void writeData(PeerCase c, Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve("V.npy"));
    Files.deleteIfExists(folder.resolve("V.npz"));
    if (c.isSparse()) {
      SparseFile.write(c, folder.resolve("V.npz"));
    } else {
      save(folder.resolve("V.npy"), lowRankWithNoise(c, new SplittableRandom(1)));
    }
  }

  /** W0 and H0 for such a V. */
  static void writeStart(PeerCase c, Path folder) throws IOException {
    var random = new SplittableRandom(2);
    save(folder.resolve("W0.npy"), uniform(random, c.rows(), c.rank(), c.precision()));
    save(folder.resolve("H0.npy"), uniform(random, c.rank(), c.columns(), c.precision()));
  }

  private static DenseMatrix lowRankWithNoise(PeerCase c, SplittableRandom random) {
    int inner = 8;
    DenseMatrix left = uniform(random, c.rows(), inner, Precision.DOUBLE);
    DenseMatrix right = uniform(random, inner, c.columns(), Precision.DOUBLE);
    DenseMatrix v = DenseMatrix.allocate(c.rows(), c.columns(), c.precision());
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.columns(); j++) {
        double sum = 0.1 * random.nextDouble() + 0.01;
        for (int t = 0; t < inner; t++) {
          sum += left.get(i, t) * right.get(t, j);
        }
        v.set(i, j, sum);
      }
    }
    return v;
  }

  private static DenseMatrix uniform(
      SplittableRandom random, int rows, int columns, Precision precision) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, precision);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, 0.01 + random.nextDouble());
      }
    }
    return matrix;
  }

  /** Columns with few and with many entries, as words have; values 1 … 5. */
  private static void writeSparse(PeerCase c, SplittableRandom random, Path file)
      throws IOException {
    var cells = new TreeSet<Long>();
    while (cells.size() < c.entries()) {
      int column = (int) (c.columns() * Math.pow(random.nextDouble(), 2));
      cells.add((long) random.nextInt(c.rows()) * c.columns() + column);
    }
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("%%MatrixMarket matrix coordinate integer general\n");
      out.write(c.rows() + " " + c.columns() + " " + c.entries() + "\n");
      for (long cell : cells) {
        out.write(cell / c.columns() + 1 + " ");
        out.write(cell % c.columns() + 1 + " ");
        out.write(1 + random.nextInt(5) + "\n");
      }
    }
  }

  private static void save(Path file, DenseMatrix matrix) throws IOException {
    MatrixWriter.write(file, matrix, MatrixFormat.NPY, Optional.empty(), Optional.empty());
  }
}
