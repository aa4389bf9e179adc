package io.github.nmf4j.bench.peers;

import io.github.nmf4j.backend.DeviceTimes;
import org.jspecify.annotations.Nullable;

/**
 * One case on the device.
 *
 * @param times what the device did in the first run, of two iterations
 * @param theirs PyTorch's; null without PyTorch
 */
record DeviceRow(PeerCase problem, Timing ours, DeviceTimes times, @Nullable Timing theirs) {

  double flopsPerSecond() {
    return problem.flops() / ours.median();
  }

  double bytesPerSecond() {
    return DeviceCase.bytesOfData(problem) / ours.median();
  }

  /** How many times faster than PyTorch; NaN without. */
  double ratio() {
    return theirs == null ? Double.NaN : theirs.median() / ours.median();
  }
}
