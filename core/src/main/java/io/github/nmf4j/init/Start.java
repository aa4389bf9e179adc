package io.github.nmf4j.init;

import io.github.nmf4j.matrix.DenseMatrix;

/**
 * Starting values in double precision, row-major, shared with nobody.
 *
 * @param w m × k
 * @param h k × n
 */
public record Start(DenseMatrix w, DenseMatrix h) {}
