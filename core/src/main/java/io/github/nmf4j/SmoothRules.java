package io.github.nmf4j;

/** What goes together with the smooth model. */
final class SmoothRules {

  private SmoothRules() {}

  static void check(Model.Smooth model, NmfOptions options) {
    String name = model.convex() ? "convex" : "smooth";
    if (!options.loss().equals(Loss.KULLBACK_LEIBLER)) {
      throw new IllegalArgumentException(
          "the %s model has updates for the kl loss only, but the loss is %s; use loss kl"
              .formatted(name, options.loss()));
    }
    if (options.solver() != Solver.AUTO && options.solver() != Solver.MULTIPLICATIVE) {
      throw new IllegalArgumentException(
          "the %s model has multiplicative updates only, not solver %s"
              .formatted(name, options.solver()));
    }
    if (model.convex() && options.penaltyW().l2() > 0) {
      throw new IllegalArgumentException(
          "the convex model makes W from V, W = V·L: squares of W tie all entries of L together,"
              + " and there is no step for them; leave l2 of W out");
    }
    if (model.unitSum() && !options.penaltyW().equals(Penalty.NONE)) {
      throw new IllegalArgumentException(
          "columns of sum 1 leave a penalty on W nothing to shrink: leave one of them out");
    }
    if (options.constraints().weighsEntries()) {
      checkWeights(model);
    }
    if (model.unitSum() && options.constraints().fixesComponents()) {
      throw new IllegalArgumentException(
          "columns of sum 1 would rescale the fixed components; leave one of them out");
    }
    if (model.convex()) {
      checkConvex(options);
    } else if (options.initialization() instanceof Initialization.Convex) {
      throw new IllegalArgumentException(
          "a start from L and H belongs to the convex model, W = V·L");
    }
    if (model.unitSum() && options.fixed() == Fixed.W) {
      throw new IllegalArgumentException("columns of sum 1 would change the fixed W");
    }
    if (model.unitSum() && options.fixed() == Fixed.H) {
      throw new IllegalArgumentException("columns of sum 1 would rescale the fixed H");
    }
    if (options.normalization() != Normalization.NONE) {
      throw new IllegalArgumentException(
          ("normalization %s would rescale what the penalty of the %s model is about; use none, or"
                  + " columns of sum 1")
              .formatted(options.normalization(), name));
    }
  }

  private static void checkWeights(Model.Smooth model) {
    if (model.convex()) {
      throw new IllegalArgumentException(
          "the convex model makes W from V, W = V·L, and needs every entry of V to be observed and"
              + " to count the same");
    }
    if (model.unitSum()) {
      throw new IllegalArgumentException(
          "with weights or missing entries the smooth model has no step that keeps the columns of"
              + " W at sum 1; leave the unit sum out");
    }
  }

  private static void checkConvex(NmfOptions options) {
    if (options.fixed() != Fixed.NONE) {
      throw new IllegalArgumentException(
          "the convex model makes W from V, W = V·L: fixed " + options.fixed() + " has no meaning");
    }
    if (options.constraints().holdsW()) {
      throw new IllegalArgumentException(
          "the convex model makes W from V, W = V·L: entries or components of W cannot be held");
    }
    switch (options.initialization()) {
      case Initialization.Random _, Initialization.Convex _ -> {}
      case Initialization.Nndsvd _, Initialization.Custom _ ->
          throw new IllegalArgumentException(
              "the convex model starts from random values or from a given L and H, not from W and"
                  + " H");
    }
  }
}
