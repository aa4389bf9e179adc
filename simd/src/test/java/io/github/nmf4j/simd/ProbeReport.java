package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Availability;

/** Prints what the probe says; run in a JVM of its own by {@link SimdProviderTest}. */
final class ProbeReport {

  private ProbeReport() {}

  /** One line. */
  public static void main(String[] arguments) {
    switch (new SimdProvider().probe()) {
      case Availability.Available available ->
          System.out.println("available: " + available.devices().getFirst().details());
      case Availability.Refused refused ->
          System.out.println("refused: " + refused.reason() + "; " + refused.remedy());
    }
  }
}
