package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.simd.kernel.Mat;

/** A factor off-heap. */
final class SimdFactor extends Factor {

  private final SimdSession owner;
  final Mat mat;

  SimdFactor(SimdSession owner, Mat mat) {
    super(owner, mat.rows(), mat.columns());
    this.owner = owner;
    this.mat = mat;
  }

  @Override
  protected Factor view(int from, int to) {
    return new SimdFactor(owner, mat.slice(from, to));
  }
}
