/** Spectrograms and what nonnegative matrix factorisation makes of them. */
@NullMarked
package io.github.nmf4j.audio;

import org.jspecify.annotations.NullMarked;
