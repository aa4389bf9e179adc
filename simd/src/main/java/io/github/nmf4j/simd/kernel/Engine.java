package io.github.nmf4j.simd.kernel;

import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.ItemStep;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The operations in one precision, cut into blocks that know nothing of each other: a session
 * decides which blocks there are, workers run them. A call is one block, so the only virtual call
 * is far outside the loops.
 */
public sealed interface Engine permits FloatEngine, DoubleEngine {

  /** The engine for {@code precision}. */
  static Engine of(Precision precision) {
    return precision == Precision.FLOAT ? new FloatEngine() : new DoubleEngine();
  }

  /** How V is cut. */
  Tiles.Format format();

  /** Rows and columns of a tile. */
  default int tile() {
    return format().tile();
  }

  /** Bytes of an element. */
  default int bytes() {
    return format().elementBytes();
  }

  /** What one worker computes in; {@code memory} lives as long as the session. */
  Scratch newScratch(int rank, SegmentAllocator memory);

  // ---- transfers

  /** For {@link #packRows}, one per worker. */
  PackRoom newPackRoom();

  /**
   * Packs rows {@code from ≤ I < to} of tiles from rows and columns of {@code v}, each entry times
   * {@code scale}.
   */
  void packRows(
      PackRoom room,
      DenseMatrix v,
      int firstRow,
      int firstColumn,
      double scale,
      Tiles target,
      int from,
      int to);

  /** values[e] = value, rounded. */
  void setValue(MemorySegment values, long e, double value);

  /** F = values on rows {@code from ≤ i < to}. */
  void write(DenseMatrix values, Mat F, int from, int to);

  /** values = F on rows {@code from ≤ i < to}. */
  void read(Mat F, DenseMatrix values, int from, int to);

  // ---- passes over X

  /** Tile {@code tile} of Q, transposed, to its place in {@code packs}. */
  void lanePack(Scratch scratch, Mat Q, int tile, MemorySegment packs);

  /** Tile {@code tile} of P, its items interleaved by groups, to its place in {@code packs}. */
  void groupPack(Scratch scratch, Mat P, int tile, MemorySegment packs);

  /** Bytes of all packs of a factor, of either kind. */
  long packBytes(int rows, int rank);

  /**
   * Rows of output of one tile of items.
   *
   * @param out rows of the items are overwritten, or added to
   * @param second the same for the second output of {@link Pass.Kind#BETA}
   */
  void pass(Scratch scratch, Pass pass, int itemTile, Mat out, @Nullable Mat second, boolean add);

  /** Bytes of a part of {@link #partialPass}. */
  long partBytes(Pass pass);

  /**
   * The part of the output of one tile of items that comes from tiles {@code from ≤ t < to} of
   * terms, as the pass leaves it, to byte {@code offset} on.
   */
  void partialPass(
      Scratch scratch,
      Pass pass,
      int itemTile,
      int from,
      int to,
      MemorySegment parts,
      @Nullable MemorySegment secondParts,
      long offset);

  /** Begins sums of {@link #spread} at zero. */
  void clearSums(Scratch scratch, Pass pass);

  /** Adds to a worker's sums what one tile of terms contributes to the output of all items. */
  void spread(Scratch scratch, Pass pass, int termTile);

  /**
   * A worker's sums as part {@code part} of {@code count} of every tile of items, each of {@link
   * #partBytes}, a tile's parts one after the other.
   */
  void storeSums(
      Scratch scratch,
      Pass pass,
      MemorySegment parts,
      @Nullable MemorySegment secondParts,
      int part,
      int count);

  /**
   * Rows of output of one tile of items (+)= the sum of {@code count} of its parts, in their order.
   *
   * @param offset of the first part in bytes
   * @param distance from one part to the next
   */
  void combine(
      Scratch scratch,
      Pass pass,
      int itemTile,
      MemorySegment parts,
      long offset,
      long distance,
      int count,
      Mat out,
      boolean add);

  /** Rows {@code from ≤ i < to} of X·G for sparse X. */
  void sparseCross(Scratch scratch, Csr X, Mat G, int from, int to, Mat out, boolean add);

  /** Rows {@code from ≤ i < to} of (X ⊘ F·Gᵀ)·G for sparse X. */
  void sparseKl(
      Scratch scratch, Csr X, Mat F, Mat G, double floor, int from, int to, Mat out, boolean add);

  /** Rows {@code from ≤ i < to} of both outputs for sparse X with weights of its pattern. */
  void sparseWeighted(
      Scratch scratch,
      Csr X,
      MemorySegment weights,
      Mat F,
      Mat G,
      double beta,
      double floor,
      int from,
      int to,
      Mat N,
      Mat D,
      boolean add);

  // ---- updates

  /** F = F ∘ R ⊘ (F·S + l1 + l2·F) on a tile of items; {@code product} is the pass F·S. */
  void multiplyUpdate(Scratch scratch, Pass product, int tile, Mat F, Mat R, double l1, double l2);

  /** One ratio step on rows {@code from ≤ i < to}; a D of one row serves all items. */
  void ratioUpdate(Scratch scratch, Mat F, Mat N, Mat D, int from, int to, RatioStep step);

