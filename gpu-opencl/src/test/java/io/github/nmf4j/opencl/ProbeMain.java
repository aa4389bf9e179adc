package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Availability;
import io.github.nmf4j.backend.BackendUnavailableException;
import io.github.nmf4j.backend.Backends;

/** Prints what the backend says of this machine; for tests that need a JVM of its own. */
final class ProbeMain {

  private ProbeMain() {}

  public static void main(String[] arguments) {
    System.out.println(
        switch (new OpenClProvider().probe()) {
          case Availability.Available available -> "available: " + available.devices();
          case Availability.Refused refused ->
              "refused: " + refused.reason() + "; remedy: " + refused.remedy();
        });
    try {
      Backends.select("opencl", 0).backend().close();
      System.out.println("open: done");
    } catch (BackendUnavailableException e) {
      System.out.println("open: " + e.getMessage());
    }
  }
}
