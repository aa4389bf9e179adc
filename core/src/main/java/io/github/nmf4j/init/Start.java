package io.github.nmf4j.init;

import io.github.nmf4j.matrix.DenseMatrix;
import org.jspecify.annotations.Nullable;

/**
 * Starting values in double precision, row-major, shared with nobody.
 *
 * @param w m × k
 * @param h k × n
 * @param l n × k in the convex model, where W = V·L
 */
public record Start(DenseMatrix w, DenseMatrix h, @Nullable DenseMatrix l) {

  /** Without L. */
  public Start(DenseMatrix w, DenseMatrix h) {
    this(w, h, null);
  }
}
