package io.github.nmf4j;

/** What goes together with the convolutive model. */
final class ConvolutiveRules {

  private ConvolutiveRules() {}

  static void check(Model.Convolutive model, NmfOptions options) {
    if (model.uncorrelation() > 0 && options.replay() != Replay.NMF_TOOLBOX_CONV) {
      throw new IllegalArgumentException(
          "uncorrelated taps have a step in NMFconv only: replay nmf-toolbox-conv");
    }
    if (options.solver() != Solver.AUTO && options.solver() != Solver.MULTIPLICATIVE) {
      throw new IllegalArgumentException(
          "the convolutive model has multiplicative updates only, not solver " + options.solver());
    }
    if (options.exponent() != Exponent.MONOTONE) {
      throw new IllegalArgumentException(
          "the convolutive model has the monotone exponent only, not exponent one");
    }
    switch (options.initialization()) {
      case Initialization.Random _, Initialization.Custom _ -> {}
      case Initialization.Nndsvd _ ->
          throw new IllegalArgumentException(
              "the convolutive model starts from random values or from a given W and H, not from"
                  + " NNDSVD");
      case Initialization.Convex _ ->
          throw new IllegalArgumentException(
              "a start from L and H belongs to the convex model, W = V·L");
    }
  }
}
