/** The algorithms, each written once against {@link io.github.nmf4j.backend.Session}. */
@NullMarked
package io.github.nmf4j.solver;

import org.jspecify.annotations.NullMarked;
