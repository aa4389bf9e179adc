/** Nonnegative matrix factorisation: the entry point, its options and its result. */
@NullMarked
package io.github.nmf4j;

import org.jspecify.annotations.NullMarked;
