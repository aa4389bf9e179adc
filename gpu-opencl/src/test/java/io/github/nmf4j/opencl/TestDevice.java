package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.nmf4j.backend.Availability;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The device that tests run on, and backends on it with other settings than the system's. */
final class TestDevice {

  static final Settings PLAIN = settings();
  static final Settings SMALL = settings("nmf.opencl.profile", "small");
  static final Settings SMALLEST = settings("nmf.opencl.profile", "smallest");
  static final Settings GROUPS = settings("nmf.opencl.profile", "groups");
  static final Settings GPU = settings("nmf.opencl.profile", "gpu");

  private TestDevice() {}

  /** The settings that these properties give, name and value in turn; no folder unless named. */
  static Settings settings(String... properties) {
    var values = new HashMap<String, String>(Map.of("nmf.opencl.cache", "off"));
    for (int i = 0; i < properties.length; i += 2) {
      values.put(properties[i], properties[i + 1]);
    }
    return Settings.of(values::get, Map.of());
  }

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
