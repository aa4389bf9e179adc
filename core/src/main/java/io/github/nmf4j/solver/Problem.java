package io.github.nmf4j.solver;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import org.jspecify.annotations.Nullable;

/**
 * A factorisation as a session holds it, all in session units.
 *
 * @param session the session
 * @param v V, m × n
 * @param w W, m × k
 * @param h H, item-major: n × k
 * @param beta β of the loss
 * @param l1W weight of ΣW
 * @param l2W weight of ½‖W‖²
 * @param l1H weight of ΣH
 * @param l2H weight of ½‖H‖²
 * @param fixed which factor stays
 * @param weights weights of V's entries, in V's layout; null if each is 1
 * @param heldW entries of W that stay; null if none
 * @param heldH entries of H that stay; null if none
 */
record Problem(
    Session session,
    Data v,
    Factor w,
    Factor h,
    double beta,
    double l1W,
    double l2W,
    double l1H,
    double l2H,
    Fixed fixed,
    @Nullable Data weights,
    @Nullable Held heldW,
    @Nullable Held heldH) {

  /** A factorisation in which every entry weighs the same and none is held. */
  Problem(
      Session session,
      Data v,
      Factor w,
      Factor h,
      double beta,
      double l1W,
      double l2W,
      double l1H,
      double l2H,
      Fixed fixed) {
    this(session, v, w, h, beta, l1W, l2W, l1H, l2H, fixed, null, null, null);
  }

  boolean wIsFree() {
    return fixed != Fixed.W;
  }

  boolean hIsFree() {
    return fixed != Fixed.H;
  }

  /** The items of H that belong to panel p. */
  Factor hPanel(int p) {
    return h.rows(v.panelStart(p), v.panelStart(p + 1));
  }

  /** The panel's range of another n × k operand. */
  Factor panelOf(Factor operand, int p) {
    return operand.rows(v.panelStart(p), v.panelStart(p + 1));
  }

  /** W ← anchor, unless that is W itself. */
  @SuppressWarnings("ReferenceEquality") // the same memory is what is meant
  void moveW(Factor anchor) {
    if (anchor != w) {
      session.copy(anchor, w);
    }
  }

  double penaltyW() {
    return penalty(w, l1W, l2W);
  }

  double penaltyH() {
    return penalty(h, l1H, l2H);
  }

  /** l1 · ΣF + ½ · l2 · ΣF². */
  double penalty(Factor f, double l1, double l2) {
    double value = 0;
    if (l1 > 0) {
      value += l1 * session.sum(f);
    }
    if (l2 > 0) {
      value += l2 / 2 * session.dot(f, f);
    }
    return value;
  }

  /** D(V | W·H), panel by panel. */
  double divergence() {
    double sum = 0;
    for (int p = 0; p < v.panels(); p++) {
      sum += divergence(p);
    }
    return sum;
  }

  /** The part of panel p in D(V | W·H). */
  double divergence(int p) {
    return divergence(p, w, hPanel(p));
  }

  private double divergence(int p, Factor f, Factor g) {
    return weights == null
        ? session.divergence(v.panel(p), f, g, beta)
        : session.weightedDivergence(v.panel(p), weights.panel(p), f, g, beta);
  }

  /** D(V | 0), which says how large the terms of the loss are; for β = 2. */
  double divergenceOfZero() {
    Factor f = session.newFactor(w.rows(), 1);
    Factor g = session.newFactor(h.rows(), 1);
    double sum = 0;
    for (int p = 0; p < v.panels(); p++) {
      sum += divergence(p, f, panelOf(g, p));
    }
    return sum;
  }

  /** Both parts of the gradient with respect to the items of H in panel p. */
  void gradientH(int p, Factor numerator, Factor denominator) {
    if (weights == null) {
      session.betaCross(v.panel(p), Side.COLUMNS, hPanel(p), w, beta, numerator, denominator);
    } else {
      session.weightedCross(
          v.panel(p), weights.panel(p), Side.COLUMNS, hPanel(p), w, beta, numerator, denominator);
    }
  }

  /**
   * What panel p adds to both parts of the gradient with respect to W, at {@code anchor} in W's
   * place.
   *
   * @param overwrites whether there is nothing yet to add to
   */
  void gradientW(int p, boolean overwrites, Factor anchor, Factor numerator, Factor denominator) {
    Data panel = v.panel(p);
    Factor hp = hPanel(p);
    if (weights == null) {
      if (overwrites) {
        session.betaCross(panel, Side.ROWS, anchor, hp, beta, numerator, denominator);
      } else {
        session.addBetaCross(panel, Side.ROWS, anchor, hp, beta, numerator, denominator);
      }
    } else if (overwrites) {
      session.weightedCross(
          panel, weights.panel(p), Side.ROWS, anchor, hp, beta, numerator, denominator);
    } else {
      session.addWeightedCross(
          panel, weights.panel(p), Side.ROWS, anchor, hp, beta, numerator, denominator);
    }
  }

  /** The held items of H in panel p; null if none is. */
  @Nullable Held heldH(int p) {
    return heldH == null ? null : heldH.rows(v.panelStart(p), v.panelStart(p + 1));
  }

  /** Gives the held entries of W their values back. */
  void restoreW() {
    if (heldW != null) {
      heldW.restore(w);
    }
  }

  /** Gives the held entries of H in panel p their values back. */
  void restoreH(int p) {
    Held held = heldH(p);
    if (held != null) {
      held.restore(hPanel(p));
    }
  }

  /** The KKT residual of the entries of W that may move. */
  double kktW(Factor numerator, Factor denominator) {
    return heldW == null
        ? session.kktResidual(w, numerator, denominator, l1W, l2W)
        : heldW.kktResidual(w, numerator, denominator, l1W, l2W);
  }

  /** The KKT residual of the entries of H that may move. */
  double kktH(Factor numerator, Factor denominator) {
    return heldH == null
        ? session.kktResidual(h, numerator, denominator, l1H, l2H)
        : heldH.kktResidual(h, numerator, denominator, l1H, l2H);
  }
}
