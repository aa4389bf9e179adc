package io.github.nmf4j.simd.kernel;

/** Arrays for the items of a coordinate descent. */
public sealed interface ItemScratch permits FloatItems, DoubleItems {

  /** Entries of an item, at most. */
  int length();

  /** Components, at most. */
  int rank();

  /** Whether items of {@code length} entries fit; and, {@code withG}, as many rows of G. */
  boolean fits(int length, int rank, boolean withG);
}
