package io.github.nmf4j.cli;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.Initialization;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.RandomSource;
import io.github.nmf4j.Replay;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where W and H start, and which of them moves. */
public final class StartOptions {

  @Option(
      names = "--init",
      paramLabel = "NAME",
      converter = Choices.Starts.class,
      completionCandidates = Choices.Starts.class,
      description =
          "${COMPLETION-CANDIDATES} (default: random, or what --compat starts from). nndsvd needs K <= min(m, n) and has zeros, "
              + "which nndsvda fills with the mean of V and nndsvdar with small random values.")
  Choices.@Nullable Start init;

  @Option(
      names = "--init-w",
      paramLabel = "FILE",
      description =
          "Start W (m × K, or m × K·T with --taps) from this file; implies --init custom.")
  @Nullable Path initW;

  @Option(
      names = "--init-h",
      paramLabel = "FILE",
      description =
          "Start H (K × n; K × (n - T + 1) with --taps T --boundary valid) from this file; implies --init custom.")
  @Nullable Path initH;

  @Option(
      names = "--init-l",
      paramLabel = "FILE",
      description = "Start L (n × K) of --convex from this file, together with --init-h.")
  @Nullable Path initL;

  @Option(
      names = "--fix",
      paramLabel = "FACTOR",
      converter = Choices.FixedFactors.class,
      completionCandidates = Choices.FixedFactors.class,
      description =
          "${COMPLETION-CANDIDATES}: this factor keeps the values of --init-w or --init-h; the "
              + "other one is solved for.")
  Fixed fixed = Fixed.NONE;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of random values (default: 0). The same seed gives the same result.")
  @Nullable Long seed;

  @Option(
      names = "--rng",
      paramLabel = "NAME",
      converter = Choices.RandomSources.class,
      completionCandidates = Choices.RandomSources.class,
      description =
          "${COMPLETION-CANDIDATES} (default: counter). numpy draws what scikit-learn draws with "
              + "random_state=S.")
  @Nullable RandomSource randomSource;

  @Option(
      names = "--update-order",
      paramLabel = "ORDER",
      converter = Choices.UpdateOrders.class,
      completionCandidates = Choices.UpdateOrders.class,
      description =
          "${COMPLETION-CANDIDATES}: which factor an iteration updates first (default: h-w).")
  @Nullable UpdateOrder updateOrder;

  /** What was asked for, or follows from the other options. */
  Choices.Start start() {
    if (init != null) {
      return init;
    }
    return initW != null || initH != null || initL != null
        ? Choices.Start.CUSTOM
        : Choices.Start.RANDOM;
  }

  /** The start of a run with these options, which may be what a reference takes by itself. */
  public Choices.Start start(NmfOptions options) {
    return switch (options.initialization()) {
      case Initialization.Random _ -> Choices.Start.RANDOM;
      case Initialization.Nndsvd nndsvd ->
          switch (nndsvd.fill()) {
            case ZERO -> Choices.Start.NNDSVD;
            case MEAN -> Choices.Start.NNDSVDA;
            case RANDOM -> Choices.Start.NNDSVDAR;
          };
      case Initialization.Custom _, Initialization.Convex _ -> Choices.Start.CUSTOM;
    };
  }

  /** The files that the factors start from, for {@code run.json}. */
  public List<RunReport.FactorFile> files() {
    return List.of(FactorizeCommand.file("initW", initW), FactorizeCommand.file("initH", initH));
  }

  /**
   * Checks that the options make sense together, where W and H are free.
   *
   * @throws IllegalArgumentException if not
   */
  public void check() {
    check(Replay.NONE, false, new HeldOptions());
  }

  /**
   * Checks that the options make sense together.
   *
   * @param replay the reference whose numbers are asked for
   * @param convex whether W = V·L
   * @param held the components that keep their starting values
   * @throws IllegalArgumentException if not
   */
  void check(Replay replay, boolean convex, HeldOptions held) {
    if (initL != null && !convex) {
      throw new IllegalArgumentException("--init-l belongs to --convex, where W = V·L");
    }
    if (convex && initW != null) {
      throw new IllegalArgumentException(
          "--init-w cannot start --convex, where W = V·L: give --init-l and --init-h");
    }
    if (!held.fixedW.numbers().isEmpty() && initW == null) {
      throw new IllegalArgumentException(
          "--fix-w-components needs the values to keep: --init-w FILE");
    }
    if (!held.fixedH.numbers().isEmpty() && initH == null) {
      throw new IllegalArgumentException(
          "--fix-h-components needs the values to keep: --init-h FILE");
    }
    if (start() == Choices.Start.CUSTOM) {
      checkCustom(convex, held.fixesComponents());
    } else {
      checkDrawn(replay);
    }
    if (fixed != Fixed.NONE && updateOrder != null) {
      throw new IllegalArgumentException(
          "--update-order has nothing to order: --fix leaves one factor to update");
    }
  }

