package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.Width.MANY_REGISTERS;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The constants of a vector. They must be constants for the compiler: never a parameter. */
final class DoubleLanes {

  static final VectorSpecies<Double> SPECIES = VectorSpecies.of(double.class, Width.SHAPE);
  static final int LANES = SPECIES.length();
  static final int BYTES = Double.BYTES;
  static final long VECTOR_BYTES = (long) LANES * BYTES;

  /** Unaligned, because the compiler would otherwise test the address at each access. */
  static final ValueLayout.OfDouble LAYOUT = ValueLayout.JAVA_DOUBLE_UNALIGNED;

  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Columns of a stripe: a pair of vectors. */
  static final int PAIR = 2 * LANES;

  /**
   * Items in a tile: a whole number of pairs of vectors of every width, and of rows of a register
   * tile. Half of 96 were slower by a tenth in double, more gained nothing.
   */
  static final int TILE = MANY_REGISTERS ? 96 : 80;

  // What lies so many lanes away. x + SWAP_8, then + SWAP_4, + SWAP_2, + SWAP_1 of that, as far as
  // the lanes go, is the sum of all lanes, in every lane. reduceLanes leaves the order of summation
  // open, so that bits would change when a method gets compiled. Kernels write it out: a method of
  // ours that gives a vector makes it as an object wherever it is not inlined, see docs/simd.md.

  static final VectorShuffle<Double> SWAP_1 = swap(1);
  static final VectorShuffle<Double> SWAP_2 = swap(2);
  static final VectorShuffle<Double> SWAP_4 = swap(4);
  static final VectorShuffle<Double> SWAP_8 = swap(8);

  private DoubleLanes() {}

  private static VectorShuffle<Double> swap(int distance) {
    return VectorShuffle.fromOp(SPECIES, i -> (i ^ distance) & (LANES - 1));
  }

  /** x rounded up to whole vectors. */
  static int roundUp(int x) {
    return (x + LANES - 1) & -LANES;
  }

  /** x rounded up to whole stripes. */
  static int wholeStripes(int x) {
    return (x + PAIR - 1) & -PAIR;
  }
}
