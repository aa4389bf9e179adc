package io.github.nmf4j.cli;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Penalty;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.matrix.Matrix;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose numbers are reproduced, and the parameters that only that reference has. */
final class ReplayOptions {

  @Option(
      names = "--compat",
      paramLabel = "NAME",
      converter = Choices.Replays.class,
      completionCandidates = Choices.Replays.class,
      description =
          "${COMPLETION-CANDIDATES}: the numbers of this reference for X = FILE, with its defaults "
              + "where no option says otherwise. See docs/replays.md.")
  Replay replay = Replay.NONE;

  @Option(
      names = "--alpha-w",
      paramLabel = "X",
      description = "scikit-learn's alpha_W, which it multiplies by n (default: 0).")
  @Nullable Double alphaW;

  @Option(
      names = "--alpha-h",
      paramLabel = "X",
      description = "scikit-learn's alpha_H, which it multiplies by m (default: alpha_W).")
  @Nullable Double alphaH;

  @Option(
      names = "--l1-ratio",
      paramLabel = "X",
      description = "scikit-learn's l1_ratio, from 0 (all L2, the default) to 1 (all L1).")
  @Nullable Double l1Ratio;

  @Option(
      names = "--uncorrelation",
      paramLabel = "X",
      description =
          "NMFconv's uncorrWeight, with --compat nmf-toolbox-conv and --taps: weight of the products "
              + "of a template's taps (default: 0).")
  @Nullable Double uncorrelation;

  /** Options with the reference's defaults; mini-batches are multiplicative in each of them. */
  NmfOptions options(int rank, LossOptions loss, boolean online) {
    Solver asked = online && loss.solver == Solver.AUTO ? Solver.MULTIPLICATIVE : loss.solver;
    return replay.options(rank, loss.loss, asked);
  }

  /**
   * Checks that nothing was given that would have no meaning.
   *
   * @throws IllegalArgumentException if something was
   */
  void check(FactorizeCommand.Penalties penalties, Fixed fixed) {
    String given =
        alphaW != null
            ? "--alpha-w"
            : alphaH != null ? "--alpha-h" : l1Ratio != null ? "--l1-ratio" : null;
    if (given == null) {
      return;
    }
    if (replay != Replay.SCIKIT_LEARN) {
      throw new IllegalArgumentException(
          given
              + " is a parameter of scikit-learn: it needs --compat scikit-learn; otherwise --l1-w,"
              + " --l2-w, --l1-h and --l2-h say the same, without scaling");
    }
    if (penalties.any()) {
      throw new IllegalArgumentException(
          given + " and --l1-… or --l2-… both say what the penalties are; leave one of them out");
    }
    if (alphaW == null && alphaH == null) {
      throw new IllegalArgumentException("--l1-ratio needs an --alpha-w or --alpha-h to divide");
    }
    if (fixed == Fixed.H && alphaH != null) {
      throw new IllegalArgumentException(
          "--alpha-h has nothing to penalise: --fix keeps H as it is");
    }
    if (fixed == Fixed.W && alphaW != null && alphaH != null) {
      throw new IllegalArgumentException(
          "--alpha-w has nothing to penalise: --fix keeps W as it is");
    }
  }

  /**
   * Adds what the convolutive model of a reference has besides its templates.
   *
   * @throws IllegalArgumentException if it was given for another reference or model
   */
  NmfOptions applyToModel(NmfOptions options) {
    if (uncorrelation == null) {
      return options;
    }
    if (replay != Replay.NMF_TOOLBOX_CONV
        || !(options.model() instanceof Model.Convolutive convolutive)) {
      throw new IllegalArgumentException(
          "--uncorrelation belongs to --compat nmf-toolbox-conv with --taps T");
    }
    double weight = FactorizeCommand.weight("--uncorrelation", uncorrelation);
    return options.model(convolutive.withUncorrelation(weight));
  }

  /** Adds the penalties, which depend on the shape of V. */
  NmfOptions apply(NmfOptions options, Matrix v) {
    if (alphaW == null && alphaH == null) {
      return options;
    }
    double ratio = l1Ratio == null ? 0 : l1Ratio;
    double w = alphaW == null ? 0 : alphaW;
    double h = alphaH == null ? w : alphaH;
    return options
        .penaltyW(Penalty.alpha(w, ratio, v.columns()))
        .penaltyH(Penalty.alpha(h, ratio, v.rows()));
  }
}
