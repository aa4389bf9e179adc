package io.github.nmf4j;

import io.github.nmf4j.matrix.Matrix;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of V counts, and what of W and H may move. The loss is Σ m·d(v | (WH)) over the observed
 * entries, with m the weight of the entry, 1 unless weights are given.
 *
 * @param weights m ≥ 0, as large as V; 0 is an entry that is not observed. A sparse matrix gives
 *     the pattern of the observed entries: what it does not store is not observed, and what V does
 *     not store inside the pattern is an observed zero
 * @param missing which entries of V are not observed, whatever their weight
 * @param supportW as large as W (m × k, or m × k·T for templates of T columns); where it is 0, W is
 *     held at 0
 * @param supportH as large as H; where it is 0, H is held at 0
 * @param fixedW components whose column of W, or whole template, keeps its starting values
 * @param fixedH components whose row of H keeps its starting values
 */
public record Constraints(
    @Nullable Matrix weights,
    Missing missing,
    @Nullable Matrix supportW,
    @Nullable Matrix supportH,
    Set<Integer> fixedW,
    Set<Integer> fixedH) {

  /** Every entry of V counts the same, and all of W and H may move. */
  public static final Constraints NONE =
      new Constraints(null, Missing.NONE, null, null, Set.of(), Set.of());

  public Constraints {
    fixedW = ascending(fixedW);
    fixedH = ascending(fixedH);
  }

  private static SortedSet<Integer> ascending(Set<Integer> components) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(components));
  }

  /** Whether entries of V may count differently, or not at all. */
  public boolean weighsEntries() {
    return weights != null || missing != Missing.NONE;
  }

  /** Whether entries of W are held at zero or at their starting values. */
  public boolean holdsW() {
    return supportW != null || !fixedW.isEmpty();
  }

  /** Whether entries of H are held at zero or at their starting values. */
  public boolean holdsH() {
    return supportH != null || !fixedH.isEmpty();
  }

  /** Whether a component of W or of H keeps its starting values, which must then be given. */
  public boolean fixesComponents() {
    return !fixedW.isEmpty() || !fixedH.isEmpty();
  }

  /** The same for Vᵀ = Hᵀ·Wᵀ. */
  Constraints exchanged() {
    return new Constraints(
        transposed(weights), missing, transposed(supportH), transposed(supportW), fixedH, fixedW);
  }

  private static @Nullable Matrix transposed(@Nullable Matrix matrix) {
    return matrix == null ? null : matrix.transpose();
  }

  /** The same without what concerns W. */
  Constraints withoutW() {
    return new Constraints(weights, missing, null, supportH, Set.of(), fixedH);
  }

  /**
   * Checks what can be checked before V is known.
   *
   * @throws IllegalArgumentException if a part has no meaning
   */
  void check(int rank, Fixed fixed, Normalization normalization) {
    checkComponents("W", fixedW, rank);
    checkComponents("H", fixedH, rank);
    if ((fixed == Fixed.W && holdsW()) || (fixed == Fixed.H && holdsH())) {
      throw new IllegalArgumentException(
          "%s is fixed as a whole: a support or fixed components of %s have nothing to hold"
              .formatted(fixed, fixed));
    }
    if (fixesComponents() && normalization != Normalization.NONE) {
      throw new IllegalArgumentException(
          "normalization %s would change the fixed components; use none".formatted(normalization));
    }
  }

  /**
   * Checks that fixed components have starting values.
   *
   * @throws IllegalArgumentException if not
   */
  void checkStart(Initialization initialization) {
    if (fixesComponents() && !(initialization instanceof Initialization.Custom)) {
      throw new IllegalArgumentException(
          "fixed components keep their starting values: give them with a custom initialization");
    }
  }

  private static void checkComponents(String factor, Set<Integer> components, int rank) {
    for (int c : components) {
      if (c < 0 || c >= rank) {
        throw new IllegalArgumentException(
            "there is no component %d of %s to fix; components are 0 to %d"
                .formatted(c, factor, rank - 1));
      }
    }
  }
}
