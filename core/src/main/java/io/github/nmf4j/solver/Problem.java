package io.github.nmf4j.solver;

import io.github.nmf4j.Fixed;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;

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
    Fixed fixed) {

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
      sum += session.divergence(v.panel(p), w, hPanel(p), beta);
    }
    return sum;
  }
}
