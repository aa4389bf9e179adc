package io.github.nmf4j.io;

/** A file format for matrices. */
public enum MatrixFormat {
  /** NumPy's array file, {@code .npy}. */
  NPY("npy"),
  /** NumPy's archive of arrays, {@code .npz}: one dense array, or SciPy's sparse matrix. */
  NPZ("npz"),
  /** MatrixMarket, {@code .mtx} and {@code .mtx.gz}. */
  MTX("mtx"),
  /** Comma-separated text, {@code .csv} and {@code .csv.gz}. */
  CSV("csv"),
  /** Tab-separated text, {@code .tsv} and {@code .tsv.gz}. */
  TSV("tsv");

  private final String suffix;

  MatrixFormat(String suffix) {
    this.suffix = suffix;
  }

  /** The usual suffix, without the dot. */
  public String suffix() {
    return suffix;
  }
}
