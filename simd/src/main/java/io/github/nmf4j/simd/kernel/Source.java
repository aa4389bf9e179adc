package io.github.nmf4j.simd.kernel;

/** A matrix of which a pass reads tiles: V, or a factor that takes its place. */
public sealed interface Source permits Tiles, Csr, Mat {

  /** Number of rows. */
  int rows();

  /** Number of columns. */
  int columns();
}
