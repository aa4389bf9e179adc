package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Floors;
import io.github.nmf4j.backend.SmoothStep;

/** Operations on items that follow each other in time. */
final class Sequences {

  private final Workspace work;

  Sequences(Workspace work) {
    this.work = work;
  }

  /** One smooth step; item i of F is item {@code first + i} of held. */
  void smoothUpdate(
      DeviceFactor f,
      DeviceFactor held,
      int first,
      DeviceFactor n,
      DeviceFactor d,
      DeviceFactor scales,
      SmoothStep step) {
    work.kernel("smooth_update", "")
        .buffer(f.buffer())
        .wide(f.at())
        .buffer(held.buffer())
        .wide(held.at())
        .number(first)
        .number(held.rows())
        .buffer(n.buffer())
        .wide(n.at())
        .buffer(d.buffer())
        .wide(d.at())
        .flag(d.rows() == 1)
        .buffer(scales.buffer())
        .wide(scales.at())
        .number(f.stride())
        .wide(f.extent())
        .acc(step.smoothness())
        .acc(step.sparsity())
        .acc(step.l1())
        .acc(step.l2())
        .acc(SmoothStep.LARGEST)
        .real(Floors.factor(work.precision()))
        .runOver(f.extent());
  }

  /** Item n of B is items n, n − 1, … of F side by side. */
  void delay(DeviceFactor f, DeviceFactor b) {
    work.launcher()
        .kernel("delays", "delay", "")
        .buffer(f.buffer())
        .wide(f.at())
        .number(f.rows())
        .number(f.rank())
        .number(f.stride())
        .buffer(b.buffer())
        .wide(b.at())
        .number(b.rank() / f.rank())
        .number(b.stride())
        .wide(b.extent())
        .runOver(b.extent());
  }

  /** Item j of F is the sum of the parts t of items j + t of B. */
  void foldDelays(DeviceFactor b, int items, DeviceFactor f) {
    work.launcher()
        .kernel("delays", "fold_delays", "")
        .buffer(b.buffer())
        .wide(b.at())
        .flag(b.rows() == 1)
        .number(items)
        .number(b.rank() / f.rank())
        .number(b.stride())
        .buffer(f.buffer())
        .wide(f.at())
        .number(f.rank())
        .number(f.stride())
        .wide(f.extent())
        .runOver(f.extent());
  }
}
