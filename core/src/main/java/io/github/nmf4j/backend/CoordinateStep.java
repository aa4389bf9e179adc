package io.github.nmf4j.backend;

/**
 * One coordinate of the Kullback–Leibler divergence, minimised by a Newton step that cannot raise
 * it. As a function of one entry f ≥ 0 of an item the objective is
 *
 * <pre>{@code φ(f) = s·f + l1·f + ½ l2·f² − Σ_j x_j log y_j(f),   y_j(f) = y_j + (f − f₀)·g_j}
 * </pre>
 *
 * with s = Σ_j g_j. Weights m_j of the entries change nothing but what stands for s and x: s = Σ_j
 * m_j g_j, which is then the item's own, and m_j x_j for x_j. φ′ is concave, so Newton's step never
 * passes the minimiser where it goes up (φ′ &lt; 0); nor does the multiplicative update, and the
 * one that goes further is taken. Where it goes down, Newton's step always passes the minimiser,
 * and two safeguards are known:
 *
 * <ul>
 *   <li>{@link Rule#DAMPED} (scalar Newton; Hien &amp; Gillis 2021): φ is self-concordant with
 *       constant M = 1/√(min x_j), so with λ = M·√φ″·|d| the full step d is safe up to λ = 0.6838…,
 *       and d / (1 + λ) beyond;
 *   <li>{@link Rule#SECANT} (cyclic coordinate descent, Hsieh &amp; Dhillon 2011, with a
 *       safeguard): beyond that bound the slope at the end of the step is found out as well. The
 *       secant through both slopes does not pass the minimiser, nor does the multiplicative update,
 *       and the one that goes further is taken.
 * </ul>
 *
 * @param rule the safeguard
 * @param sweeps sweeps over the components of an item, ≥ 1
 * @param l1 weight of Σ f
 * @param l2 weight of ½ Σ f²
 */
public record CoordinateStep(Rule rule, int sweeps, double l1, double l2) implements ItemStep {

  /** How a step that may go too far is shortened. */
  public enum Rule {
    /** By the bound of self-concordance. */
    DAMPED,
    /** By the slope at its end. */
    SECANT
  }

  /** A full step is safe up to here: the root of −λ² − λ − log(1 − λ). */
  public static final double SAFE = 0.683802;

  public CoordinateStep {
    if (sweeps < 1) {
      throw new IllegalArgumentException("sweeps must be at least 1, was " + sweeps);
    }
  }

  /** φ′ where the ratio sum Σ x_j g_j / y_j is {@code ratios}. */
  public double slope(double f, double sum, double ratios) {
    return sum + l1 + l2 * f - ratios;
  }

  /**
   * Where Newton's step leads, or upwards the multiplicative update if it leads further; at least
   * 0, and {@code f} where there is nothing to go by.
   *
   * @param ratios Σ x_j g_j / y_j at f
   */
  public double newton(double f, double slope, double curvature, double sum, double ratios) {
    double steepness = curvature + l2;
    if (slope == 0 || (steepness == 0 && slope < 0)) {
      return f;
    }
    if (slope > 0) {
      return steepness == 0 ? 0 : Math.max(0, f - slope / steepness);
    }
    double newton = f - slope / steepness;
    return sum + l1 > 0 ? Math.max(newton, multiplicative(f, sum, ratios)) : newton;
  }

  /** The multiplicative update: the positive root of l2·t² + (s + l1)·t = f·ratios. */
  private double multiplicative(double f, double sum, double ratios) {
    double linear = sum + l1;
    return 2 * f * ratios / (linear + Math.sqrt(linear * linear + 4 * l2 * f * ratios));
  }

  /** λ of the step from {@code f} to {@code next}. */
  public double lambda(double f, double next, double curvature, double concordance) {
    return concordance * Math.sqrt(curvature + l2) * Math.abs(next - f);
  }

  /** The damped step. */
  public static double damped(double f, double next, double lambda) {
    return Math.max(0, f + (next - f) / (1 + lambda));
  }

  /**
   * The step that the slope at its end, {@code slopeThere}, allows.
   *
   * @param next &lt; f, where Newton's step led
   * @param ratios Σ x_j g_j / y_j at f
   */
  public double secant(
      double f, double next, double slope, double slopeThere, double sum, double ratios) {
    if (slopeThere >= 0) {
      return next; // the end is at 0, and the minimiser there or below
    }
    double secant = next + (f - next) * (slopeThere / (slopeThere - slope));
    double shorter = Math.min(secant, multiplicative(f, sum, ratios));
    return shorter >= 0 ? Math.min(shorter, f) : f; // what is not a number moves nothing
  }
}
