package io.github.nmf4j.simd.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;

/**
 * The vector width of this process. It must be a constant for the compiler, so it is read once,
 * when this class is loaded.
 */
public final class Width {

  /** The system property that forces a width: 128, 256 or 512. */
  public static final String PROPERTY = "nmf.simd.bits";

  /** The width that the hardware prefers, in bits. */
  public static final int HARDWARE_BITS = FloatVector.SPECIES_PREFERRED.vectorBitSize();

  /** The width in use; that of the hardware if the property asks for what cannot be. */
  public static final int BITS = forced() == 0 ? hardware() : forced();

  /**
   * Whether there are 32 vector registers: AVX-512, and ARM at any width. Else there are 16, and
   * register tiles are smaller: 5 × 2 accumulators where there are 8 × 2.
   */
  static final boolean MANY_REGISTERS =
      BITS == 512 || System.getProperty("os.arch", "").equals("aarch64");

  static final VectorShape SHAPE =
      switch (BITS) {
        case 512 -> VectorShape.S_512_BIT;
        case 256 -> VectorShape.S_256_BIT;
        default -> VectorShape.S_128_BIT;
      };

  private Width() {}

  /** The forced width if it is one that this hardware has, else 0. */
  private static int forced() {
    String value = System.getProperty(PROPERTY, "");
    for (int bits = 128; bits <= hardware(); bits *= 2) {
      if (value.equals(Integer.toString(bits))) {
        return bits;
      }
    }
    return 0;
  }

  /** Widths beyond 512 bits (ARM SVE) are used as 512. */
  private static int hardware() {
    return Math.min(512, HARDWARE_BITS);
  }
}
