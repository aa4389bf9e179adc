package io.github.nmf4j;

/** What stands for V: W·H itself, or W·H with more structure. */
public sealed interface Model {

  /** V ≈ W·H. */
  static Model product() {
    return new Product();
  }

  /** W·H with activations that change little from one column of V to the next. */
  static Smooth smooth(double weight) {
    return new Smooth(weight, 0, false, false, 0);
  }

  /** V ≈ W·H. */
  record Product() implements Model {}

  /**
   * Smooth NMF and smooth convex NMF for the Kullback–Leibler loss (after Essid &amp; Févotte
   * 2013): to the loss are added, with λ_c = Σ w_c,
   *
   * <p>½ · weight · Σ_c λ_c² Σ_n (h_cn − h_c(n−1))² + sparsity · Σ_c λ_c Σ_n h_cn.
   *
   * <p>The scales λ make sure that shrinking H and growing W gains nothing. Convex means that the
   * columns of W are nonnegative combinations of columns of V, W = V·L with L (n × k) ≥ 0, which is
   * part of the result.
   *
   * <p>The sparsity term is this library's own. At a minimum of the loss alone Σ λ_c Σ h_c is near
   * ΣV whatever W and H are, so what it does first is to make W·H smaller.
   *
   * @param weight weight of the changes, ≥ 0
   * @param sparsity weight of the scaled sum of H, ≥ 0
   * @param unitSum whether the columns of W are kept at sum 1 throughout, so that λ = 1
   * @param convex whether W = V·L
   * @param batchSize columns of V that are worked on at a time, 0 for all; the result is the same
   */
  record Smooth(double weight, double sparsity, boolean unitSum, boolean convex, int batchSize)
      implements Model {

    public Smooth {
      if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "the weight of smoothness must be finite and ≥ 0, was " + weight);
      }
      if (!(sparsity >= 0 && sparsity <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException("sparsity must be finite and ≥ 0, was " + sparsity);
      }
      if (batchSize < 0) {
        throw new IllegalArgumentException(
            "the batch size must be 0 (all columns) or positive, was " + batchSize);
      }
    }

    /** The same with another {@code sparsity}. */
    public Smooth withSparsity(double value) {
      return new Smooth(weight, value, unitSum, convex, batchSize);
    }

    /** The same with the columns of W kept at sum 1. */
    public Smooth withUnitSum() {
      return new Smooth(weight, sparsity, true, convex, batchSize);
    }

    /** The same with W = V·L. */
    public Smooth withConvex() {
      return new Smooth(weight, sparsity, unitSum, true, batchSize);
    }

    /** The same, {@code columns} columns of V at a time. */
    public Smooth withBatchSize(int columns) {
      return new Smooth(weight, sparsity, unitSum, convex, columns);
    }
  }

  /** What a convolutive model does where templates reach beyond the last column of V. */
  enum Boundary {
    /** H has as many columns as V; what reaches beyond the last one is cut off. */
    SAME,
    /** H has T − 1 columns fewer: every template lies within V. */
    VALID
  }

  /**
   * Convolutive NMF (NMFD), V ≈ Σ_t W_t · shift_t(H) with t from 0 to T − 1: h_cj puts the m × T
   * template of component c on columns j to j + T − 1. The templates side by side are the result's
   * W, m × k·T: tap t of component c is column c·T + t, so that in NumPy {@code W.reshape(m, k, T)}
   * is the tensor of templates.
   *
   * @param taps T, columns of a template, from 1 to n
   * @param boundary what happens at the end of V
   * @param uncorrelation weight of Σ_c Σ_{t&lt;s} ⟨w_ct, w_cs⟩, which makes the taps of a template
   *     unlike each other, ≥ 0; only {@link Replay#NMF_TOOLBOX_CONV} has a step for it
   */
  record Convolutive(int taps, Boundary boundary, double uncorrelation) implements Model {

    public Convolutive {
      if (taps < 1) {
        throw new IllegalArgumentException("taps must be at least 1, was " + taps);
      }
      if (!(uncorrelation >= 0 && uncorrelation <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "the weight of uncorrelation must be finite and ≥ 0, was " + uncorrelation);
      }
    }

    /** Templates whose taps may be alike. */
    public Convolutive(int taps, Boundary boundary) {
      this(taps, boundary, 0);
    }

    /** The same with another weight of uncorrelation. */
    public Convolutive withUncorrelation(double weight) {
      return new Convolutive(taps, boundary, weight);
    }

    /** Columns of H for a V with {@code columns}. */
    public int activations(int columns) {
      if (taps > columns) {
        throw new IllegalArgumentException(
            "templates of %d columns do not fit into the %d columns of V".formatted(taps, columns));
      }
      return boundary == Boundary.SAME ? columns : columns - taps + 1;
    }
  }

  /** Convolutive NMF with as many activations as V has columns. */
  static Convolutive convolutive(int taps) {
    return new Convolutive(taps, Boundary.SAME);
  }

  /** Columns of H for a V with {@code columns}. */
  default int activationsOf(int columns) {
    return this instanceof Convolutive convolutive ? convolutive.activations(columns) : columns;
  }

  /** Columns of W that belong to one component. */
  default int columnsPerComponent() {
    return this instanceof Convolutive convolutive ? convolutive.taps() : 1;
  }

  /**
   * Checks that these options have a meaning and a solver with this model.
   *
   * @throws IllegalArgumentException if not
   */
  default void check(NmfOptions options) {
    switch (this) {
      case Product _ -> {
        if (options.initialization() instanceof Initialization.Convex) {
          throw new IllegalArgumentException(
              "a start from L and H belongs to the convex model, W = V·L");
        }
      }
      case Smooth smooth -> SmoothRules.check(smooth, options);
      case Convolutive convolutive -> ConvolutiveRules.check(convolutive, options);
    }
  }
}
