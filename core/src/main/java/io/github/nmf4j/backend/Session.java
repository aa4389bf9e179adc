package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Memory of one factorisation on one device, and the operations on it. Each operation is one
 * mathematical term of an update: it reads its big operand once, leaves its result on the device
 * and gives back at most one number.
 *
 * <p><b>Conventions.</b> F (p × k) is the factor that is updated, G (q × k) the fixed one, X (p ×
 * q) is V or Vᵀ as the {@link Side} says. Outputs are overwritten without being read, unless the
 * name begins with {@code add}; outputs must not share memory with inputs unless the operation
 * updates in place. Operations take effect in call order. A session is used by one thread at a
 * time; use by two at once is detected and is an {@link IllegalStateException}.
 *
 * <p><b>Numbers.</b> Scalars that are handed out are accumulated in double. The same inputs give
 * the same bits, whatever the number of threads. Floors are those of {@link Floors}.
 *
 * <p>This class checks ownership, shapes and life time once for all backends; the {@code protected}
 * methods are the backend's part and may rely on that.
 *
 * <p><b>Errors.</b> Every operation throws {@link IllegalArgumentException} for a handle of another
 * session or operands whose shapes do not fit, and {@link IllegalStateException} if the session is
 * closed or in use.
 */
public abstract class Session implements AutoCloseable {

  private enum State {
    IDLE,
    BUSY,
    CLOSED
  }

  private final Precision precision;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private volatile boolean interruptible;

  /** A session that computes in {@code precision}. */
  protected Session(Precision precision) {
    this.precision = precision;
  }

  /** The precision of this session's data and factors. */
  public final Precision precision() {
    return precision;
  }

  /**
   * Says whether an interrupt of the calling thread ends operations early; at first it does not.
   * Then an operation that finds the thread interrupted before it begins, or, where the backend
   * cuts it into blocks, between two of them, throws {@link OperationInterruptedException}. What it
   * was to write is undefined then, everything else is as before, and the thread stays interrupted.
   */
  public final void setInterruptible(boolean interruptible) {
    this.interruptible = interruptible;
  }

  /** What {@link #setInterruptible} said. */
  protected final boolean isInterruptible() {
    return interruptible;
  }

  // ---- memory -------------------------------------------------------------------------------

  /** {@link #upload(Matrix, double, int)} in one panel, unscaled. */
  public final Data upload(Matrix v) {
    return upload(v, 1, Math.max(1, v.columns()));
  }

  /**
   * Brings V, each entry times {@code scale}, to the device, in the layout that suits it.
   *
   * @param scale a power of two
   * @param panelColumns width of a panel, at least 1; the last one may be narrower
   * @throws InsufficientMemoryException if it does not fit
   */
  public final Data upload(Matrix v, double scale, int panelColumns) {
    checkUpload(scale, panelColumns);
    begin();
    try {
      return doUpload(v, scale, panelColumns);
    } finally {
      end();
    }
  }

  private static void checkUpload(double scale, int panelColumns) {
    if (panelColumns < 1) {
      throw new IllegalArgumentException("panelColumns must be at least 1, was " + panelColumns);
    }
    if (!(scale > 0) || Math.scalb(1.0, Math.getExponent(scale)) != scale) {
      throw new IllegalArgumentException("scale must be a power of two, was " + scale);
    }
  }

  /**
   * V, each entry times {@code scale}, left where it is: a panel is brought to the device when
   * {@link Data#panel} asks for it, into memory that the next panel takes over. What a panel then
   * holds has the layout, and its operations the bits, of {@link #upload}.
   *
   * @param v if dense column-major, so that the columns of a panel are contiguous
   * @param scale a power of two
   * @param panelColumns width of a panel, at least 1
   * @throws InsufficientMemoryException if one panel does not fit
   */
  public final Data stream(Matrix v, double scale, int panelColumns) {
    return switch (v) {
      case DenseMatrix dense -> {
        if (!dense.isColumnMajor()) {
          throw new IllegalArgumentException(
              "a dense matrix that is streamed must be column-major");
        }
        yield stream(ColumnSource.of(dense), scale, panelColumns);
      }
      case SparseMatrix sparse -> stream(sparse, scale, panelColumns);
    };
  }

