package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.nmf4j.backend.Availability;
import java.util.Arrays;
import java.util.Optional;

/** The device that tests run on, and backends on it with other settings than the system's. */
final class TestDevice {

  static final Settings PLAIN =
      new Settings(
          Settings.Profile.DEVICE,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          true,
          Optional.empty(),
          false,
          false);
  static final Settings SMALL =
      new Settings(
          Settings.Profile.SMALL,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          true,
          Optional.empty(),
          false,
          false);

  static final Settings SMALLEST =
      new Settings(
          Settings.Profile.SMALLEST,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          true,
          Optional.empty(),
          false,
          false);

  static final Settings GROUPS =
      new Settings(
          Settings.Profile.GROUPS,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          true,
          Optional.empty(),
          false,
          false);

  private TestDevice() {}

  /** The first device; without one the test is skipped, or fails if OpenCL is required. */
  static ClDevice first() {
    if (new OpenClProvider().probe() instanceof Availability.Refused refused) {
      String required = System.getProperty("nmf.test.require", "");
      if (Arrays.asList(required.split(",")).contains("opencl")) {
        fail(refused.reason() + " (required by nmf.test.require)");
      }
      abort("opencl is not available: " + refused.reason());
    }
    return ClDevice.all().getFirst();
  }

  static OpenClBackend open(Settings settings) {
    return new OpenClBackend(first(), settings);
  }
}