  /** One forgetting step of F, A and B on rows {@code from ≤ i < to}. */
  void forgettingUpdate(Mat F, Mat N, Mat D, Mat A, Mat B, int from, int to, ForgettingStep step);

  /** One sweep over all components of a tile of items, where {@code free} is not 0. */
  void halsSweep(
      Scratch scratch, Mat F, Mat R, Mat S, int tile, double l1, double l2, @Nullable Mat free);

  /** F = H where {@code free} is 0, on rows {@code from ≤ i < to}. */
  void hold(Mat F, Mat H, Mat free, int from, int to);

  /** F carried on beyond the step from P, on rows {@code from ≤ i < to}. */
  void extrapolate(Mat F, Mat P, double weight, Momentum momentum, Mat out, int from, int to);

  /** One smooth step on rows {@code from ≤ i < to}; row i of F is row {@code first + i} of held. */
  void smoothUpdate(
      Mat F, Mat held, int first, Mat N, Mat D, Mat scales, int from, int to, SmoothStep step);

  /** Rows {@code from ≤ n < to} of B: rows n, n − 1, … of F side by side. */
  void delay(Mat F, Mat B, int from, int to);

  /** Rows {@code from ≤ j < to} of F: the parts of rows j, j + 1, … of B, added up. */
  void foldDelays(Mat B, int items, Mat F, int from, int to);

  /** out = F − G on rows {@code from ≤ i < to}. */
  void subtract(Mat F, Mat G, Mat out, int from, int to);

  // ---- coordinate descent

  /** Items that {@link #updateItems} takes at a time. */
  int itemGroup();

  /**
   * Arrays for items of up to {@code length} entries.
   *
   * @param withG for one item and the rows of G that it meets, component by component; else for a
   *     group of items
   */
  ItemScratch newItems(int length, int rank, boolean withG, SegmentAllocator memory);

  /** Rows {@code from ≤ j < to} of G, component by component, to {@code target}. */
  void transposeRows(Mat G, int from, int to, ItemScratch target);

  /**
   * Coordinate descent on items {@code from ≤ i < to} of F, at most {@link #itemGroup} of them.
   *
   * @param byRows whether the items are rows of X
   * @param G what {@link #transposeRows} made of all of G
   * @param sums a row for each item of F, or one for all
   */
  void updateItems(
      ItemScratch scratch,
      Tiles X,
      boolean byRows,
      ItemScratch G,
      Mat F,
      int from,
      int to,
      Mat sums,
      ItemStep step,
      @Nullable Mat free);

  /** Coordinate descent on items {@code from ≤ i < to} of F, the rows of a sparse X. */
  void updateItems(
      ItemScratch scratch,
      Csr X,
      Mat G,
      Mat F,
      int from,
      int to,
      Mat sums,
      ItemStep step,
      @Nullable Mat free);

  // ---- numbers

  /** Σ F over rows {@code from ≤ i < to}. */
  double sum(Mat F, int from, int to);

  /** ⟨F, G⟩ over rows {@code from ≤ i < to}. */
  double dot(Mat F, Mat G, int from, int to);

  /** sums[at + c] = column sums over rows {@code from ≤ i < to}. */
  void columnSums(Mat F, int from, int to, double[] sums, int at);

  /** sums[at + c] = the dot products of columns over rows {@code from ≤ i < to}. */
  void columnDots(Mat F, Mat G, int from, int to, double[] sums, int at);

  /** gram += FᵀF over rows {@code from ≤ i < to} in double, k rows of F's stride. */
  void addGram(Scratch scratch, Mat F, int from, int to, double[] gram);

  /** Row 0 of target (+)= values, rounded. */
  void storeRow(double[] values, Mat target, boolean add);

  /** Maxima per component, see {@link FloatReductions#maxima}. */
  void maxima(Mat F, Mat D, int from, int to, double l1, double l2, double[] maxima, int at);

  /** KKT residual of rows {@code from ≤ i < to}. */
  double residual(Mat F, Mat N, Mat D, int from, int to, double l1, double l2, double[] maxima);

  /** Divergence of row I of tiles of X from the model P·Qᵀ. */
  double divergence(Scratch scratch, Source X, Mat P, Mat Q, double beta, double floor, int I);

  /** The same, each entry times its weight in M. */
  double weightedDivergence(
      Scratch scratch, Source X, Source M, Mat P, Mat Q, double beta, double floor, int I);

  /** Σ m·d over the stored entries of rows {@code from ≤ i < to}. */
  double sparseWeightedDivergence(
      Scratch scratch,
      Csr X,
      MemorySegment weights,
      Mat P,
      Mat Q,
      double beta,
      double floor,
      int from,
      int to);

  /** The entries' part of the divergence of rows {@code from ≤ i < to}, β = 1 or 2. */
  double sparseDivergence(
      Scratch scratch, Csr X, Mat P, Mat Q, double beta, double floor, int from, int to);

  /** Σ of squares of elements {@code from ≤ e < to}. */
  double sumOfSquares(MemorySegment values, long from, long to);

  /**
   * Multiply-adds from registers.
   *
   * @return a number that depends on all of them, so that they are done
   */
  double peak(int trips);

  /** Floating-point operations of a trip of {@link #peak}. */
  int peakFlops();
}
