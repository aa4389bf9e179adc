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

  /**
   * W·H whose activations are led to follow diagonals, a few at a time (Driedger, Prätzlich &amp;
   * Müller 2015, "Let it Bee"). If the columns of a given W are the frames of a sound in their
   * order, stretches of that sound then stand for what is heard in V.
   *
   * <p>Of L iterations, every {@code every}-th, from the first on, begins with a change of H. With
   * f = 1 − l/L in iteration l = 1, 2, …
   *
   * <ol>
   *   <li>an entry that is not the largest one within {@code apartComponents} rows of its column
   *       and {@code apartColumns} columns of its row, itself in the middle, is multiplied by f;
   *   <li>of each column the {@code polyphony} entries with the largest h_cj · ‖w_c‖² stay (W as it
   *       started), others are multiplied by f;
   *   <li>h_cj becomes Σ_s h_(c+s)(j+s) over {@code length} entries of its diagonal, from s =
   *       −⌊length / 2⌋ on.
   * </ol>
   *
   * <p>Then H and W take multiplicative steps. The objective rises where H is changed.
   *
   * @param length entries of a diagonal, ≥ 1; 1 leaves entries as they are
   * @param every iterations from one change of H to the next, ≥ 1
   * @param polyphony entries of a column of H that stay, ≥ 1
   * @param apartComponents rows of H, odd
   * @param apartColumns columns of H, odd
   */
  record Diagonal(int length, int every, int polyphony, int apartComponents, int apartColumns)
      implements Model {

    public Diagonal {
      requirePositive("the length of a diagonal", length);
      requirePositive("the iterations from change to change", every);
      requirePositive("polyphony", polyphony);
      requireOdd("components", apartComponents);
      requireOdd("columns", apartColumns);
    }

    private static void requirePositive(String what, int value) {
      if (value < 1) {
        throw new IllegalArgumentException("%s must be at least 1, was %d".formatted(what, value));
      }
    }

    private static void requireOdd(String what, int value) {
      if (value < 1 || value % 2 == 0) {
        throw new IllegalArgumentException(
            "the neighbourhood of an entry must have an odd number of %s, was %d"
                .formatted(what, value));
      }
    }

    /** The same with {@code iterations} from one change of H to the next. */
    public Diagonal withEvery(int iterations) {
      return new Diagonal(length, iterations, polyphony, apartComponents, apartColumns);
    }

    /** The same with {@code entries} that stay in each column of H. */
    public Diagonal withPolyphony(int entries) {
      return new Diagonal(length, every, entries, apartComponents, apartColumns);
    }

    /** The same with this neighbourhood of an entry. */
    public Diagonal withApart(int components, int columns) {
      return new Diagonal(length, every, polyphony, components, columns);
    }
  }

  /** Diagonals of {@code length}, with a change of H in every fifth iteration, five at a time. */
  static Diagonal diagonal(int length) {
    return new Diagonal(length, 5, 5, 1, 1);
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
      case Diagonal _ -> DiagonalRules.check(options);
      case Convolutive convolutive -> ConvolutiveRules.check(convolutive, options);
    }
  }
}
