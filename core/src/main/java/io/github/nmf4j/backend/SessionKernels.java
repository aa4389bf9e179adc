package io.github.nmf4j.backend;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.SparseMatrix;
import org.jspecify.annotations.Nullable;

/**
 * A backend's part of a {@link Session}: for each operation what its device has to do. These
 * methods may rely on it that the operands are handles of this session, that their shapes fit, and
 * that the session is open and in no other operation. Where a method has {@code add}, the outputs
 * are added to instead of overwritten. What is computed is said at the operation of the same name.
 */
public abstract sealed class SessionKernels permits SessionMemory {

  SessionKernels() {}

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
      Factor f,
      Factor held,
      int first,
      Factor numerator,
      Factor denominator,
      Factor scales,
      SmoothStep step);

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

  /** Where a backend has nothing better: one after the other. */
  protected void doMultiplyPass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      Gram s,
      double l1,
      double l2,
      Factor r,
      Factor c,
      boolean add) {
    doCross(v, side, g, r, false);
    endIfInterrupted();
    doMultiplyUpdate(f, r, s, l1, l2);
    endIfInterrupted();
    doCross(v, side.other(), f, c, add);
  }

  /** Where a backend has nothing better: one after the other. */
  protected void doHalsPass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      Gram s,
      double l1,
      double l2,
      @Nullable Factor free,
      Factor r,
      Factor c,
      boolean add) {
    doCross(v, side, g, r, false);
    endIfInterrupted();
    doHalsSweep(f, r, s, l1, l2, free);
    endIfInterrupted();
    doCross(v, side.other(), f, c, add);
  }

  /** Where a backend has nothing better: one after the other. */
  protected void doKlPass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      Factor sums,
      RatioStep step,
      Factor n,
      Factor c,
      boolean add) {
    doKlCross(v, side, f, g, n, false);
    endIfInterrupted();
    doRatioUpdate(f, n, sums, step);
    endIfInterrupted();
    doKlCross(v, side.other(), g, f, c, add);
  }

  /** Where a backend has nothing better: one after the other. */
  protected void doBetaPass(
      Data v,
      Side side,
      Factor f,
      Factor g,
      double beta,
      RatioStep step,
      Factor n,
      Factor d,
      Factor c,
      Factor e,
      boolean add) {
    doBetaCross(v, side, f, g, beta, n, d, false);
    endIfInterrupted();
    doRatioUpdate(f, n, d, step);
    endIfInterrupted();
    doBetaCross(v, side.other(), g, f, beta, c, e, add);
  }

  /**
   * @throws OperationInterruptedException if the caller has been interrupted and that ends
   *     operations
   */
  abstract void endIfInterrupted();

  protected abstract void doClose();
}