  private Data stream(SparseMatrix v, double scale, int panelColumns) {
    if (panelColumns >= v.columns()) {
      return upload(v, scale, panelColumns);
    }
    checkUpload(scale, panelColumns);
    begin();
    try {
      return doStream(v, scale, panelColumns);
    } finally {
      end();
    }
  }

  /**
   * The same for columns that are made when they are asked for.
   *
   * @param scale a power of two
   * @param panelColumns width of a panel, at least 1
   * @throws InsufficientMemoryException if one panel does not fit
   */
  public final Data stream(ColumnSource v, double scale, int panelColumns) {
    if (panelColumns >= v.columns()) {
      return upload(v.columns(0, v.columns()), scale, panelColumns);
    }
    checkUpload(scale, panelColumns);
    begin();
    try {
      return doStream(v, scale, panelColumns);
    } finally {
      end();
    }
  }

  /** Columns {@code from ≤ j < to} of a V that is streamed. */
  final Data load(StreamedData.Loader loader, int from, int to) {
    begin();
    try {
      return loader.load(from, to);
    } finally {
      end();
    }
  }

  /** A p × k factor of zeros. */
  public final Factor newFactor(int rows, int rank) {
    if (rows < 0 || rank < 1) {
      throw new IllegalArgumentException(
          "a factor needs rows ≥ 0 and rank ≥ 1, got %d × %d".formatted(rows, rank));
    }
    begin();
    try {
      return doNewFactor(rows, rank);
    } finally {
      end();
    }
  }

  /** A k × k matrix of zeros. */
  public final Gram newGram(int rank) {
    if (rank < 1) {
      throw new IllegalArgumentException("rank must be at least 1, was " + rank);
    }
    begin();
    try {
      return doNewGram(rank);
    } finally {
      end();
    }
  }

  /** F ← values, rounded to this session's precision. */
  public final void write(Factor f, DenseMatrix values) {
    own(f);
    shape(
        values.rows() == f.rows() && values.columns() == f.rank(),
        "write",
        f,
        "values",
        values.rows(),
        values.columns());
    begin();
    try {
      doWrite(f, values);
    } finally {
      end();
    }
  }

  /** values ← F. */
  public final void read(Factor f, DenseMatrix values) {
    own(f);
    shape(
        values.rows() == f.rows() && values.columns() == f.rank(),
        "read",
        f,
        "values",
        values.rows(),
        values.columns());
    begin();
    try {
      doRead(f, values);
    } finally {
      end();
    }
  }

  /** The k · k numbers of S, row by row. */
  public final double[] read(Gram s) {
    own(s);
    begin();
    try {
      return doRead(s);
    } finally {
      end();
    }
  }

  /** target ← F. */
  public final void copy(Factor f, Factor target) {
    own(f);
    own(target);
    same("copy", f, target);
    begin();
    try {
      doCopy(f, target);
    } finally {
      end();
    }
  }

  // ---- products -----------------------------------------------------------------------------

  /** S ← FᵀF. */
  public final void gram(Factor f, Gram s) {
    gram(f, s, false);
  }

  /** S ← S + FᵀF. */
  public final void addGram(Factor f, Gram s) {
    gram(f, s, true);
  }

  private void gram(Factor f, Gram s, boolean add) {
    own(f);
    own(s);
    rank("gram", f, s.rank());
    begin();
    try {
      doGram(f, s, add);
    } finally {
      end();
    }
  }

  /** R ← X·G. O(m·n·k), or O(entries·k) if V is sparse. */
  public final void cross(Data v, Side side, Factor g, Factor r) {
    cross(v, side, g, r, false);
  }

  /** R ← R + X·G. */
  public final void addCross(Data v, Side side, Factor g, Factor r) {
    cross(v, side, g, r, true);
  }

  private void cross(Data v, Side side, Factor g, Factor r, boolean add) {
    own(v);
    own(g);
    own(r);
    operands("cross", v, side, r, g);
    begin();
    try {
      doCross(v, side, g, r, add);
    } finally {
      end();
    }
  }

  /**
   * N ← (X ⊘ F·Gᵀ)·G, the numerator of the Kullback–Leibler update. F·Gᵀ is never stored; its
   * entries are taken to be at least {@link Floors#model}. O(m·n·k), or O(entries·k) if V is
   * sparse.
   */
  public final void klCross(Data v, Side side, Factor f, Factor g, Factor numerator) {
    klCross(v, side, f, g, numerator, false);
  }

