package io.github.nmf4j.cli;

import io.github.nmf4j.Exponent;
import io.github.nmf4j.Fixed;
import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Normalization;
import io.github.nmf4j.Online;
import io.github.nmf4j.RandomSource;
import io.github.nmf4j.Replay;
import io.github.nmf4j.Solver;
import io.github.nmf4j.UpdateOrder;
import io.github.nmf4j.io.MatrixFormat;
import io.github.nmf4j.matrix.Precision;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words of the command line and what they stand for. */
public final class Choices {

  private Choices() {}

  /** Where W and H start. */
  public enum Start {
    RANDOM,
    NNDSVD,
    NNDSVDA,
    NNDSVDAR,
    CUSTOM;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Which stopping rule, without its tolerance. */
  enum Stop {
    LOSS,
    KKT,
    CHANGE_FROBENIUS,
    CHANGE_SPECTRAL,
    VIOLATION,
    LOSS_ABSOLUTE,
    BATCH,
    NONE
  }

  /** The precision that is asked for. */
  enum Numbers {
    /** That of V. */
    AUTO,
    FLOAT,
    DOUBLE;

    NmfOptions apply(NmfOptions options) {
      return switch (this) {
        case AUTO -> options;
        case FLOAT -> options.precision(Precision.FLOAT);
        case DOUBLE -> options.precision(Precision.DOUBLE);
      };
    }

    /** What was asked for in {@code options}. */
    static Numbers of(NmfOptions options) {
      return options
          .precision()
          .map(precision -> precision == Precision.FLOAT ? FLOAT : DOUBLE)
          .orElse(AUTO);
    }
  }

  static final class Starts extends Choice<Start> {
    Starts() {
      for (Start start : Start.values()) {
        with(start.word(), start);
      }
    }
  }

  static final class Stops extends Choice<Stop> {
    Stops() {
      with("loss", Stop.LOSS)
          .with("kkt", Stop.KKT)
          .with("change-frobenius", Stop.CHANGE_FROBENIUS)
          .with("change-spectral", Stop.CHANGE_SPECTRAL)
          .with("violation", Stop.VIOLATION)
          .with("loss-absolute", Stop.LOSS_ABSOLUTE)
          .with("batch", Stop.BATCH)
          .with("none", Stop.NONE);
    }
  }

  public static final class Solvers extends Choice<Solver> {
    Solvers() {
      for (Solver solver : Solver.values()) {
        with(solver.toString(), solver);
      }
    }
  }

  static final class Exponents extends Choice<Exponent> {
    Exponents() {
      with("monotone", Exponent.MONOTONE).with("one", Exponent.ONE_GUARDED);
    }
  }

  static final class Boundaries extends Choice<Model.Boundary> {
    Boundaries() {
      with("same", Model.Boundary.SAME).with("valid", Model.Boundary.VALID);
    }
  }

  static final class Replays extends Choice<Replay> {
    Replays() {
      with("scikit-learn", Replay.SCIKIT_LEARN)
          .with("libfmp", Replay.LIBFMP)
          .with("nmf-toolbox", Replay.NMF_TOOLBOX)
          .with("nmf-toolbox-conv", Replay.NMF_TOOLBOX_CONV)
          .with("scnmf", Replay.SCNMF);
    }
  }

  static final class FixedFactors extends Choice<Fixed> {
    FixedFactors() {
      with("w", Fixed.W).with("h", Fixed.H);
    }
  }

  static final class BatchLines extends Choice<Online.Lines> {
    BatchLines() {
      with("columns", Online.Lines.COLUMNS).with("rows", Online.Lines.ROWS);
    }
  }

  static final class UpdateOrders extends Choice<UpdateOrder> {
    UpdateOrders() {
      with("h-w", UpdateOrder.H_THEN_W).with("w-h", UpdateOrder.W_THEN_H);
    }
  }

  static final class Normalizations extends Choice<Normalization> {
    Normalizations() {
      with("none", Normalization.NONE)
          .with("max", Normalization.MAX)
          .with("l1", Normalization.L1)
          .with("l2", Normalization.L2);
    }
  }

  static final class RandomSources extends Choice<RandomSource> {
    RandomSources() {
      with("counter", RandomSource.COUNTER).with("numpy", RandomSource.NUMPY_LEGACY);
    }
  }

  static final class Precisions extends Choice<Numbers> {
    Precisions() {
      with("auto", Numbers.AUTO).with("float", Numbers.FLOAT).with("double", Numbers.DOUBLE);
    }
  }

  /** The formats that a dense matrix is written in. */
  static final class OutputFormats extends Choice<MatrixFormat> {
    OutputFormats() {
      with("npy", MatrixFormat.NPY)
          .with("csv", MatrixFormat.CSV)
          .with("tsv", MatrixFormat.TSV)
          .with("mtx", MatrixFormat.MTX);
    }
  }

  public static final class Losses implements ITypeConverter<Loss> {
    @Override
    public Loss convert(String name) {
      try {
        return Loss.parse(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
