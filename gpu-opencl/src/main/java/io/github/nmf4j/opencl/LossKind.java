package io.github.nmf4j.opencl;

/** How {@code weights.cl} tells the divergences apart that need no powers. */
final class LossKind {

  static final int FROBENIUS = 3;
  static final int KULLBACK_LEIBLER = 2;
  private static final int ITAKURA_SAITO = 1;
  private static final int GENERAL = 0;

  private LossKind() {}

  static int of(double beta) {
    if (beta == 2) {
      return FROBENIUS;
    }
    if (beta == 1) {
      return KULLBACK_LEIBLER;
    }
    return beta == 0 ? ITAKURA_SAITO : GENERAL;
  }
}
