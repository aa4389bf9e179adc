package io.github.nmf4j.init;

import java.util.Arrays;

/**
 * The singular triplets of A on a subspace: orthonormal q_j that span it, orthogonal A q_j = σ_j
 * u_j, σ descending. They are triplets of A itself as far as Aᵀu_j − σ_j q_j vanishes.
 */
final class RitzTriplets {

  /** Cosines between the columns of A Q beyond which they are turned once more. */
  private static final double ORTHOGONAL = 1e-13;

  private static final int MAX_ROUNDS = 4;

  private final int count;
  private final double[] right;
  private final double[] left;
  private final double[] sigma;
  private final double[] image;

  /**
   * The triplets of {@code a} on the space of the {@code count} orthonormal columns of {@code q}.
   */
  RitzTriplets(LinearOperator a, double[] q, int count) {
    this.count = count;
    double[] basis = q;
    double[] y = a.multiply(q, count);
    double[] gram = Blocks.cross(y, count, y, count, a.items());
    // The first rotation is exact up to errors of the order of the largest value; in the second
    // round the columns are nearly orthogonal, and then Jacobi's method treats small values well.
    for (int round = 0; round == 0 || (round < MAX_ROUNDS && cosine(gram) > ORTHOGONAL); round++) {
      double[] rotation = SymmetricEigen.of(gram, count).vectors();
      y = Blocks.product(y, a.items(), count, rotation, count);
      basis = Blocks.product(basis, a.width(), count, rotation, count);
      gram = Blocks.cross(y, count, y, count, a.items());
      clearNegligible(gram, a.width());
    }
    double[] values = new double[count];
    for (int j = 0; j < count; j++) {
      values[j] = Math.sqrt(gram[j * count + j]);
    }
    // the rotation sorted them, but by squares with the errors of squares
    int[] order = SymmetricEigen.order(values);
    this.sigma = Arrays.stream(order).mapToDouble(j -> values[j]).toArray();
    this.right = Columns.select(basis, order, count);
    this.left = Columns.select(y, order, count);
    divideByValues();
    this.image = a.multiplyTransposed(left, count);
  }

  /** σ, descending. */
  double[] sigma() {
    return sigma;
  }

  /** The q_j in the columns, width × count. */
  double[] right() {
    return right;
  }

  /** The u_j in the columns, items × count; zero where σ is. */
  double[] left() {
    return left;
  }

  /** The Aᵀu_j in the columns, width × count. */
  double[] image() {
    return image;
  }

  /** The largest ‖Aᵀu_j − σ_j q_j‖ of the first {@code wanted} triplets. */
  double residual(int wanted) {
    double[] squares = new double[count];
    for (int i = 0; i < right.length; i++) {
      int j = i % count;
      double difference = image[i] - sigma[j] * right[i];
      squares[j] += difference * difference;
    }
    double largest = 0;
    for (int j = 0; j < wanted; j++) {
      largest = Math.max(largest, squares[j]);
    }
    return Math.sqrt(largest);
  }

  private double cosine(double[] gram) {
    double largest = 0;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        double product = Math.sqrt(gram[i * count + i]) * Math.sqrt(gram[j * count + j]);
        if (product > 0) {
          largest = Math.max(largest, Math.abs(gram[i * count + j]) / product);
        }
      }
    }
    return largest;
  }

  /** Zeroes the rows and columns of values that are rounding errors of the largest one. */
  private void clearNegligible(double[] gram, int width) {
    double largest = 0;
    for (int j = 0; j < count; j++) {
      largest = Math.max(largest, gram[j * count + j]);
    }
    double relative = width * 0x1p-52;
    for (int j = 0; j < count; j++) {
      if (gram[j * count + j] <= relative * relative * largest) {
        for (int i = 0; i < count; i++) {
          gram[i * count + j] = 0;
          gram[j * count + i] = 0;
        }
      }
    }
  }

  private void divideByValues() {
    for (int i = 0; i < left.length; i++) {
      double value = sigma[i % count];
      left[i] = value == 0 ? 0 : left[i] / value;
    }
  }
}
