package io.github.nmf4j.simd.kernel;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a matrix X, tile by tile: out = Z·G (items are the rows) or Zᵀ·G (items are the
 * columns), where Z is X itself or a ratio of X and the model. With row factor P and column factor
 * Q the model is Y = P·Qᵀ.
 *
 * @param kind what Z is
 * @param byRows whether the items, of which there is one row of output each, are X's rows
 * @param source X
 * @param fixed G
 * @param model the two factors of Y; null for {@link Kind#CROSS}
 */
public record Pass(Kind kind, boolean byRows, Source source, Mat fixed, @Nullable Model model) {

  /** What is multiplied by the fixed factor. */
  public enum Kind {
    /** Z = X. */
    CROSS,
    /** Z = X ⊘ Y. */
    KL,
    /** Z = X ∘ Y^(β−2), and a second output with Y^(β−1); both times the weights, if any. */
    BETA
  }

  /**
   * The model Y = P·Qᵀ.
   *
   * @param rows P, one row per row of X
   * @param lanePacks Q, transposed in tiles by {@link Engine#lanePack}
   * @param beta β
   * @param floor entries of Y are taken to be at least this
   * @param weights by which both outputs' Z are multiplied, in X's tiles; null for none
   */
  public record Model(
      Mat rows, MemorySegment lanePacks, double beta, double floor, @Nullable Source weights) {}

  /** Number of rows of output. */
  public int items() {
    return byRows ? source.rows() : source.columns();
  }

  /** Number of terms of a sum. */
  public int terms() {
    return byRows ? source.columns() : source.rows();
  }
}
