package io.github.nmf4j.backend;

/**
 * One multiplicative step from numerators and denominators that are added up over batches, the
 * older ones counting less (mini-batch NMF). With the numerator ν and the denominator δ of the new
 * batch, for each entry f:
 *
 * <pre>{@code
 * a ← ρ·a + ν·f^(1/γ),   b ← ρ·b + δ + l1 + l2·f,   f ← (a / b)^γ
 * }</pre>
 *
 * Each batch counts with the majoriser that it had at the f of its time; their weighted sum is what
 * the step minimises. An entry without influence (b = 0) stays. With ρ = 0 this is the textbook
 * step of {@link RatioStep}.
 *
 * @param gamma the exponent γ, &gt; 0
 * @param retained ρ, what is kept of the past, 0 ≤ ρ ≤ 1
 * @param l1 weight of Σ f
 * @param l2 weight of ½ Σ f²
 */
public record ForgettingStep(double gamma, double retained, double l1, double l2) {

  public ForgettingStep {
    if (!(gamma > 0 && gamma <= 1)) {
      throw new IllegalArgumentException("gamma must be in (0, 1], was " + gamma);
    }
    if (!(retained >= 0 && retained <= 1)) {
      throw new IllegalArgumentException("retained must be in [0, 1], was " + retained);
    }
  }

  /** The step for a divergence β, with the exponent of {@link RatioStep#monotone}. */
  public static ForgettingStep of(double beta, double retained, double l1, double l2) {
    return new ForgettingStep(RatioStep.monotone(beta, 0, 0).gamma(), retained, l1, l2);
  }

  /** The new a. */
  public double numerator(double past, double f, double numerator) {
    return retained * past + numerator * (gamma == 1 ? f : Math.pow(f, 1 / gamma));
  }

  /** The new b. */
  public double denominator(double past, double f, double denominator) {
    return retained * past + denominator + l1 + l2 * f;
  }

  /** The new f, before it is compared with the floor. */
  public double apply(double f, double a, double b) {
    return b == 0 ? f : gamma == 1 ? a / b : Math.pow(a / b, gamma);
  }
}
