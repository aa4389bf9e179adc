package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import org.jspecify.annotations.Nullable;

/** Updates of one factor in place. */
final class Updates {

  // RULE_… of update.cl
  private static final int PLAIN = 0;
  private static final int ROOT = 1;
  private static final int POWER = 2;
  private static final int EXACT = 3;
  private static final int KULLBACK_LEIBLER = 4;

  private static final int[] SWEEP_GROUPS = {64, 32, 16};

  private final Workspace work;
  private final Products products;

  Updates(Workspace work, Products products) {
    this.work = work;
    this.products = products;
  }

  /** F = F ∘ R ⊘ (F·S + l1 + l2·F); all of F·S is made from the old F before F changes. */
  void multiply(DeviceFactor f, DeviceFactor r, DeviceGram s, double l1, double l2) {
    ClBuffer product = work.productScratch(f.extent() * work.precision().bytes());
    products.product(f, s, product, 0);
    work.launcher()
        .kernel("update", "multiply_update", "")
        .buffer(f.buffer())
        .wide(f.at())
        .buffer(r.buffer())
        .wide(r.at())
        .buffer(product)
        .wide(f.extent())
        .acc(l1)
        .acc(l2)
        .real(Floors.factor(work.precision()))
        .runOver(f.extent());
  }

  void ratio(DeviceFactor f, DeviceFactor n, DeviceFactor d, RatioStep step) {
    int rule;
    if (step.needsRoot()) {
      rule = step.beta() == 1 ? KULLBACK_LEIBLER : EXACT;
    } else if (step.gamma() == 1) {
      rule = PLAIN;
    } else {
      rule = step.gamma() == 0.5 ? ROOT : POWER;
    }
    work.launcher()
        .kernel("update", "ratio_update", "")
        .buffer(f.buffer())
        .wide(f.at())
        .buffer(n.buffer())
        .wide(n.at())
        .buffer(d.buffer())
        .wide(d.at())
        .flag(d.rows() == 1)
        .number(f.stride())
        .wide(f.extent())
        .number(rule)
        .acc(step.gamma())
        .acc(step.innerPower())
        .acc(step.outerPower())
        .acc(step.l1())
        .acc(step.l2())
        .real(Floors.factor(work.precision()))
        .runOver(f.extent());
  }

  /** A forgetting step of F and of what is remembered, A and B. */
  void forget(
      DeviceFactor f,
      DeviceFactor n,
      DeviceFactor d,
      DeviceFactor a,
      DeviceFactor b,
      ForgettingStep step) {
    work.launcher()
        .kernel("update", "forgetting_update", "")
        .buffer(f.buffer())
        .wide(f.at())
        .buffer(n.buffer())
        .wide(n.at())
        .buffer(d.buffer())
        .wide(d.at())
        .flag(d.rows() == 1)
        .number(f.stride())
        .number(f.rank())
        .buffer(a.buffer())
        .wide(a.at())
        .buffer(b.buffer())
        .wide(b.at())
        .wide(f.extent())
        .acc(step.gamma())
        .acc(step.retained())
        .acc(step.l1())
        .acc(step.l2())
        .real(Floors.factor(work.precision()))
        .runOver(f.extent());
  }

  /** {@code free} is null if no entry is held. */
  void halsSweep(
      DeviceFactor f,
      DeviceFactor r,
      DeviceGram s,
      double l1,
      double l2,
      @Nullable DeviceFactor free) {
    if (f.rows() == 0) {
      return;
    }
    int group = SWEEP_GROUPS[0];
    boolean staged = false;
    for (int candidate : SWEEP_GROUPS) {
      if (rowBytes(candidate, f) <= work.limits().localBytes()) {
        group = candidate;
        staged = true;
        break;
      }
    }
    var call =
        work.kernel(
                "hals_sweep",
                ((staged ? "" : "-DDIRECT") + (free == null ? "" : " -DHELD")).strip())
            .buffer(f.buffer())
            .wide(f.at())
            .number(f.rows())
            .buffer(r.buffer())
            .wide(r.at())
            .buffer(s.buffer())
            .number(f.rank())
            .number(f.stride())
            .acc(l1)
            .acc(l2)
            .real(Floors.factor(work.precision()));
    if (free != null) {
      call.buffer(free.buffer()).wide(free.at());
    }
    if (staged) {
      call.local(rowBytes(group, f));
    }
    call.run(Math.ceilDiv(f.rows(), group), group);
  }

  private long rowBytes(int group, DeviceFactor f) {
    return (long) group * f.stride() * work.precision().bytes();
  }

  /** out = F carried on beyond the step from {@code previous}. */
  void extrapolate(
      DeviceFactor f, DeviceFactor previous, double weight, Momentum momentum, DeviceFactor out) {
    work.launcher()
        .kernel("update", "extrapolate", "")
        .buffer(f.buffer())
        .wide(f.at())
        .buffer(previous.buffer())
        .wide(previous.at())
        .buffer(out.buffer())
        .wide(out.at())
        .wide(f.extent())
        .real(weight)
        .flag(momentum == Momentum.UPWARD)
        .real(Floors.factor(work.precision()))
        .runOver(f.extent());
  }

  /** F = H where {@code free} is 0. */
  void hold(DeviceFactor f, DeviceFactor h, DeviceFactor free) {
    work.launcher()
        .kernel("update", "hold", "")
        .buffer(f.buffer())
        .wide(f.at())
        .buffer(h.buffer())
        .wide(h.at())
        .buffer(free.buffer())
        .wide(free.at())
        .wide(f.extent())
        .runOver(f.extent());
  }

  /** out = F − G. */
  void subtract(DeviceFactor f, DeviceFactor g, DeviceFactor out) {
    work.launcher()
        .kernel("update", "subtract", "")
        .buffer(f.buffer())
        .wide(f.at())
        .buffer(g.buffer())
        .wide(g.at())
        .buffer(out.buffer())
        .wide(out.at())
        .wide(f.extent())
        .runOver(f.extent());
  }
}
