package io.github.nmf4j.solver;

import io.github.nmf4j.Model;

/**
 * What {@link Model.Diagonal} does to H, whose items, columns of H, are rows here: loops over the
 * components of an item go over contiguous memory.
 */
final class DiagonalShaper {

  private final Model.Diagonal model;
  private final double[] energies;

  /**
   * A shaper.
   *
   * @param energies ‖w_c‖² of each component, in any unit
   */
  DiagonalShaper(Model.Diagonal model, double[] energies) {
    this.model = model;
    this.energies = energies;
  }

  /**
   * The new activations.
   *
   * @param items n × k; changed as well
   * @param kept what an entry off the diagonals is multiplied by
   */
  double[][] shape(double[][] items, double kept) {
    double[][] apart = items;
    if (model.apartComponents() > 1 || model.apartColumns() > 1) {
      apart = new double[items.length][];
      for (int j = 0; j < items.length; j++) {
        apart[j] = setApart(items, j, kept);
      }
    }
    if (model.polyphony() < energies.length) {
      for (double[] item : apart) {
        keepLargest(item, kept);
      }
    }
    if (model.length() == 1) {
      return apart;
    }
    double[][] sums = new double[apart.length][];
    for (int j = 0; j < apart.length; j++) {
      sums[j] = diagonalSums(apart, j);
    }
    return sums;
  }

  /** Item j with the entries that are not the largest ones of their neighbourhood reduced. */
  private double[] setApart(double[][] items, int j, double kept) {
    double[] item = items[j];
    double[] largest = item.clone();
    int reach = model.apartColumns() / 2;
    int last = j + Math.min(reach, items.length - 1 - j);
    for (int other = Math.max(0, j - reach); other <= last; other++) {
      raise(largest, 0, items[other], 0, item.length);
    }
    for (int s = 1; s <= model.apartComponents() / 2 && s < item.length; s++) {
      raise(largest, 0, item, s, item.length - s);
      raise(largest, s, item, 0, item.length - s);
    }
    double[] result = item.clone();
    for (int c = 0; c < item.length; c++) {
      if (item[c] != largest[c]) {
        result[c] = item[c] * kept;
      }
    }
    return result;
  }

  /** target[at + i] ← max(target[at + i], source[from + i]). */
  private static void raise(double[] target, int at, double[] source, int from, int count) {
    for (int i = 0; i < count; i++) {
      target[at + i] = Math.max(target[at + i], source[from + i]);
    }
  }

  /** Reduces all but the entries with the most energy; of equal ones the first stays. */
  private void keepLargest(double[] item, double kept) {
    int most = model.polyphony();
    int[] best = new int[most];
    double[] values = new double[most];
    int count = 0;
    for (int c = 0; c < item.length; c++) {
      double value = item[c] * energies[c];
      if (count == most && !(value > values[most - 1])) {
        continue;
      }
      int at = count < most ? count++ : most - 1;
      for (; at > 0 && value > values[at - 1]; at--) {
        values[at] = values[at - 1];
        best[at] = best[at - 1];
      }
      values[at] = value;
      best[at] = c;
    }
    double[] stays = new double[count];
    for (int i = 0; i < count; i++) {
      stays[i] = item[best[i]];
    }
    for (int c = 0; c < item.length; c++) {
      item[c] *= kept;
    }
    for (int i = 0; i < count; i++) {
      item[best[i]] = stays[i];
    }
  }

  /** Σ_s items[j + s][c + s] for every c. */
  private double[] diagonalSums(double[][] items, int j) {
    int k = energies.length;
    double[] sums = new double[k];
    int before = model.length() / 2;
    int last = Math.min(model.length() - 1 - before, items.length - 1 - j);
    for (int s = -Math.min(before, j); s <= last; s++) {
      double[] item = items[j + s];
      int to = Math.min(k, k - s);
      for (int c = Math.max(0, -s); c < to; c++) {
        sums[c] += item[c + s];
      }
    }
    return sums;
  }
}
