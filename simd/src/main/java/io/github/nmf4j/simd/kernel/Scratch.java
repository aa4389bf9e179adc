package io.github.nmf4j.simd.kernel;

/** Memory in which one worker computes; made by an {@link Engine} for one rank. */
public sealed interface Scratch permits FloatScratch, DoubleScratch {

  /** The largest rank for which the arrays are long enough. */
  int rank();
}
