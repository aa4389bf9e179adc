/**
 * Starting values for W and H, computed on the host so that every backend starts from the same
 * bits.
 */
@NullMarked
package io.github.nmf4j.init;

import org.jspecify.annotations.NullMarked;
