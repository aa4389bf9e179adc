package io.github.nmf4j;

import java.util.Locale;

/**
 * The β-divergence that a factorisation minimises, d(v | y) summed over all entries:
 *
 * <ul>
 *   <li>β = 2, Frobenius: ½ (v − y)²
 *   <li>β = 1, Kullback–Leibler: v log(v/y) − v + y
 *   <li>β = 0, Itakura–Saito: v/y − log(v/y) − 1
 *   <li>otherwise (v^β + (β−1) y^β − β v y^(β−1)) / (β (β−1))
 * </ul>
 *
 * For β ≤ 0 every entry of V must be positive.
 *
 * @param beta any finite real number
 */
public record Loss(double beta) {

  /** ½‖V − WH‖². */
  public static final Loss FROBENIUS = new Loss(2);

  /** The generalised Kullback–Leibler divergence; for counts. */
  public static final Loss KULLBACK_LEIBLER = new Loss(1);

  /** The Itakura–Saito divergence, which does not change with scale; for power spectra. */
  public static final Loss ITAKURA_SAITO = new Loss(0);

  public Loss {
    if (!Double.isFinite(beta)) {
      throw new IllegalArgumentException("beta must be a finite number, was " + beta);
    }
  }

  /**
   * The loss that a user names: {@code frobenius}, {@code kl}, {@code is}, {@code beta:B}, or
   * scikit-learn's {@code kullback-leibler} and {@code itakura-saito}.
   *
   * @throws IllegalArgumentException for any other name
   */
  public static Loss parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "frobenius" -> FROBENIUS;
      case "kl", "kullback-leibler" -> KULLBACK_LEIBLER;
      case "is", "itakura-saito" -> ITAKURA_SAITO;
      default -> parseBeta(name);
    };
  }

  private static Loss parseBeta(String name) {
    if (name.startsWith("beta:")) {
      try {
        return new Loss(Double.parseDouble(name.substring(5)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "loss '%s': '%s' is not a number".formatted(name, name.substring(5)), e);
      }
    }
    throw new IllegalArgumentException(
        "loss must be frobenius, kl, is or beta:B with a real B, was '%s'".formatted(name));
  }

  /** Whether every entry of V must be positive. */
  public boolean needsPositiveData() {
    return beta <= 0;
  }

  /** The name that {@link #parse} understands. */
  @Override
  public String toString() {
    if (beta == 2) {
      return "frobenius";
    }
    if (beta == 1) {
      return "kl";
    }
    if (beta == 0) {
      return "is";
    }
    return "beta:" + (beta == Math.rint(beta) ? Long.toString((long) beta) : Double.toString(beta));
  }
}
