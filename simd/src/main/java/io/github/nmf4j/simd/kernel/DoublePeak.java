package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.SPECIES;

import jdk.incubator.vector.DoubleVector;

/** Multiply-adds from registers: the most that a processor can do with vectors of this width. */
final class DoublePeak {

  /** Doubleing-point operations of a trip. */
  static final int FLOPS = 12 * 2 * LANES;

  private DoublePeak() {}

  /** Twelve chains: two units times a latency of four or five, and some to spare. */
  static double run(int trips) {
    DoubleVector x = DoubleVector.broadcast(SPECIES, 0.999);
    DoubleVector y = DoubleVector.broadcast(SPECIES, 0.001);
    DoubleVector a = DoubleVector.zero(SPECIES);
    DoubleVector b = DoubleVector.zero(SPECIES);
    DoubleVector c = DoubleVector.zero(SPECIES);
    DoubleVector d = DoubleVector.zero(SPECIES);
    DoubleVector e = DoubleVector.zero(SPECIES);
    DoubleVector f = DoubleVector.zero(SPECIES);
    DoubleVector g = DoubleVector.zero(SPECIES);
    DoubleVector h = DoubleVector.zero(SPECIES);
    DoubleVector i = DoubleVector.zero(SPECIES);
    DoubleVector j = DoubleVector.zero(SPECIES);
    DoubleVector k = DoubleVector.zero(SPECIES);
    DoubleVector l = DoubleVector.zero(SPECIES);
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
    DoubleVector s = a.add(b).add(c).add(d).add(e).add(f);
    return s.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
  }
}
