package io.github.nmf4j.backend;

/**
 * One majorise–minimise step from a numerator and a denominator (Févotte &amp; Idier 2011;
 * penalties as in the project's {@code docs/numerics.md}). For each entry f with numerator ν and
 * denominator δ:
 *
 * <ul>
 *   <li>f = 0 stays 0, ν = 0 gives 0, and an entry without influence (δ + l1 + l2·f = 0) stays;
 *   <li>l2 = 0, or β ≥ 2, or a given exponent γ: f ← f · (ν / (δ + l1 + l2·f))^γ;
 *   <li>l2 &gt; 0 and β &lt; 2, where that rule is not monotone: f ← f·t with t the only positive
 *       root of (δ + l1)·t^a + l2·f·t^b = ν, a = max(1, 2 − β), b = 3 − β, which minimises the
 *       majoriser;
 *   <li>but for β = 1 first t₁ = ν / (δ + l1 + l2·f) is tried and taken if {@link
 *       #lowersKullbackLeibler}: it then lowers the majoriser too, and goes further.
 * </ul>
 *
 * @param beta β of the divergence
 * @param gamma the exponent γ
 * @param exact whether l2 is taken exactly where the textbook rule is not monotone
 * @param l1 weight of Σ f
 * @param l2 weight of ½ Σ f²
 */
public record RatioStep(double beta, double gamma, boolean exact, double l1, double l2) {

  /** Newton's steps at most; about eight are taken. */
  private static final int MOST_STEPS = 50;

  /** The monotone step: γ(β) = 1/(2−β) for β &lt; 1, 1 for 1 ≤ β ≤ 2, 1/(β−1) for β &gt; 2. */
  public static RatioStep monotone(double beta, double l1, double l2) {
    return new RatioStep(beta, gamma(beta), true, l1, l2);
  }

  /**
   * With γ(β), and l2·f in the denominator for every β: not monotone for l2 &gt; 0 and β &lt; 2.
   */
  public static RatioStep textbook(double beta, double l1, double l2) {
    return new RatioStep(beta, gamma(beta), false, l1, l2);
  }

  private static double gamma(double beta) {
    return beta < 1 ? 1 / (2 - beta) : beta <= 2 ? 1 : 1 / (beta - 1);
  }

  /** The heuristic step with γ = 1, often faster for β &lt; 1, to be guarded by the caller. */
  public static RatioStep heuristic(double beta, double l1, double l2) {
    return new RatioStep(beta, 1, false, l1, l2);
  }

  /** Whether the root of the two-term equation is needed. */
  public boolean needsRoot() {
    return exact && l2 > 0 && beta < 2;
  }

  /**
   * The new value of one entry, before it is compared with the floor.
   *
   * @param f the entry
   * @param numerator ν ≥ 0
   * @param denominator δ ≥ 0
   */
  public double apply(double f, double numerator, double denominator) {
    double linear = denominator + l1;
    double quadratic = l2 * f;
    if (f == 0 || linear + quadratic == 0) {
      return f;
    }
    if (numerator == 0) {
      return 0;
    }
    double ratio = numerator / (linear + quadratic);
    if (needsRoot() && !(beta == 1 && lowersKullbackLeibler(ratio, linear, quadratic))) {
      return f * root(linear, innerPower(), quadratic, outerPower(), numerator);
    }
    return f * (gamma == 1 ? ratio : Math.pow(ratio, gamma));
  }

  /**
   * Whether the textbook ratio t₁ = ν / (linear + quadratic), linear = δ + l1, quadratic = l2·f,
   * lowers the majoriser of the penalised KL divergence: (t₁ − 1) · quadratic ≤ 3 · linear
   * suffices. With r = linear / (linear + quadratic) the majoriser is r·t + ½(1 − r)·t² − t₁·log t;
   * from 1 to t₁ = 1 + d it rises by ½(1 − r)·d² − ((1 + d)·log(1 + d) − d). The bracket is at
   * least ½d² for d ≤ 0, and d² / (2 + 2d/3) for d &gt; 0 (Bernstein).
   */
  public static boolean lowersKullbackLeibler(double ratio, double linear, double quadratic) {
    return (ratio - 1) * quadratic <= 3 * linear;
  }

  /** a of the two-term equation. */
  public double innerPower() {
    return Math.max(1, 2 - beta);
  }

  /** b of the two-term equation. */
  public double outerPower() {
    return 3 - beta;
  }

  /**
   * The t &gt; 0 with D·t^a + L·t^b = ν, by Newton's method for u = log t on log(D e^(au) + L
   * e^(bu)) − log ν. That function is convex and rises, and the start, where one of the two terms
   * alone is ν, lies right of the root: the steps go left and never pass it.
   */
  private static double root(double D, double a, double L, double b, double numerator) {
    double logD = Math.log(D) - Math.log(numerator);
    double logL = Math.log(L) - Math.log(numerator);
    double u = Math.min(-logD / a, -logL / b);
    for (int step = 0; step < MOST_STEPS; step++) {
      double p = logD + a * u;
      double q = logL + b * u;
      double high = Math.max(p, q);
      double ep = Math.exp(p - high);
      double eq = Math.exp(q - high);
      double next = u - (high + Math.log(ep + eq)) * (ep + eq) / (a * ep + b * eq);
      if (!(next < u)) {
        break;
      }
      u = next;
    }
    return Math.exp(u);
  }
}
