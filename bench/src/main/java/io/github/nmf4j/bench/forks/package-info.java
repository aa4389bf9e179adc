/** Evidence that the kernels are as fast in one start of Java as in another. */
@NullMarked
package io.github.nmf4j.bench.forks;

import org.jspecify.annotations.NullMarked;