  /** N ← N + (X ⊘ F·Gᵀ)·G. */
  public final void addKlCross(Data v, Side side, Factor f, Factor g, Factor numerator) {
    klCross(v, side, f, g, numerator, true);
  }

  private void klCross(Data v, Side side, Factor f, Factor g, Factor numerator, boolean add) {
    own(v);
    own(f);
    own(g);
    own(numerator);
    operands("klCross", v, side, f, g);
    same("klCross", f, numerator);
    begin();
    try {
      doKlCross(v, side, f, g, numerator, add);
    } finally {
      end();
    }
  }

  /**
   * N ← (X ∘ Y^(β−2))·G and D ← Y^(β−1)·G with Y = F·Gᵀ, the two parts of the β-divergence's
   * gradient, for every real β. Y is never stored; its entries are taken to be at least {@link
   * Floors#model}. O(m·n·k), also if V is sparse, since D needs all of Y.
   */
  public final void betaCross(
      Data v, Side side, Factor f, Factor g, double beta, Factor numerator, Factor denominator) {
    betaCross(v, side, f, g, beta, numerator, denominator, false);
  }

  /** N ← N + (X ∘ Y^(β−2))·G and D ← D + Y^(β−1)·G. */
  public final void addBetaCross(
      Data v, Side side, Factor f, Factor g, double beta, Factor numerator, Factor denominator) {
    betaCross(v, side, f, g, beta, numerator, denominator, true);
  }

  private void betaCross(
      Data v,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator,
      boolean add) {
    own(v);
    own(f);
    own(g);
    own(numerator);
    own(denominator);
    operands("betaCross", v, side, f, g);
    same("betaCross", f, numerator);
    same("betaCross", f, denominator);
    beta(beta);
    begin();
    try {
      doBetaCross(v, side, f, g, beta, numerator, denominator, add);
    } finally {
      end();
    }
  }

  /**
   * N ← (M ∘ X ∘ Y^(β−2))·G and D ← (M ∘ Y^(β−1))·G with Y = F·Gᵀ, the two parts of the gradient of
   * Σ m·d(v | y), for every real β. Y is never stored; its entries are taken to be at least {@link
   * Floors#model}. O(m·n·k), or O(entries·k) if V and M are sparse: what they do not store does not
   * count.
   *
   * @param v V; 0 where M is 0
   * @param m the weights M ≥ 0, uploaded in panels as wide as V's; both are dense, or both are
   *     sparse with the same pattern, which is the caller's promise as far as the number of entries
   *     does not tell
   */
  public final void weightedCross(
      Data v,
      Data m,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator) {
    weightedCross(v, m, side, f, g, beta, numerator, denominator, false);
  }

  /** N ← N + (M ∘ X ∘ Y^(β−2))·G and D ← D + (M ∘ Y^(β−1))·G. */
  public final void addWeightedCross(
      Data v,
      Data m,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator) {
    weightedCross(v, m, side, f, g, beta, numerator, denominator, true);
  }

  private void weightedCross(
      Data v,
      Data m,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator,
      boolean add) {
    own(v);
    own(m);
    own(f);
    own(g);
    own(numerator);
    own(denominator);
    layout("weightedCross", v, m);
    operands("weightedCross", v, side, f, g);
    same("weightedCross", f, numerator);
    same("weightedCross", f, denominator);
    beta(beta);
    begin();
    try {
      doWeightedCross(v, m, side, f, g, beta, numerator, denominator, add);
    } finally {
      end();
    }
  }

  /** sums (1 × k) ← 1ᵀF. */
  public final void columnSums(Factor f, Factor sums) {
    columnSums(f, sums, false);
  }

  /** sums (1 × k) ← sums + 1ᵀF. */
  public final void addColumnSums(Factor f, Factor sums) {
    columnSums(f, sums, true);
  }

  private void columnSums(Factor f, Factor sums, boolean add) {
    own(f);
    own(sums);
    shape(
        sums.rows() == 1 && sums.rank() == f.rank(),
        "columnSums",
        f,
        "sums",
        sums.rows(),
        sums.rank());
    begin();
    try {
      doColumnSums(f, sums, add);
    } finally {
      end();
    }
  }

  /** sums (1 × k) ← 1ᵀ(F ∘ G), the dot products of equal components. */
  public final void columnDots(Factor f, Factor g, Factor sums) {
    columnDots(f, g, sums, false);
  }

