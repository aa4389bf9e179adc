package io.github.nmf4j.backend;

/**
 * One majorise–minimise step of the Kullback–Leibler loss with a penalty on changes along the
 * items: D(X | F·Gᵀ) + μ·Σ λ_c f_c + (w/2)·Σ_c λ_c²·Σ_n (f_n − f_(n−1))² (after Essid &amp; Févotte
 * 2013). An entry f with numerator ν, scale λ = Σ g of its component, and d neighbours that add up
 * to g, held at their values, becomes the positive root of
 *
 * <p>d·A·f′² + (1 + μ − A·g)·f′ − f·ν/λ = 0, A = w·λ.
 *
 * <p>With the old values of all neighbours (Jacobi) the objective never rises: what the steps of
 * two neighbours add to it beyond their own, each of them has left over twice.
 *
 * @param smoothness w ≥ 0
 * @param sparsity μ ≥ 0
 */
public record SmoothStep(double smoothness, double sparsity) {

  /** A is taken to be at most this: beyond it the penalty is all that counts, in any precision. */
  public static final double LARGEST = 0x1p60;

  public SmoothStep {
    if (!(smoothness >= 0 && sparsity >= 0 && sparsity <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "smoothness and sparsity must be ≥ 0, were %s and %s".formatted(smoothness, sparsity));
    }
  }

  /**
   * The new value of one entry, before it is compared with the floor. A component with λ = 0 has no
   * influence; its entries become 0.
   *
   * @param f the entry
   * @param numerator ν
   * @param scale λ
   * @param neighbours d: 0, 1 or 2
   * @param sum g, the sum of their values
   */
  public double apply(double f, double numerator, double scale, int neighbours, double sum) {
    if (scale == 0) {
      return 0;
    }
    double weight = Math.min(smoothness * scale, LARGEST);
    double a = neighbours * weight;
    double b = 1 + sparsity - weight * sum;
    double psi = f * (numerator / scale);
    double both = Math.abs(b) + Math.hypot(b, 2 * Math.sqrt(a) * Math.sqrt(psi));
    if (b < 0) {
      return both / (2 * a);
    }
    return both == 0 ? 0 : 2 * psi / both;
  }
}
