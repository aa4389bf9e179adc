package io.github.nmf4j.audio;

/** Viterbi's algorithm over shares. */
final class LabelPath {

  /** A share is taken to be at least this: a label that is not heard is not impossible. */
  private static final double LEAST_SHARE = 1e-3;

  private LabelPath() {}

  /**
   * The labels of the steps {@code from … to − 1} with the largest Σ log share less {@code change}
   * for each change of label.
   *
   * @param shares by step, then by label
   */
  static int[] best(double[][] shares, int from, int to, double change) {
    int rank = shares[0].length;
    int[][] before = new int[to - from][rank];
    double[] score = new double[rank];
    for (int t = from; t < to; t++) {
      int best = 0;
      for (int r = 1; r < rank; r++) {
        if (score[r] > score[best]) {
          best = r;
        }
      }
      double moved = score[best] - change;
      for (int r = 0; r < rank; r++) {
        boolean stays = t == from || score[r] >= moved;
        before[t - from][r] = stays ? r : best;
        score[r] = (stays ? score[r] : moved) + Math.log(Math.max(LEAST_SHARE, shares[t][r]));
      }
    }
    int[] labels = new int[to - from];
    int label = 0;
    for (int r = 1; r < rank; r++) {
      if (score[r] > score[label]) {
        label = r;
      }
    }
    for (int t = labels.length - 1; t >= 0; t--) {
      labels[t] = label;
      label = before[t][label];
    }
    return labels;
  }
}
