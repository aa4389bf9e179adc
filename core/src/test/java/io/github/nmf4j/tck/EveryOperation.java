package io.github.nmf4j.tck;

import io.github.nmf4j.backend.CoordinateStep;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** The operations of a session, each with operands that fit. */
final class EveryOperation {

  private EveryOperation() {}

  /**
   * What the operations below are called on: W is 2 × 2, H is 3 × 2, three of one and four of the
   * other.
   */
  static final class Operands {
    final Data v;
    final Data m;
    final Factor w1;
    final Factor w2;
    final Factor w3;
    final Factor h1;
    final Factor h2;
    final Factor h3;
    final Factor h4;
    final Factor row;
    final Factor delayed;
    final Gram s;
    final Gram t;

    /** All of {@code own}, but the {@code foreign}-th of {@code other}. */
    Operands(Session own, Session other, int foreign) {
      var owners = new ArrayList<Session>();
      for (int o = 0; o < COUNT; o++) {
        owners.add(o == foreign ? other : own);
      }
      v = owners.get(0).upload(LifeCycleLayer.V);
      m = owners.get(1).upload(LifeCycleLayer.V);
      w1 = owners.get(2).newFactor(2, 2);
      w2 = owners.get(3).newFactor(2, 2);
      w3 = owners.get(4).newFactor(2, 2);
      h1 = owners.get(5).newFactor(3, 2);
      h2 = owners.get(6).newFactor(3, 2);
      h3 = owners.get(7).newFactor(3, 2);
      row = owners.get(8).newFactor(1, 2);
      delayed = owners.get(9).newFactor(4, 4);
      s = owners.get(10).newGram(2);
      t = owners.get(11).newGram(2);
      h4 = owners.get(12).newFactor(3, 2);
    }

    static final int COUNT = 13;

    List<Object> all() {
      return List.of(v, m, w1, w2, w3, h1, h2, h3, row, delayed, s, t, h4);
    }
  }

  /** An operation, and the handles that it is given. */
  record Use(String name, List<Object> handles, Executable call) {
    static Use of(String name, Executable call, Object... handles) {
      return new Use(name, List.of(handles), call);
    }
  }

  /** Every operation of {@code session}, on its own handles. */
  static List<Use> on(Session session) {
    return on(session, new Operands(session, session, -1));
  }

