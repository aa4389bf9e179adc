package io.github.nmf4j.simd;

import io.github.nmf4j.backend.BackendProvider;
import io.github.nmf4j.tck.BackendContract;

/** Runs at each width that the hardware has: see the executions in the POM. */
final class SimdBackendContractTest extends BackendContract {

  @Override
  protected BackendProvider provider() {
    return new SimdProvider();
  }

  /** A forced width may be one that the hardware lacks; its own width is what is required. */
  @Override
  protected boolean isRequired() {
    return super.isRequired() && System.getProperty(Hardware.WIDTH_PROPERTY) == null;
  }
}
