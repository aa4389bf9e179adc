/**
 * Dense and sparse matrices in off-heap memory: what goes into a factorisation and what comes out.
 */
@NullMarked
package io.github.nmf4j.matrix;

import org.jspecify.annotations.NullMarked;
