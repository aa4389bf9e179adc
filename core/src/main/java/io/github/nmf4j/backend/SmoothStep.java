package io.github.nmf4j.backend;

/**
 * One majorise–minimise step of the Kullback–Leibler loss with a penalty on changes along the
 * items: D(X | F·Gᵀ) + Σ_c (μ·λ_c + l1)·f_c + ½·l2·Σ f² + (w/2)·Σ_c λ_c²·Σ_n (f_n − f_(n−1))²
 * (after Essid &amp; Févotte 2013). An entry f with numerator ν and denominator δ (Σ g of its
 * component, which then is λ, or its weighted sum), and d neighbours that add up to g, held at
 * their values, becomes the positive root of
 *
 * <p>(d·A + l2/λ)·f′² + (δ/λ + μ + l1/λ − A·g)·f′ − f·ν/λ = 0, A = w·λ.
 *
 * <p>With the old values of all neighbours (Jacobi) the objective never rises: what the steps of
 * two neighbours add to it beyond their own, each of them has left over twice.
 *
 * @param smoothness w ≥ 0
 * @param sparsity μ ≥ 0
 * @param l1 weight of ΣF, ≥ 0
 * @param l2 weight of ½‖F‖², ≥ 0
 */
public record SmoothStep(double smoothness, double sparsity, double l1, double l2) {

  /** A is taken to be at most this: beyond it the penalty is all that counts, in any precision. */
  public static final double LARGEST = 0x1p60;

  public SmoothStep {
    if (!(smoothness >= 0 && sparsity >= 0 && sparsity <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "smoothness and sparsity must be ≥ 0, were %s and %s".formatted(smoothness, sparsity));
    }
    if (!(l1 >= 0 && l1 <= Double.MAX_VALUE && l2 >= 0 && l2 <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "penalties must be finite and ≥ 0, were l1 = %s and l2 = %s".formatted(l1, l2));
    }
  }

  /** A step without l1 and l2. */
  public SmoothStep(double smoothness, double sparsity) {
    this(smoothness, sparsity, 0, 0);
  }

  /**
   * The new value of one entry, before it is compared with the floor. A component with λ = 0 has no
   * influence; its entries become 0.
   *
   * @param f the entry
   * @param numerator ν
   * @param denominator δ
   * @param scale λ
   * @param neighbours d: 0, 1 or 2
   * @param sum g, the sum of their values
   */
  public double apply(
      double f, double numerator, double denominator, double scale, int neighbours, double sum) {
    if (scale == 0) {
      return 0;
    }
    double weight = Math.min(smoothness * scale, LARGEST);
    double a = neighbours * weight + l2 / scale;
    double b = (denominator + l1) / scale + sparsity - weight * sum;
    double psi = f * (numerator / scale);
    double both = Math.abs(b) + Math.hypot(b, 2 * Math.sqrt(a) * Math.sqrt(psi));
    if (b < 0) {
      return both / (2 * a);
    }
    return both == 0 ? 0 : 2 * psi / both;
  }
}
