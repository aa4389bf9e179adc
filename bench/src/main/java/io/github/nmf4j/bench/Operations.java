package io.github.nmf4j.bench;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.DenseMatrix;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Every operation of the seam, on random operands of one shape in one session. An operation that
 * updates in place has operands of which the result is a fixed point, or nearly one, so that it may
 * be called any number of times.
 */
public final class Operations {

  /** Operations that read V. */
  public static final List<String> ON_V =
      List.of(
          "cross-rows",
          "cross-columns",
          "kl-rows",
          "kl-columns",
          "is-rows",
          "is-columns",
          "beta-0.5-columns",
          "beta-0.7-columns",
          "beta-1.5-columns",
          "beta-3-columns",
          "weighted-frobenius-columns",
          "weighted-kl-rows",
          "multiply-pass-rows",
          "multiply-pass-columns",
          "hals-pass-rows",
          "hals-pass-columns",
          "kl-pass-rows",
          "kl-pass-columns",
          "is-pass-rows",
          "is-pass-columns",
          "coordinates-damped",
          "coordinates-secant",
          "divergence-frobenius",
          "divergence-kl",
          "divergence-is",
          "divergence-1.5",
          "weighted-divergence-kl",
          "squared-norm");

  /** Operations on factors alone. */
  public static final List<String> ON_FACTORS =
      List.of(
          "gram",
          "product",
          "multiply-update",
          "hals-sweep",
          "hals-sweep-free",
          "ratio-update-kl",
          "ratio-update-kl-l2",
          "ratio-update-is",
          "ratio-update-3.5",
          "smooth-update",
          "extrapolate",
          "hold",
          "subtract",
          "copy",
          "column-sums",
          "column-dots",
          "sum",
          "dot",
          "dot-gram",
          "kkt",
          "delay",
          "fold-delays");

  /** All of them. */
  public static final List<String> NAMES =
      java.util.stream.Stream.concat(ON_V.stream(), ON_FACTORS.stream()).toList();

  /** Sweeps of coordinate descent per call, as the solver has them. */
  private static final int SWEEPS = 2;

  /** Delays of a convolutive model. */
  private static final int TAPS = 4;

  private final Session session;
  private final Shape shape;
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<Operation> list = new ArrayList<>();

  // operands, named as in the Session's own documentation
  private final Factor W;
  private final Factor H;
  private final Factor forW;
  private final Factor forW2;
  private final Factor forH;
  private final Factor forH2;
  private final Gram S;

  private Operations(Session session, Shape shape) {
    this.session = session;
    this.shape = shape;
    W = factor(shape.rows(), 0.1);
    H = factor(shape.columns(), 0.1);
    forW = session.newFactor(shape.rows(), shape.rank());
    forW2 = session.newFactor(shape.rows(), shape.rank());
    forH = session.newFactor(shape.columns(), shape.rank());
    forH2 = session.newFactor(shape.columns(), shape.rank());
    S = session.newGram(shape.rank());
    session.gram(W, S);
  }

  /** All operations on V of this shape, those on factors alone included. */
  public static List<Operation> of(Session session, Shape shape) {
    var operations = new Operations(session, shape);
    // a backend may read V where it lies, as long as the session lives
    Arena arena = Arena.ofAuto();
    operations.onV(session.upload(Samples.v(operations.random, shape, session.precision(), arena)));
    operations.products();
    operations.updates();
    operations.numbers();
    return Collections.unmodifiableList(operations.list);
  }

