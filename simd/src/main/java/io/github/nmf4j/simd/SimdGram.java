package io.github.nmf4j.simd;

import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.simd.kernel.Mat;

/** A k × k matrix off-heap. */
final class SimdGram extends Gram {

  final Mat mat;

  SimdGram(SimdSession owner, Mat mat) {
    super(owner, mat.columns());
    this.mat = mat;
  }
}