  /** sums (1 × k) ← sums + 1ᵀ(F ∘ G). */
  public final void addColumnDots(Factor f, Factor g, Factor sums) {
    columnDots(f, g, sums, true);
  }

  private void columnDots(Factor f, Factor g, Factor sums, boolean add) {
    own(f);
    own(g);
    own(sums);
    same("columnDots", f, g);
    shape(
        sums.rows() == 1 && sums.rank() == f.rank(),
        "columnDots",
        f,
        "sums",
        sums.rows(),
        sums.rank());
    begin();
    try {
      doColumnDots(f, g, sums, add);
    } finally {
      end();
    }
  }

  // ---- delays -------------------------------------------------------------------------------

  /**
   * Item n of B (q × k·T) ← the T items f_n, f_(n−1), …, f_(n−T+1) side by side, zeros where F (p ×
   * k) has no such item. T follows from the ranks; p ≤ q ≤ p + T − 1.
   */
  public final void delay(Factor f, Factor delayed) {
    own(f);
    own(delayed);
    delays("delay", f, delayed, delayed.rows());
    begin();
    try {
      doDelay(f, delayed);
    } finally {
      end();
    }
  }

  /**
   * The adjoint of {@link #delay}: F (p × k), f_j ← Σ_t of components t·k … t·k + k − 1 of item j +
   * t of B, for t &lt; T with j + t &lt; q.
   *
   * @param delayed q × k·T, or 1 × k·T if all q items are the same
   * @param items q; p ≤ q ≤ p + T − 1
   */
  public final void foldDelays(Factor delayed, int items, Factor f) {
    own(f);
    own(delayed);
    delays("foldDelays", f, delayed, items);
    shape(
        delayed.rows() == items || delayed.rows() == 1,
        "foldDelays",
        f,
        "the operand",
        delayed.rows(),
        delayed.rank());
    begin();
    try {
      doFoldDelays(delayed, items, f);
    } finally {
      end();
    }
  }

  private static void delays(String operation, Factor f, Factor delayed, int items) {
    int taps = delayed.rank() / f.rank();
    shape(
        delayed.rank() == taps * f.rank() && items >= f.rows() && items - f.rows() <= taps - 1,
        operation,
        f,
        "the delayed operand",
        items,
        delayed.rank());
  }

  // ---- updates ------------------------------------------------------------------------------

  /**
   * The multiplicative update for the Frobenius loss: F ← F ∘ R ⊘ (F·S + l1 + l2·F), where R = X·G
   * and S = GᵀG (Lee &amp; Seung 2001). F·S is that of the old F in every entry. A zero denominator
   * leaves the entry as it is.
   */
  public final void multiplyUpdate(Factor f, Factor r, Gram s, double l1, double l2) {
    own(f);
    own(r);
    own(s);
    same("multiplyUpdate", f, r);
    rank("multiplyUpdate", f, s.rank());
    penalty(l1, l2);
    begin();
    try {
      doMultiplyUpdate(f, r, s, l1, l2);
    } finally {
      end();
    }
  }

  /**
   * One step of {@link RatioStep} in place.
   *
   * @param numerator p × k
   * @param denominator p × k, or 1 × k if all items share it
   */
  public final void ratioUpdate(Factor f, Factor numerator, Factor denominator, RatioStep step) {
    own(f);
    own(numerator);
    own(denominator);
    same("ratioUpdate", f, numerator);
    sharedOrSame("ratioUpdate", f, denominator);
    penalty(step.l1(), step.l2());
    begin();
    try {
      doRatioUpdate(f, numerator, denominator, step);
    } finally {
      end();
    }
  }

  /**
   * One {@link ForgettingStep} in place, of F and of what is remembered of earlier batches.
   *
   * @param numerator p × k, of the new batch
   * @param denominator p × k, or 1 × k if all items share it, of the new batch
   * @param pastNumerator a, p × k, in place
   * @param pastDenominator b, p × k, in place
   */
  public final void forgettingUpdate(
      Factor f,
      Factor numerator,
      Factor denominator,
      Factor pastNumerator,
      Factor pastDenominator,
      ForgettingStep step) {
    own(f);
    own(numerator);
    own(denominator);
    own(pastNumerator);
    own(pastDenominator);
    same("forgettingUpdate", f, numerator);
    sharedOrSame("forgettingUpdate", f, denominator);
    same("forgettingUpdate", f, pastNumerator);
    same("forgettingUpdate", f, pastDenominator);
    penalty(step.l1(), step.l2());
    begin();
    try {
      doForgettingUpdate(f, numerator, denominator, pastNumerator, pastDenominator, step);
    } finally {
      end();
    }
  }

