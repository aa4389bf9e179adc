package io.github.nmf4j.opencl;

import java.util.ArrayList;
import java.util.List;

/** A rectangle of V with the rectangle of its weights. */
sealed interface WeightedBlock {

  /** The rectangle of V. */
  DeviceData.Block block();

  /** Both dense. */
  record Dense(DenseData.DenseBlock block, DenseData.DenseBlock weights) implements WeightedBlock {}

  /** Both sparse, with the same pattern. */
  record Sparse(SparseData.SparseBlock block, SparseData.SparseBlock weights)
      implements WeightedBlock {}

  /**
   * The rectangles of V and M side by side.
   *
   * @throws IllegalArgumentException if they are not cut alike
   */
  static List<WeightedBlock> of(DeviceData v, DeviceData m) {
    var pairs = new ArrayList<WeightedBlock>();
    if (v instanceof DenseData x && m instanceof DenseData w) {
      List<DenseData.DenseBlock> blocks = x.blocks();
      List<DenseData.DenseBlock> weights = w.blocks();
      checkCuts(blocks, weights);
      for (int b = 0; b < blocks.size(); b++) {
        pairs.add(new Dense(blocks.get(b), weights.get(b)));
      }
    } else if (v instanceof SparseData x && m instanceof SparseData w) {
      checkCuts(x.blocks(), w.blocks());
      for (int b = 0; b < x.blocks().size(); b++) {
        pairs.add(new Sparse(x.blocks().get(b), w.blocks().get(b)));
      }
    } else {
      throw new AssertionError("V and its weights are stored alike");
    }
    return pairs;
  }

  private static void checkCuts(
      List<? extends DeviceData.Block> blocks, List<? extends DeviceData.Block> weights) {
    boolean alike = blocks.size() == weights.size();
    for (int b = 0; alike && b < blocks.size(); b++) {
      alike = blocks.get(b).covers(weights.get(b)) && sameEntries(blocks.get(b), weights.get(b));
    }
    if (!alike) {
      throw new IllegalArgumentException(
          "V and its weights lie in buffers of different cut; upload both row-major or both"
              + " column-major, with the same pattern if sparse");
    }
  }

  private static boolean sameEntries(DeviceData.Block block, DeviceData.Block weights) {
    return !(block instanceof SparseData.SparseBlock x)
        || !(weights instanceof SparseData.SparseBlock w)
        || x.byRows().entries() == w.byRows().entries();
  }
}
