package io.github.nmf4j;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.solver.Engine;

/**
 * Nonnegative matrix factorisation V ≈ W·H, V m × n, W m × k, H k × n, all entries ≥ 0.
 *
 * <pre>{@code
 * NmfResult result = Nmf.factorize(v, NmfOptions.rank(10).loss(Loss.KULLBACK_LEIBLER));
 * DenseMatrix parts = result.w();
 * }</pre>
 */
public final class Nmf {

  private Nmf() {}

  /**
   * Finds W and H that minimise the loss plus penalties, to a local minimum.
   *
   * <p>The thread that calls does the work (with the backend's workers). Interrupting it ends the
   * run with what was reached so far: an iteration that takes long is broken off, and the factors
   * are those of the one before. Their loss is then still computed. The thread stays interrupted.
   *
   * @param v m × n, finite and ≥ 0; its memory must stay valid and unchanged meanwhile
   * @param options what to minimise and how
   * @throws io.github.nmf4j.matrix.InvalidDataException if an observed entry of V, or an entry of a
   *     given start or of the weights, is NaN, infinite or negative, if V has observed zeros and
   *     the loss does not allow them, or if no entry is observed
   * @throws IllegalArgumentException if a given start has the wrong shape, or the initialisation
   *     needs k ≤ min(m, n) and it is not
   * @throws io.github.nmf4j.backend.BackendUnavailableException if the backend that was asked for
   *     cannot run here
   * @throws io.github.nmf4j.backend.InsufficientMemoryException if the problem does not fit;
   *     nothing was computed then
   */
  public static NmfResult factorize(Matrix v, NmfOptions options) {
    return Engine.factorize(v, options);
  }

  /**
   * Finds the H that minimises the loss plus penalties for a given W: activations of new data for a
   * known dictionary. H starts at a constant. The result's W is the given one. Constraints on V and
   * H hold as in {@link #factorize}, those on W have nothing to hold; if components of H are fixed,
   * H starts at that of a custom initialization.
   *
   * @param v m × n
   * @param w m × k
   * @param options as in {@link #factorize}; {@code rank}, {@code initialization} and {@code fixed}
   *     are taken from {@code w}
   * @throws IllegalArgumentException if W has not as many rows as V
   */
  public static NmfResult transform(Matrix v, DenseMatrix w, NmfOptions options) {
    return Engine.factorize(v, options.forDictionary(w));
  }
}