  /**
   * One of them.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Operation of(Session session, Shape shape, String name) {
    return of(session, shape).stream()
        .filter(operation -> operation.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "operations are %s; was '%s'".formatted(String.join(", ", NAMES), name)));
  }

  /** Floating-point operations of one call. */
  public static double flops(String name, Shape shape) {
    double k = shape.rank();
    double m = shape.rows();
    double n = shape.columns();
    double all = m * n * k;
    double stored = shape.entries() * k;
    return switch (name) {
      case "cross-rows", "cross-columns" -> 2 * stored;
      case "kl-rows", "kl-columns" -> 4 * stored;
      // the denominator needs all of the model
      case "is-rows",
          "is-columns",
          "beta-0.5-columns",
          "beta-0.7-columns",
          "beta-1.5-columns",
          "beta-3-columns" ->
          6 * all;
      case "weighted-frobenius-columns", "weighted-kl-rows" -> 6 * stored;
      case "multiply-pass-rows", "hals-pass-rows" -> 4 * stored + 2 * m * k * k;
      case "multiply-pass-columns", "hals-pass-columns" -> 4 * stored + 2 * n * k * k;
      case "kl-pass-rows" -> 8 * stored + 4 * m * k;
      case "kl-pass-columns" -> 8 * stored + 4 * n * k;
      case "is-pass-rows" -> 12 * all + 4 * m * k;
      case "is-pass-columns" -> 12 * all + 4 * n * k;
      // the model once, then slope, curvature and a change of the model per component and sweep
      case "coordinates-damped", "coordinates-secant" -> 2 * stored + 6 * stored * SWEEPS;
      case "divergence-frobenius", "divergence-kl", "weighted-divergence-kl" -> 2 * stored;
      case "divergence-is", "divergence-1.5" -> 2 * all;
      case "squared-norm" -> 2.0 * shape.entries();
      case "gram", "product" -> 2 * m * k * k;
      case "multiply-update", "hals-sweep", "hals-sweep-free" -> 2 * n * k * k;
      case "ratio-update-kl",
          "ratio-update-kl-l2",
          "ratio-update-is",
          "ratio-update-3.5",
          "smooth-update",
          "extrapolate" ->
          4 * n * k;
      case "hold", "subtract", "copy" -> n * k;
      case "column-sums", "sum" -> m * k;
      case "column-dots", "dot" -> 2 * m * k;
      case "dot-gram" -> 2 * k * k;
      case "kkt" -> 8 * n * k;
      case "delay", "fold-delays" -> n * k * TAPS;
      default -> throw new IllegalArgumentException("no operation is called '%s'".formatted(name));
    };
  }

  private void add(String name, Runnable body) {
    list.add(new Operation(name, flops(name, shape), body));
  }

  private Factor factor(int rows, double low) {
    Factor f = session.newFactor(rows, shape.rank());
    session.write(f, Samples.uniform(random, rows, shape.rank(), low, session.precision()));
    return f;
  }

  private static Factor same(Session session, Factor f) {
    Factor copy = session.newFactor(f.rows(), f.rank());
    session.copy(f, copy);
    return copy;
  }

  private void onV(Data v) {
    add("cross-rows", () -> session.cross(v, Side.ROWS, H, forW));
    add("cross-columns", () -> session.cross(v, Side.COLUMNS, W, forH));
    add("kl-rows", () -> session.klCross(v, Side.ROWS, W, H, forW));
    add("kl-columns", () -> session.klCross(v, Side.COLUMNS, H, W, forH));
    add("is-rows", () -> session.betaCross(v, Side.ROWS, W, H, 0, forW, forW2));
    add("is-columns", () -> columns(v, 0));
    add("beta-0.5-columns", () -> columns(v, 0.5));
    add("beta-0.7-columns", () -> columns(v, 0.7));
    add("beta-1.5-columns", () -> columns(v, 1.5));
    add("beta-3-columns", () -> columns(v, 3));
    // V is its own weights: the values are right for both
    add(
        "weighted-frobenius-columns",
        () -> session.weightedCross(v, v, Side.COLUMNS, H, W, 2, forH, forH2));
    add("weighted-kl-rows", () -> session.weightedCross(v, v, Side.ROWS, W, H, 1, forW, forW2));
    updatePasses(v, Side.ROWS, W, H);
    updatePasses(v, Side.COLUMNS, H, W);
    Factor sums = session.newFactor(1, shape.rank());
    session.columnSums(W, sums);
    for (CoordinateStep.Rule rule : CoordinateStep.Rule.values()) {
      Factor moved = same(session, H);
      var step = new CoordinateStep(rule, SWEEPS, 0, 0);
      add(
          rule == CoordinateStep.Rule.DAMPED ? "coordinates-damped" : "coordinates-secant",
          () -> session.coordinateSweep(v, Side.COLUMNS, moved, W, sums, step, null));
    }
    add("divergence-frobenius", () -> session.divergence(v, W, H, 2));
    add("divergence-kl", () -> session.divergence(v, W, H, 1));
    add("divergence-is", () -> session.divergence(v, W, H, 0));
    add("divergence-1.5", () -> session.divergence(v, W, H, 1.5));
    add("weighted-divergence-kl", () -> session.weightedDivergence(v, v, W, H, 1));
    add("squared-norm", () -> session.squaredNorm(v));
  }

