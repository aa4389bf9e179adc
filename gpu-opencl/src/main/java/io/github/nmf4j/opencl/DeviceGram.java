package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;

/** A Gram matrix on the device: stride × stride, padding zero. */
final class DeviceGram extends Gram {

  private final ClBuffer buffer;

  DeviceGram(Session owner, ClBuffer buffer, int rank) {
    super(owner, rank);
    this.buffer = buffer;
  }

  ClBuffer buffer() {
    return buffer;
  }

  int stride() {
    return DeviceFactor.stride(rank());
  }

  long extent() {
    return (long) stride() * stride();
  }
}
