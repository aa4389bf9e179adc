package io.github.nmf4j.simd.kernel;

/** Arrays for the items of a coordinate descent. */
public sealed interface ItemScratch permits FloatItems, DoubleItems {

  /** Whether items of {@code length} entries fit; and, {@code withG}, as many rows of G. */
  boolean fits(int length, int rank, boolean withG);
}
