package io.github.nmf4j.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How well groups that were found agree with classes that are known.
 *
 * @param purity the share of items that belong to the most frequent class of their group
 * @param nmi mutual information of groups and classes divided by the mean of their entropies: 1 if
 *     they are the same up to names, 0 if independent
 */
public record Clustering(double purity, double nmi) {

  /**
   * Compares groups with classes.
   *
   * @param groups one number per item; negative ones are items without a group, which count as a
   *     group of their own
   * @param classes one name per item
   * @throws IllegalArgumentException if there are more of one than of the other, or none
   */
  public static Clustering compare(List<Integer> groups, List<String> classes) {
    int n = groups.size();
    if (n != classes.size() || n == 0) {
      throw new IllegalArgumentException("%d groups, %d classes".formatted(n, classes.size()));
    }
    var joint = new HashMap<Integer, Map<String, Integer>>();
    var sizes = new HashMap<String, Integer>();
    for (int i = 0; i < n; i++) {
      joint
          .computeIfAbsent(Math.max(-1, groups.get(i)), _ -> new HashMap<>())
          .merge(classes.get(i), 1, Integer::sum);
      sizes.merge(classes.get(i), 1, Integer::sum);
    }
    long pure = 0;
    double information = 0;
    double groupEntropy = 0;
    for (Map<String, Integer> group : joint.values()) {
      int size = group.values().stream().mapToInt(Integer::intValue).sum();
      pure += group.values().stream().mapToInt(Integer::intValue).max().orElse(0);
      groupEntropy -= (double) size / n * Math.log((double) size / n);
      for (Map.Entry<String, Integer> cell : group.entrySet()) {
        double p = (double) cell.getValue() / n;
        double independent = (double) size / n * sizes.getOrDefault(cell.getKey(), 0) / n;
        information += p * Math.log(p / independent);
      }
    }
    double classEntropy = 0;
    for (int size : sizes.values()) {
      classEntropy -= (double) size / n * Math.log((double) size / n);
    }
    double entropy = (groupEntropy + classEntropy) / 2;
    // one group and one class say the same, which is nothing
    double nmi = entropy == 0 ? 1 : Math.clamp(information / entropy, 0, 1);
    return new Clustering((double) pure / n, nmi);
  }
}