  /**
   * One sweep of hierarchical alternating least squares, equal to cyclic coordinate descent
   * (Cichocki &amp; Phan 2009): for c = 0 … k−1 in this order, in place, f_c ← max(0, f_c + (r_c −
   * F·s_c − l1 − l2·f_c) / (s_cc + l2)), where R = X·G and S = GᵀG. A component with s_cc + l2 = 0
   * stays.
   */
  public final void halsSweep(Factor f, Factor r, Gram s, double l1, double l2) {
    halsSweep(f, r, s, l1, l2, null);
  }

  /**
   * {@link #halsSweep(Factor, Factor, Gram, double, double)} of the free entries; a held entry
   * keeps its value, which the others see.
   *
   * @param free p × k, 1 where F is free, 0 where it is held; null if it is free everywhere
   */
  public final void halsSweep(
      Factor f, Factor r, Gram s, double l1, double l2, @Nullable Factor free) {
    own(f);
    own(r);
    own(s);
    same("halsSweep", f, r);
    if (free != null) {
      own(free);
      same("halsSweep", f, free);
    }
    rank("halsSweep", f, s.rank());
    penalty(l1, l2);
    begin();
    try {
      doHalsSweep(f, r, s, l1, l2, free);
    } finally {
      end();
    }
  }

  /**
   * F ← F where it is free, else {@code held}. After a separable majorise–minimise step this keeps
   * the step monotone.
   *
   * @param held p × k, finite
   * @param free p × k, 1 where F is free, 0 where it is held
   */
  public final void hold(Factor f, Factor held, Factor free) {
    own(f);
    own(held);
    own(free);
    same("hold", f, held);
    same("hold", f, free);
    begin();
    try {
      doHold(f, held, free);
    } finally {
      end();
    }
  }

  /**
   * Sweeps of coordinate descent, in place: for each item, with its row y = F·Gᵀ of the model, and
   * for c = 0 … k−1 in this order, f_c takes an {@link ItemStep}, and y follows. O(m·n·k), or
   * O(entries·k) if V is sparse.
   *
   * <p>A {@link CoordinateStep} has slope s_c + l1 + l2·f_c − Σ_j x_j g_jc / y_j and curvature Σ_j
   * x_j g_jc² / y_j²; entries of y are taken to be at least {@link Floors#coordinate} where they
   * divide. If entries have weights M, V is M ∘ V and s = M·G.
   *
   * <p>For a {@link LeastSquaresStep} the weights M are what {@code v} is, and s is r = (M ∘ X)·G.
   *
   * @param v in one panel if {@code side} is {@link Side#ROWS}: an item needs all of its row
   * @param sums s, p × k, or 1 × k if all items share it, as s = 1ᵀG
   * @param free p × k, 1 where F is free, 0 where it is held; null if it is free everywhere
   * @throws IllegalArgumentException also if V has several panels and the items are its rows
   */
  public final void coordinateSweep(
      Data v, Side side, Factor f, Factor g, Factor sums, ItemStep step, @Nullable Factor free) {
    own(v);
    own(f);
    own(g);
    own(sums);
    operands("coordinateSweep", v, side, f, g);
    sharedOrSame("coordinateSweep", f, sums);
    if (free != null) {
      own(free);
      same("coordinateSweep", f, free);
    }
    penalty(step.l1(), step.l2());
    if (side == Side.ROWS && v.panels() > 1) {
      throw new IllegalArgumentException(
          "coordinateSweep: rows of V lie in %d panels; one is needed".formatted(v.panels()));
    }
    begin();
    try {
      doCoordinateSweep(v, side, f, g, sums, step, free);
    } finally {
      end();
    }
  }

