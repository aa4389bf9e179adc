package io.github.nmf4j.simd.kernel;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a matrix X, tile by tile: out = Z·G (items are the rows) or Zᵀ·G (items are the
 * columns), where Z is X itself or a ratio of X and the model. With row factor P and column factor
 * Q the model is Y = P·Qᵀ. A session has one of these and sets it anew for each of its passes.
 */
public final class Pass {

  /** What is multiplied by the fixed factor. */
  public enum Kind {
    /** Z = X. */
    CROSS,
    /** Z = X ⊘ Y. */
    KL,
    /** Z = X ∘ Y^(β−2), and a second output with Y^(β−1); both times the weights, if any. */
    BETA
  }

  /** The model Y = P·Qᵀ. */
  static final class Model {
    private Mat rows = Mat.NONE;
    private MemorySegment groupPacks = MemorySegment.NULL;
    private MemorySegment lanePacks = MemorySegment.NULL;
    private double beta;
    private double floor;
    private @Nullable Source weights;

    private Model() {}

    /** P, one row per row of X. */
    Mat rows() {
      return rows;
    }

    /** P, interleaved in tiles by {@link Engine#groupPack}. */
    MemorySegment groupPacks() {
      return groupPacks;
    }

    /** Q, transposed in tiles by {@link Engine#lanePack}. */
    MemorySegment lanePacks() {
      return lanePacks;
    }

    double beta() {
      return beta;
    }

    /** Entries of Y are taken to be at least this. */
    double floor() {
      return floor;
    }

    /** By which both outputs' Z are multiplied, in X's tiles; null for none. */
    @Nullable Source weights() {
      return weights;
    }
  }

  private final Model model = new Model();
  private Kind kind = Kind.CROSS;
  private boolean byRows;
  private Source source = Mat.NONE;
  private Mat fixed = Mat.NONE;

  /** Sets Z = X. */
  public void setCross(boolean itemsAreRows, Source X, Mat G) {
    kind = Kind.CROSS;
    byRows = itemsAreRows;
    source = X;
    fixed = G;
  }

  /** Sets Z to a ratio of X and the model that {@link #setModel} sets. */
  public void setRatio(Kind ratio, boolean itemsAreRows, Source X, Mat G) {
    kind = ratio;
    byRows = itemsAreRows;
    source = X;
    fixed = G;
  }

  /**
   * Sets the model.
   *
   * @param P one row per row of X
   * @param groups P, interleaved in tiles by {@link Engine#groupPack}
   * @param lanes Q, transposed in tiles by {@link Engine#lanePack}
   * @param beta β
   * @param floor entries of Y are taken to be at least this
   * @param weights by which both outputs' Z are multiplied, in X's tiles; null for none
   */
  public void setModel(
      Mat P,
      MemorySegment groups,
      MemorySegment lanes,
      double beta,
      double floor,
      @Nullable Source weights) {
    model.rows = P;
    model.groupPacks = groups;
    model.lanePacks = lanes;
    model.beta = beta;
    model.floor = floor;
    model.weights = weights;
  }

  /** Gives {@code other} this model. */
  public void shareModel(Pass other) {
    other.setModel(
        model.rows, model.groupPacks, model.lanePacks, model.beta, model.floor, model.weights);
  }

  /** What Z is. */
  public Kind kind() {
    return kind;
  }

  /** Whether the items, of which there is one row of output each, are X's rows. */
  public boolean byRows() {
    return byRows;
  }

  /** X. */
  public Source source() {
    return source;
  }

  /** G. */
  public Mat fixed() {
    return fixed;
  }

  /** The two factors of Y; null for {@link Kind#CROSS}. */
  @Nullable Model model() {
    return kind == Kind.CROSS ? null : model;
  }

  /** Number of rows of output. */
  public int items() {
    return byRows ? source.rows() : source.columns();
  }

  /** Number of terms of a sum. */
  public int terms() {
    return byRows ? source.columns() : source.rows();
  }
}
