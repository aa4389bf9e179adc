package io.github.nmf4j.backend;

import java.util.List;

/** What a backend's probe found. */
public sealed interface Availability {

  /** The backend can run here on these devices, the default one first; never empty. */
  record Available(List<DeviceInfo> devices) implements Availability {
    public Available {
      devices = List.copyOf(devices);
      if (devices.isEmpty()) {
        throw new IllegalArgumentException("an available backend has at least one device");
      }
    }
  }

  /** The backend cannot run here: why not, and what would help. */
  record Refused(String reason, String remedy) implements Availability {}
}