  /** With G held, F soon stays as it is. */
  private void updatePasses(Data v, Side side, Factor f, Factor G) {
    String suffix = side == Side.ROWS ? "-pass-rows" : "-pass-columns";
    Factor N = side == Side.ROWS ? forW : forH;
    Factor D = side == Side.ROWS ? forW2 : forH2;
    Factor C = side == Side.ROWS ? forH : forW;
    Factor E = side == Side.ROWS ? forH2 : forW2;
    Gram GG = session.newGram(shape.rank());
    session.gram(G, GG);
    Factor sums = session.newFactor(1, shape.rank());
    session.columnSums(G, sums);
    Factor multiplied = same(session, f);
    add(
        "multiply" + suffix,
        () -> session.multiplyPass(v, side, multiplied, G, GG, 0, 0, N, C, false));
    Factor swept = same(session, f);
    add("hals" + suffix, () -> session.halsPass(v, side, swept, G, GG, 0, 0, null, N, C, false));
    Factor kl = same(session, f);
    var klStep = RatioStep.monotone(1, 0, 0);
    add("kl" + suffix, () -> session.klPass(v, side, kl, G, sums, klStep, N, C, false));
    Factor is = same(session, f);
    var isStep = RatioStep.monotone(0, 0, 0);
    add("is" + suffix, () -> session.betaPass(v, side, is, G, 0, isStep, N, D, C, E, false));
  }

  private void columns(Data v, double beta) {
    session.betaCross(v, Side.COLUMNS, H, W, beta, forH, forH2);
  }

  private void products() {
    Gram T = session.newGram(shape.rank());
    add("gram", () -> session.gram(W, T));
    add("product", () -> session.product(W, S, forW));
    Factor delayed = session.newFactor(shape.columns() + TAPS - 1, TAPS * shape.rank());
    session.delay(H, delayed);
    add("delay", () -> session.delay(H, delayed));
    add("fold-delays", () -> session.foldDelays(delayed, delayed.rows(), forH));
  }

  private void updates() {
    Factor F = same(session, H);
    // F·S: what both updates of the Frobenius loss leave as it is
    Factor R = session.newFactor(shape.columns(), shape.rank());
    session.product(F, S, R);
    Factor ones = session.newFactor(shape.columns(), shape.rank());
    DenseMatrix one = DenseMatrix.allocate(shape.columns(), shape.rank(), session.precision());
    for (int i = 0; i < one.rows(); i++) {
      for (int c = 0; c < one.columns(); c++) {
        one.set(i, c, 1);
      }
    }
    session.write(ones, one);
    add("multiply-update", () -> session.multiplyUpdate(F, R, S, 0, 0));
    add("hals-sweep", () -> session.halsSweep(F, R, S, 0, 0));
    add("hals-sweep-free", () -> session.halsSweep(F, R, S, 0, 0, ones));
    Factor D = factor(shape.columns(), 0.5);
    ratio("ratio-update-kl", same(session, H), D, RatioStep.monotone(1, 0, 0));
    ratio("ratio-update-kl-l2", same(session, H), D, RatioStep.monotone(1, 0, 0.1));
    ratio("ratio-update-is", same(session, H), D, RatioStep.monotone(0, 0, 0));
    ratio("ratio-update-3.5", same(session, H), D, RatioStep.monotone(3.5, 0, 0));
    Factor scales = session.newFactor(1, shape.rank());
    session.copy(ones.rows(0, 1), scales);
    var smooth = new SmoothStep(0.5, 0);
    Factor moved = same(session, H);
    add("smooth-update", () -> session.smoothUpdate(moved, H, 0, ones, scales, scales, smooth));
    Factor P = factor(shape.columns(), 0.1);
    add("extrapolate", () -> session.extrapolate(H, P, 0.5, Momentum.CLIPPED, forH));
    add("hold", () -> session.hold(moved, H, ones));
    add("subtract", () -> session.subtract(H, P, forH));
    add("copy", () -> session.copy(H, forH));
    add("kkt", () -> session.kktResidual(H, P, D, 0.1, 0.1));
  }

  private void ratio(String name, Factor f, Factor both, RatioStep step) {
    add(name, () -> session.ratioUpdate(f, both, both, step));
  }

  private void numbers() {
    Factor sums = session.newFactor(1, shape.rank());
    add("column-sums", () -> session.columnSums(W, sums));
    add("column-dots", () -> session.columnDots(W, W, sums));
    add("sum", () -> session.sum(W));
    add("dot", () -> session.dot(W, W));
    add("dot-gram", () -> session.dot(S, S));
  }
}
