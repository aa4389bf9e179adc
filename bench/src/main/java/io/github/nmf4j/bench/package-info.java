/** Measurements: the operations of the seam on each backend, and the machine's ceilings. */
@NullMarked
package io.github.nmf4j.bench;

import org.jspecify.annotations.NullMarked;
