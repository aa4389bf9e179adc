package io.github.nmf4j.solver;

import io.github.nmf4j.backend.Factor;

/** Half-steps that multiply a factor by a ratio; W's may start from another point than W. */
interface RatioUpdates extends BatchUpdates {

  /**
   * Where the next update of W starts: its statistics are taken there, and the result is written to
   * W.
   */
  void anchorW(Factor anchor);
}