  private void checkCustom(boolean convex, boolean drawsOthers) {
    if (convex && (initL == null || initH == null)) {
      throw new IllegalArgumentException(
          "a custom start of --convex needs both --init-l and --init-h");
    }
    if (fixed == Fixed.W && initW == null) {
      throw new IllegalArgumentException("--fix w needs the W to keep: --init-w FILE");
    }
    if (fixed == Fixed.H && initH == null) {
      throw new IllegalArgumentException("--fix h needs the H to keep: --init-h FILE");
    }
    boolean whole = (initW != null && initH != null) || convex || drawsOthers;
    if (fixed == Fixed.NONE && !whole) {
      throw new IllegalArgumentException(
          "a custom start needs both --init-w and --init-h, unless --fix keeps the one given, or"
              + " --fix-w-components or --fix-h-components a part of it");
    }
    if ((seed != null || randomSource != null) && !drawsOthers) {
      throw new IllegalArgumentException(
          "%s has nothing to do: a custom start draws no random values"
              .formatted(seed != null ? "--seed" : "--rng"));
    }
  }

  private void checkDrawn(Replay replay) {
    String word = start().word();
    if (initW != null || initH != null) {
      throw new IllegalArgumentException(
          "%s gives the start, so --init %s cannot; leave one of them out"
              .formatted(initW != null ? "--init-w" : "--init-h", word));
    }
    if (fixed != Fixed.NONE) {
      String letter = fixed == Fixed.W ? "w" : "h";
      throw new IllegalArgumentException(
          "--fix %s needs the %s to keep: --init-%s FILE".formatted(letter, fixed, letter));
    }
    boolean fills = start() == Choices.Start.RANDOM || start() == Choices.Start.NNDSVDAR;
    boolean draws = fills || replay == Replay.SCIKIT_LEARN; // its decomposition is a random one
    if (randomSource != null && replay != Replay.NONE) {
      throw new IllegalArgumentException(
          "--rng has nothing to choose: --compat draws what it says");
    }
    if (randomSource != null && !draws) {
      throw new IllegalArgumentException(
          "--rng has nothing to do: --init %s draws no random values".formatted(word));
    }
    if (seed != null && !draws) {
      throw new IllegalArgumentException(
          "--seed has nothing to do: --init %s draws no random values".formatted(word));
    }
  }

  /**
   * Adds what was asked for to {@code options}, and reads the files.
   *
   * @throws IllegalArgumentException if a matrix in a file has the wrong shape
   */
  public NmfOptions apply(NmfOptions options, Matrix v, Arena arena) throws IOException {
    NmfOptions result = options.start(initialization(options, v, arena), fixed);
    if (seed != null) {
      result = result.seed(seed);
    }
    if (randomSource != null) {
      result = result.randomSource(randomSource);
    }
    return updateOrder == null ? result : result.updateOrder(updateOrder);
  }

  private Initialization initialization(NmfOptions options, Matrix v, Arena arena)
      throws IOException {
    int rank = options.rank();
    int perComponent = options.model().columnsPerComponent();
    int activations = options.model().activationsOf(v.columns());
    if (init == null && start() != Choices.Start.CUSTOM) {
      return options.replay().initialization(rank, v);
    }
    return switch (start()) {
      case RANDOM -> Initialization.random();
      case NNDSVD -> Initialization.nndsvd();
      case NNDSVDA -> Initialization.nndsvda();
      case NNDSVDAR -> Initialization.nndsvdar();
      case CUSTOM -> {
        if (initL != null && initH != null) {
          DenseMatrix l = Inputs.factor(initL, arena);
          DenseMatrix h = Inputs.factor(initH, arena);
          Inputs.requireShape("--init-l " + initL, l, v.columns(), rank, "n × K");
          Inputs.requireShape("--init-h " + initH, h, rank, v.columns(), "K × n");
          yield new Initialization.Convex(l, h);
        }
        DenseMatrix w = initW == null ? null : Inputs.factor(initW, arena);
        DenseMatrix h = initH == null ? null : Inputs.factor(initH, arena);
        // where components are fixed, the others may be left out
        boolean partial = options.constraints().fixesComponents();
        if (w != null && !(partial && isPartOfW(w, v.rows(), rank, perComponent))) {
          Inputs.requireShape(
              "--init-w " + initW,
              w,
              v.rows(),
              rank * perComponent,
              perComponent == 1 ? "m × K" : "m × K·T");
        }
        boolean isPartOfH =
            partial && h != null && h.rows() >= 1 && h.rows() < rank && h.columns() == activations;
        if (h != null && !isPartOfH) {
          Inputs.requireShape(
              "--init-h " + initH,
              h,
              rank,
              activations,
              HeldOptions.shapeOfH(activations, v.columns()));
        }
        yield new Initialization.Custom(w, h);
      }
    };
  }

  /** Whether {@code w} has the columns of some of the components. */
  private static boolean isPartOfW(DenseMatrix w, int rows, int rank, int perComponent) {
    int components = w.columns() / perComponent;
    boolean whole = w.columns() == components * perComponent;
    return w.rows() == rows && whole && components >= 1 && components < rank;
  }
}
