package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.FloatLanes.LANES;
import static io.github.nmf4j.simd.kernel.FloatLanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Multiply-adds from registers: the most that a processor can do with vectors of this width. */
final class FloatPeak {

  /** Floating-point operations of a trip. */
  static final int FLOPS = 12 * 2 * LANES;

  private FloatPeak() {}

  /** Twelve chains: two units times a latency of four or five, and some to spare. */
  static float run(int trips) {
    FloatVector x = FloatVector.broadcast(SPECIES, (float) 0.999);
    FloatVector y = FloatVector.broadcast(SPECIES, (float) 0.001);
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = FloatVector.zero(SPECIES);
    FloatVector c = FloatVector.zero(SPECIES);
    FloatVector d = FloatVector.zero(SPECIES);
    FloatVector e = FloatVector.zero(SPECIES);
    FloatVector f = FloatVector.zero(SPECIES);
    FloatVector g = FloatVector.zero(SPECIES);
    FloatVector h = FloatVector.zero(SPECIES);
    FloatVector i = FloatVector.zero(SPECIES);
    FloatVector j = FloatVector.zero(SPECIES);
    FloatVector k = FloatVector.zero(SPECIES);
    FloatVector l = FloatVector.zero(SPECIES);
    for (int t = 0; t < trips; t++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
      k = k.fma(x, y);
      l = l.fma(x, y);
    }
    FloatVector s = a.add(b).add(c).add(d).add(e).add(f);
    return s.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }
}
