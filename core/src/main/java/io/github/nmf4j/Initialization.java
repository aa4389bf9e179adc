package io.github.nmf4j;

import io.github.nmf4j.matrix.DenseMatrix;
import org.jspecify.annotations.Nullable;

/** Where W and H start. */
public sealed interface Initialization {

  /** |N(0, 1)| · √(mean(V) / k) for every entry, so that W·H starts at the scale of V. */
  record Random() implements Initialization {}

  /**
   * Nonnegative double singular value decomposition (Boutsidis &amp; Gallopoulos 2008); needs k ≤
   * min(m, n).
   */
  record Nndsvd(Fill fill) implements Initialization {}

  /** What NNDSVD puts where it has zeros, which a multiplicative update cannot leave. */
  enum Fill {
    /** Zeros stay. */
    ZERO,
    /** The mean of V (NNDSVDa). */
    MEAN,
    /** Random values around a hundredth of the mean of V (NNDSVDar). */
    RANDOM
  }

  /**
   * Given values. A factor that is null starts at the constant √(mean(V) / k); only a factor that
   * is solved for while the other one is fixed may be null. Where single components are fixed, what
   * is not given starts at random: a factor that is null, the last columns of a W with fewer than
   * k, the last rows of an H with fewer than k.
   *
   * @param w m × k
   * @param h k × n
   */
  record Custom(@Nullable DenseMatrix w, @Nullable DenseMatrix h) implements Initialization {}

  /**
   * Given L and H of the convex model, where W = V·L.
   *
   * @param l n × k
   * @param h k × n
   */
  record Convex(DenseMatrix l, DenseMatrix h) implements Initialization {}

  /** Random. */
  static Initialization random() {
    return new Random();
  }

  /** NNDSVD with zeros. */
  static Initialization nndsvd() {
    return new Nndsvd(Fill.ZERO);
  }

  /** NNDSVDa. */
  static Initialization nndsvda() {
    return new Nndsvd(Fill.MEAN);
  }

  /** NNDSVDar. */
  static Initialization nndsvdar() {
    return new Nndsvd(Fill.RANDOM);
  }

  /** Both factors given. */
  static Initialization custom(DenseMatrix w, DenseMatrix h) {
    return new Custom(w, h);
  }
}
