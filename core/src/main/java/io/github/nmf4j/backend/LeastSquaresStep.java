package io.github.nmf4j.backend;

/**
 * One coordinate of the weighted Frobenius loss, minimised exactly: hierarchical alternating least
 * squares where every entry of V has its own weight, so that items share no Gram matrix. As a
 * function of one entry f ≥ 0 of an item the objective is
 *
 * <pre>{@code
 * φ(f) = ½ Σ_j m_j (y_j(f) − x_j)² + l1·f + ½ l2·f²,   y_j(f) = y_j + (f − f₀)·g_j
 * }</pre>
 *
 * and its minimiser max(0, f − (Σ m_j g_j y_j − r + l1 + l2·f) / (Σ m_j g_j² + l2)), with r = Σ_j
 * m_j x_j g_j. Where the divisor is 0 the entry stays.
 *
 * @param sweeps sweeps over the components of an item, ≥ 1
 * @param l1 weight of Σ f
 * @param l2 weight of ½ Σ f²
 */
public record LeastSquaresStep(int sweeps, double l1, double l2) implements ItemStep {

  public LeastSquaresStep {
    if (sweeps < 1) {
      throw new IllegalArgumentException("sweeps must be at least 1, was " + sweeps);
    }
  }

  /**
   * The minimiser.
   *
   * @param r Σ m_j x_j g_j
   * @param product Σ m_j g_j y_j at f
   * @param curvature Σ m_j g_j²
   */
  public double next(double f, double r, double product, double curvature) {
    double steepness = curvature + l2;
    return steepness > 0 ? Math.max(0, f - (product - r + l1 + l2 * f) / steepness) : f;
  }
}
