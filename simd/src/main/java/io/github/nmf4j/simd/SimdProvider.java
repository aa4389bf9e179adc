package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Availability;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendOptions;
import io.github.nmf4j.backend.BackendProvider;
import io.github.nmf4j.backend.BackendUnavailableException;
import io.github.nmf4j.backend.DeviceInfo;
import java.util.List;

/**
 * The SIMD backend. This class mentions nothing of the incubating Vector API, so that it can be
 * loaded, and say what is wrong, where that module is absent.
 */
public final class SimdProvider implements BackendProvider {

  static final String NAME = "simd";

  private static final int PRIORITY = 100;

  /**
   * The digits (1797 × 64, k = 10, at most 200 iterations: 0.9e9 operations) take 1.2 s from
   * process start to end on the reference backend and 2.2 s here, because vector code is boxed
   * until it is compiled. Where the two meet is extrapolated from that, not measured.
   */
  private static final double LEAST_WORK = 2e9;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return PRIORITY;
  }

  @Override
  public double leastWork() {
    return LEAST_WORK;
  }

  @Override
  public Availability probe() {
    Availability.Refused refusal = Requirements.refusal();
    return refusal == null ? new Availability.Available(List.of(device())) : refusal;
  }

  @Override
  public Backend open(BackendOptions options) {
    Availability.Refused refusal = Requirements.refusal();
    if (refusal != null) {
      throw new BackendUnavailableException(
          "backend simd: %s; %s".formatted(refusal.reason(), refusal.remedy()));
    }
    DeviceInfo device = device();
    boolean named = device.name().contains(options.device());
    if (!named && !options.device().equals("0")) {
      throw new BackendUnavailableException(
          "backend simd has one device, 0 (%s); there is no device '%s'"
              .formatted(device.name(), options.device()));
    }
    return new SimdBackend(device, options.resolvedThreads());
  }

  private static DeviceInfo device() {
    return Hardware.device();
  }
}