  /**
   * out ← F carried on beyond the step from {@code previous} to F, as {@code momentum} says; what
   * falls below {@link Floors#factor} is zero. {@code out} may be one of the two.
   *
   * @param weight of the step, finite and ≥ 0
   */
  public final void extrapolate(
      Factor f, Factor previous, double weight, Momentum momentum, Factor out) {
    own(f);
    own(previous);
    own(out);
    same("extrapolate", f, previous);
    same("extrapolate", f, out);
    if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("weight must be finite and ≥ 0, was " + weight);
    }
    begin();
    try {
      doExtrapolate(f, previous, weight, momentum, out);
    } finally {
      end();
    }
  }

  /**
   * One {@link SmoothStep} of every entry of F in place, all from the neighbours in {@code held}:
   * item i of F has the neighbours {@code first + i − 1} and {@code first + i + 1} of {@code held},
   * as far as there are such items.
   *
   * @param f p × k
   * @param held all items before the step, q × k, q ≥ first + p; must not share memory with F
   * @param first which item of {@code held} the first one of F is
   * @param numerator p × k
   * @param scales λ, 1 × k
   */
  public final void smoothUpdate(
      Factor f, Factor held, int first, Factor numerator, Factor scales, SmoothStep step) {
    own(f);
    own(held);
    own(numerator);
    own(scales);
    same("smoothUpdate", f, numerator);
    shape(
        scales.rows() == 1 && scales.rank() == f.rank(),
        "smoothUpdate",
        f,
        "scales",
        scales.rows(),
        scales.rank());
    shape(
        first >= 0 && f.rows() <= held.rows() - first && held.rank() == f.rank(),
        "smoothUpdate",
        f,
        "held from item " + first + " on",
        held.rows(),
        held.rank());
    begin();
    try {
      doSmoothUpdate(f, held, first, numerator, scales, step);
    } finally {
      end();
    }
  }

  // ---- differences and scalars --------------------------------------------------------------

  /** out ← F − G; {@code out} may be one of the two. */
  public final void subtract(Factor f, Factor g, Factor out) {
    own(f);
    own(g);
    own(out);
    same("subtract", f, g);
    same("subtract", f, out);
    begin();
    try {
      doSubtract(f, g, out);
    } finally {
      end();
    }
  }

  /**
   * The β-divergence D(V | W·Hᵀ) = Σ d(v | ŵ), β = 2 with its ½. The model's entries are taken to
   * be at least {@link Floors#model} where β &lt; 2. Summed in double; for β = 1 and 2 a sparse V
   * costs O(entries·k + (m + n)·k²), else O(m·n·k).
   */
  public final double divergence(Data v, Factor w, Factor h, double beta) {
    own(v);
    own(w);
    own(h);
    operands("divergence", v, Side.ROWS, w, h);
    beta(beta);
    begin();
    try {
      return doDivergence(v, w, h, beta);
    } finally {
      end();
    }
  }

  /**
   * Σ m·d(v | y) with Y = W·Hᵀ, d as in {@link #divergence}. An entry with m = 0 counts nothing.
   * Summed in double; O(m·n·k), or O(entries·k) if V and M are sparse.
   *
   * @param m the weights, as in {@link #weightedCross}
   */
  public final double weightedDivergence(Data v, Data m, Factor w, Factor h, double beta) {
    own(v);
    own(m);
    own(w);
    own(h);
    layout("weightedDivergence", v, m);
    operands("weightedDivergence", v, Side.ROWS, w, h);
    beta(beta);
    begin();
    try {
      return doWeightedDivergence(v, m, w, h, beta);
    } finally {
      end();
    }
  }

  /** Σ v². */
  public final double squaredNorm(Data v) {
    own(v);
    begin();
    try {
      return doSquaredNorm(v);
    } finally {
      end();
    }
  }

  /** Σ F. */
  public final double sum(Factor f) {
    own(f);
    begin();
    try {
      return doSum(f);
    } finally {
      end();
    }
  }

  /** ⟨F, G⟩ = Σ F ∘ G. */
  public final double dot(Factor f, Factor g) {
    own(f);
    own(g);
    same("dot", f, g);
    begin();
    try {
      return doDot(f, g);
    } finally {
      end();
    }
  }

  /** ⟨S, T⟩ = Σ S ∘ T. */
  public final double dot(Gram s, Gram t) {
    own(s);
    own(t);
    if (s.rank() != t.rank()) {
      throw new IllegalArgumentException(
          "dot: ranks differ: %d and %d".formatted(s.rank(), t.rank()));
    }
    begin();
    try {
      return doDot(s, t);
    } finally {
      end();
    }
  }

  /**
   * The KKT residual of F for gradient δ − ν + l1 + l2·F: the largest over all entries of |min(f /
   * max f_c, (δ − ν + l1 + l2·f) / max (δ_c + l1 + l2·f_c))|, maxima taken per component c. It has
   * no unit, does not change when V or a component is rescaled, and is 0 exactly at a stationary
   * point.
   *
   * @param numerator ν, p × k
   * @param denominator δ, p × k, or 1 × k if all items share it
   */
  public final double kktResidual(
      Factor f, Factor numerator, Factor denominator, double l1, double l2) {
    own(f);
    own(numerator);
    own(denominator);
    same("kktResidual", f, numerator);
    sharedOrSame("kktResidual", f, denominator);
    penalty(l1, l2);
    begin();
    try {
      return doKktResidual(f, numerator, denominator, l1, l2);
    } finally {
      end();
    }
  }

  /** out ← F·S, the denominator of the Frobenius gradient. */
  public final void product(Factor f, Gram s, Factor out) {
    own(f);
    own(s);
    own(out);
    same("product", f, out);
    rank("product", f, s.rank());
    begin();
    try {
      doProduct(f, s, out);
    } finally {
      end();
    }
  }

  // ---- life time ----------------------------------------------------------------------------

  /**
   * Frees everything that this session handed out. Closing twice is allowed.
   *
   * @throws IllegalStateException if another thread is inside an operation
   */
  @Override
  public final void close() {
    if (state.get() == State.CLOSED) {
      return;
    }
    if (!state.compareAndSet(State.IDLE, State.CLOSED)) {
      if (state.get() == State.CLOSED) {
        return;
      }
      throw new IllegalStateException("the session is in use by another thread: cannot be closed");
    }
    doClose();
  }

  private void begin() {
    if (!state.compareAndSet(State.IDLE, State.BUSY)) {
      throw new IllegalStateException(
          state.get() == State.CLOSED
              ? "the session is closed"
              : "the session is in use by another thread");
    }
    if (interruptible && Thread.currentThread().isInterrupted()) {
      end();
      throw new OperationInterruptedException();
    }
  }

  private void end() {
    state.set(State.IDLE);
  }

  // ---- checks -------------------------------------------------------------------------------

  private void own(Handle handle) {
    if (!handle.belongsTo(this)) {
      throw new IllegalArgumentException("the handle belongs to another session");
    }
    if (handle instanceof Data data && data.isStreamed()) {
      throw new IllegalArgumentException("V is streamed: operations take its panels");
    }
  }

  private static void operands(String operation, Data v, Side side, Factor f, Factor g) {
    Side other = side == Side.ROWS ? Side.COLUMNS : Side.ROWS;
    if (f.rows() != v.items(side) || g.rows() != v.items(other) || f.rank() != g.rank()) {
      throw new IllegalArgumentException(
          "%s: V is %d × %d and side %s, but F is %d × %d and G is %d × %d"
              .formatted(
                  operation, v.rows(), v.columns(), side, f.rows(), f.rank(), g.rows(), g.rank()));
    }
  }

  private static void layout(String operation, Data v, Data m) {
    boolean fits = v.rows() == m.rows() && v.columns() == m.columns() && v.panels() == m.panels();
    for (int p = 0; fits && p <= v.panels(); p++) {
      fits = v.panelStart(p) == m.panelStart(p);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "%s: V is %d × %d in %d panels, but the weights are %d × %d in %d; they must be laid out alike"
              .formatted(
                  operation, v.rows(), v.columns(), v.panels(), m.rows(), m.columns(), m.panels()));
    }
    boolean alike = v.isSparse() == m.isSparse();
    for (int p = 0; alike && p < v.panels(); p++) {
      alike = v.panel(p).storedEntries() == m.panel(p).storedEntries();
    }
    if (!alike) {
      throw new IllegalArgumentException(
          "%s: V is %s, but the weights are %s; they must store the same entries"
              .formatted(operation, stored(v), stored(m)));
    }
  }

  private static String stored(Data v) {
    return v.isSparse() ? "sparse with %d entries".formatted(v.storedEntries()) : "dense";
  }

  private static void same(String operation, Factor f, Factor g) {
    shape(
        f.rows() == g.rows() && f.rank() == g.rank(),
        operation,
        f,
        "the operand",
        g.rows(),
        g.rank());
  }

  private static void sharedOrSame(String operation, Factor f, Factor g) {
    shape(
        (f.rows() == g.rows() || g.rows() == 1) && f.rank() == g.rank(),
        operation,
        f,
        "the operand",
        g.rows(),
        g.rank());
  }

  private static void rank(String operation, Factor f, int rank) {
    shape(f.rank() == rank, operation, f, "the Gram matrix", rank, rank);
  }

  private static void shape(
      boolean fits, String operation, Factor f, String other, int rows, int columns) {
    if (!fits) {
      throw new IllegalArgumentException(
          "%s: F is %d × %d, but %s is %d × %d"
              .formatted(operation, f.rows(), f.rank(), other, rows, columns));
    }
  }

  private static void penalty(double l1, double l2) {
    if (!(l1 >= 0 && l2 >= 0 && l1 <= Double.MAX_VALUE && l2 <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "penalties must be finite and ≥ 0, were l1 = %s, l2 = %s".formatted(l1, l2));
    }
  }

  private static void beta(double beta) {
    if (!Double.isFinite(beta)) {
      throw new IllegalArgumentException("beta must be finite, was " + beta);
    }
  }

  // ---- the backend's part -------------------------------------------------------------------

  protected abstract Data doUpload(Matrix v, double scale, int panelColumns);

  /** For a {@code v} of several panels. */
  protected abstract Data doStream(ColumnSource v, double scale, int panelColumns);

  /** For a {@code v} of several panels. */
  protected abstract Data doStream(SparseMatrix v, double scale, int panelColumns);

  protected abstract Factor doNewFactor(int rows, int rank);

  protected abstract Gram doNewGram(int rank);

  protected abstract void doWrite(Factor f, DenseMatrix values);

  protected abstract void doRead(Factor f, DenseMatrix values);

  protected abstract double[] doRead(Gram s);

  protected abstract void doCopy(Factor f, Factor target);

  protected abstract void doGram(Factor f, Gram s, boolean add);

  protected abstract void doCross(Data v, Side side, Factor g, Factor r, boolean add);

  protected abstract void doKlCross(
      Data v, Side side, Factor f, Factor g, Factor numerator, boolean add);

  protected abstract void doBetaCross(
      Data v,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator,
      boolean add);

  protected abstract void doWeightedCross(
      Data v,
      Data m,
      Side side,
      Factor f,
      Factor g,
      double beta,
      Factor numerator,
      Factor denominator,
      boolean add);

  protected abstract void doColumnSums(Factor f, Factor sums, boolean add);

  protected abstract void doColumnDots(Factor f, Factor g, Factor sums, boolean add);

  protected abstract void doDelay(Factor f, Factor delayed);

  protected abstract void doFoldDelays(Factor delayed, int items, Factor f);

  protected abstract void doSmoothUpdate(
      Factor f, Factor held, int first, Factor numerator, Factor scales, SmoothStep step);

  protected abstract void doMultiplyUpdate(Factor f, Factor r, Gram s, double l1, double l2);

  protected abstract void doRatioUpdate(
      Factor f, Factor numerator, Factor denominator, RatioStep step);

  protected abstract void doForgettingUpdate(
      Factor f,
      Factor numerator,
      Factor denominator,
      Factor pastNumerator,
      Factor pastDenominator,
      ForgettingStep step);

  protected abstract void doHalsSweep(
      Factor f, Factor r, Gram s, double l1, double l2, @Nullable Factor free);

  protected abstract void doHold(Factor f, Factor held, Factor free);

  protected abstract void doCoordinateSweep(
      Data v, Side side, Factor f, Factor g, Factor sums, ItemStep step, @Nullable Factor free);

  protected abstract void doExtrapolate(
      Factor f, Factor previous, double weight, Momentum momentum, Factor out);

  protected abstract void doProduct(Factor f, Gram s, Factor out);

  protected abstract void doSubtract(Factor f, Factor g, Factor out);

  protected abstract double doDivergence(Data v, Factor w, Factor h, double beta);

  protected abstract double doWeightedDivergence(Data v, Data m, Factor w, Factor h, double beta);

  protected abstract double doSquaredNorm(Data v);

  protected abstract double doSum(Factor f);

  protected abstract double doDot(Factor f, Factor g);

  protected abstract double doDot(Gram s, Gram t);

  protected abstract double doKktResidual(
      Factor f, Factor numerator, Factor denominator, double l1, double l2);

  protected abstract void doClose();
}
