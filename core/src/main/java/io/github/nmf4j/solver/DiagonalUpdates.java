package io.github.nmf4j.solver;

import io.github.nmf4j.Model;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.List;

/**
 * Multiplicative half-steps, before some of which H is led towards diagonals; see {@link
 * Model.Diagonal}.
 *
 * <p>H is changed on the host: it has n·k entries, of which each is looked at some {@code length}
 * times in one iteration of several, where every iteration costs m·n·k.
 */
final class DiagonalUpdates implements Updates {

  /** Of H, at most: to and from the session, as items, apart, and summed. */
  private static final long COPIES = 4;

  private final Problem problem;
  private final Session session;
  private final Updates steps;
  private final Model.Diagonal model;
  private final int iterations;
  private final DiagonalShaper shaper;
  private final DenseMatrix transfer;
  private int begun;

  /**
   * Half-steps in between.
   *
   * @param iterations how many there will be, over which less and less stays off the diagonals
   */
  DiagonalUpdates(Problem problem, Updates steps, Model.Diagonal model, int iterations) {
    this.problem = problem;
    this.session = problem.session();
    this.steps = steps;
    this.model = model;
    this.iterations = iterations;
    Factor h = problem.h();
    HostRoom.require(
        COPIES * h.rows() * h.rank() * Double.BYTES, "activations on the way to diagonals");
    this.transfer = DenseMatrix.allocate(h.rows(), h.rank(), Precision.DOUBLE);
    this.shaper = new DiagonalShaper(model, squaredNorms(problem.w()));
  }

  /** ‖w_c‖² of each column. */
  private double[] squaredNorms(Factor w) {
    DenseMatrix values = DenseMatrix.allocate(w.rows(), w.rank(), Precision.DOUBLE);
    session.read(w, values);
    double[] squares = new double[w.rank()];
    double[] row = new double[w.rank()];
    for (int i = 0; i < w.rows(); i++) {
      values.copyRow(i, 0, row.length, row);
      for (int c = 0; c < row.length; c++) {
        squares[c] += row[c] * row[c];
      }
    }
    return squares;
  }

  @Override
  public void beginH() {
    if (begun % model.every() == 0) {
      shape(1 - (begun + 1.0) / iterations);
    }
    begun++;
    steps.beginH();
  }

  private void shape(double kept) {
    session.read(problem.h(), transfer);
    double[][] items = new double[transfer.rows()][transfer.columns()];
    for (int j = 0; j < items.length; j++) {
      transfer.copyRow(j, 0, items[j].length, items[j]);
    }
    double[][] shaped = shaper.shape(items, kept);
    for (int j = 0; j < shaped.length; j++) {
      for (int c = 0; c < shaped[j].length; c++) {
        transfer.set(j, c, shaped[j][c]);
      }
    }
    session.write(problem.h(), transfer);
    for (int p = 0; p < problem.v().panels(); p++) {
      problem.restoreH(p);
    }
  }

  @Override
  public void start(double objective) {
    steps.start(objective);
  }

  @Override
  public void updateH(int p) {
    steps.updateH(p);
  }

  @Override
  public void beginStatistics() {
    steps.beginStatistics();
  }

  @Override
  public void addStatistics(int p) {
    steps.addStatistics(p);
  }

  @Override
  public boolean statisticsDependOnW() {
    return steps.statisticsDependOnW();
  }

  @Override
  public boolean updatesWByPanel() {
    return steps.updatesWByPanel();
  }

  @Override
  public boolean isSettled() {
    return steps.isSettled();
  }

  @Override
  public List<Factor> furtherFactors() {
    return steps.furtherFactors();
  }

  @Override
  public void factorsRestored() {
    steps.factorsRestored();
  }

  @Override
  public void updateW() {
    steps.updateW();
  }

  @Override
  public boolean accept(boolean looks) {
    return steps.accept(looks);
  }

  @Override
  public void finish() {
    steps.finish();
  }

  @Override
  public double loss() {
    return steps.loss();
  }

  @Override
  public double divergence(Problem ours) {
    return steps.divergence(ours);
  }

  @Override
  public double penalty(Problem ours) {
    return steps.penalty(ours);
  }

  @Override
  public double kktW() {
    return steps.kktW();
  }

  @Override
  public double kktH() {
    return steps.kktH();
  }
}