  /** Every operation, no handle twice in one. */
  static List<Use> on(Session session, Operands o) {
    var ratio = RatioStep.monotone(1, 0, 0);
    var smooth = new SmoothStep(0.5, 0);
    var move = new CoordinateStep(CoordinateStep.Rule.SECANT, 1, 0, 0);
    DenseMatrix small = DenseMatrix.allocate(2, 2, Precision.DOUBLE);
    var list = new ArrayList<Use>();
    list.add(Use.of("gram", () -> session.gram(o.w1, o.s), o.w1, o.s));
    list.add(Use.of("addGram", () -> session.addGram(o.w1, o.s), o.w1, o.s));
    list.add(Use.of("cross", () -> session.cross(o.v, Side.ROWS, o.h1, o.w1), o.v, o.h1, o.w1));
    list.add(
        Use.of("addCross", () -> session.addCross(o.v, Side.COLUMNS, o.w1, o.h1), o.v, o.w1, o.h1));
    list.add(
        Use.of(
            "klCross",
            () -> session.klCross(o.v, Side.ROWS, o.w1, o.h1, o.w2),
            o.v,
            o.w1,
            o.h1,
            o.w2));
    list.add(
        Use.of(
            "multiplyPass",
            () -> session.multiplyPass(o.v, Side.ROWS, o.w1, o.h1, o.s, 0, 0, o.w2, o.h2, false),
            o.v,
            o.w1,
            o.h1,
            o.s,
            o.w2,
            o.h2));
    list.add(
        Use.of(
            "halsPass",
            () -> session.halsPass(o.v, Side.ROWS, o.w1, o.h1, o.s, 0, 0, o.w3, o.w2, o.h2, false),
            o.v,
            o.w1,
            o.h1,
            o.s,
            o.w3,
            o.w2,
            o.h2));
    list.add(
        Use.of(
            "klPass",
            () -> session.klPass(o.v, Side.ROWS, o.w1, o.h1, o.row, ratio, o.w2, o.h2, false),
            o.v,
            o.w1,
            o.h1,
            o.row,
            o.w2,
            o.h2));
    list.add(
        Use.of(
            "betaPass",
            () ->
                session.betaPass(
                    o.v, Side.ROWS, o.w1, o.h1, 1.5, ratio, o.w2, o.w3, o.h2, o.h3, false),
            o.v,
            o.w1,
            o.h1,
            o.w2,
            o.w3,
            o.h2,
            o.h3));
    list.add(
        Use.of(
            "addKlCross",
            () -> session.addKlCross(o.v, Side.COLUMNS, o.h1, o.w1, o.h2),
            o.v,
            o.h1,
            o.w1,
            o.h2));
    list.add(
        Use.of(
            "betaCross",
            () -> session.betaCross(o.v, Side.ROWS, o.w1, o.h1, 0.5, o.w2, o.w3),
            o.v,
            o.w1,
            o.h1,
            o.w2,
            o.w3));
    list.add(
        Use.of(
            "addBetaCross",
            () -> session.addBetaCross(o.v, Side.COLUMNS, o.h1, o.w1, 0.5, o.h2, o.h3),
            o.v,
            o.h1,
            o.w1,
            o.h2,
            o.h3));
    list.add(
        Use.of(
            "weightedCross",
            () -> session.weightedCross(o.v, o.m, Side.ROWS, o.w1, o.h1, 0.5, o.w2, o.w3),
            o.v,
            o.m,
            o.w1,
            o.h1,
            o.w2,
            o.w3));
    list.add(
        Use.of(
            "addWeightedCross",
            () -> session.addWeightedCross(o.v, o.m, Side.COLUMNS, o.h1, o.w1, 0.5, o.h2, o.h3),
            o.v,
            o.m,
            o.h1,
            o.w1,
            o.h2,
            o.h3));
    list.add(Use.of("divergence", () -> session.divergence(o.v, o.w1, o.h1, 1), o.v, o.w1, o.h1));
    list.add(
        Use.of(
            "weightedDivergence",
            () -> session.weightedDivergence(o.v, o.m, o.w1, o.h1, 1),
            o.v,
            o.m,
            o.w1,
            o.h1));
    list.add(Use.of("squaredNorm", () -> session.squaredNorm(o.v), o.v));
    list.add(
        Use.of(
            "coordinateSweep",
            () -> session.coordinateSweep(o.v, Side.COLUMNS, o.h1, o.w1, o.row, move, o.h2),
            o.v,
            o.h1,
            o.w1,
            o.row,
            o.h2));
    list.add(Use.of("product", () -> session.product(o.w1, o.s, o.w2), o.w1, o.s, o.w2));
    list.add(
        Use.of(
            "multiplyUpdate",
            () -> session.multiplyUpdate(o.w1, o.w2, o.s, 0, 0),
            o.w1,
            o.w2,
            o.s));
    list.add(
        Use.of(
            "ratioUpdate", () -> session.ratioUpdate(o.h1, o.h2, o.h3, ratio), o.h1, o.h2, o.h3));
    var forgetting = new ForgettingStep(1, 0.5, 0, 0);
    list.add(
        Use.of(
            "forgettingUpdate",
            () -> session.forgettingUpdate(o.h1, o.h2, o.row, o.h3, o.h4, forgetting),
            o.h1,
            o.h2,
            o.row,
            o.h3,
            o.h4));
    list.add(Use.of("halsSweep", () -> session.halsSweep(o.h1, o.h2, o.s, 0, 0), o.h1, o.h2, o.s));
    list.add(
        Use.of(
            "halsSweep",
            () -> session.halsSweep(o.h1, o.h2, o.s, 0, 0, o.h3),
            o.h1,
            o.h2,
            o.s,
            o.h3));
    list.add(
        Use.of(
            "smoothUpdate",
            () -> session.smoothUpdate(o.h1, o.h2, 0, o.h3, o.h4, o.row, smooth),
            o.h1,
            o.h2,
            o.h3,
            o.h4,
            o.row));
    list.add(
        Use.of(
            "extrapolate",
            () -> session.extrapolate(o.h1, o.h2, 0.5, Momentum.CLIPPED, o.h3),
            o.h1,
            o.h2,
            o.h3));
    list.add(Use.of("hold", () -> session.hold(o.w1, o.w2, o.w3), o.w1, o.w2, o.w3));
    list.add(Use.of("subtract", () -> session.subtract(o.w1, o.w2, o.w3), o.w1, o.w2, o.w3));
    list.add(Use.of("copy", () -> session.copy(o.h1, o.h2), o.h1, o.h2));
    list.add(Use.of("columnSums", () -> session.columnSums(o.w1, o.row), o.w1, o.row));
    list.add(Use.of("addColumnSums", () -> session.addColumnSums(o.w1, o.row), o.w1, o.row));
    list.add(Use.of("columnDots", () -> session.columnDots(o.w1, o.w2, o.row), o.w1, o.w2, o.row));
    list.add(
        Use.of("addColumnDots", () -> session.addColumnDots(o.w1, o.w2, o.row), o.w1, o.w2, o.row));
    list.add(Use.of("delay", () -> session.delay(o.h1, o.delayed), o.h1, o.delayed));
    list.add(Use.of("foldDelays", () -> session.foldDelays(o.delayed, 4, o.h1), o.delayed, o.h1));
    list.add(Use.of("sum", () -> session.sum(o.w1), o.w1));
    list.add(Use.of("dot", () -> session.dot(o.h1, o.h2), o.h1, o.h2));
    list.add(Use.of("dot", () -> session.dot(o.s, o.t), o.s, o.t));
    list.add(
        Use.of("kktResidual", () -> session.kktResidual(o.w1, o.w2, o.w3, 0, 0), o.w1, o.w2, o.w3));
    list.add(Use.of("read", () -> session.read(o.s), o.s));
    list.add(Use.of("read", () -> session.read(o.w1, small), o.w1));
    list.add(Use.of("write", () -> session.write(o.w1, small), o.w1));
    return list;
  }
}
