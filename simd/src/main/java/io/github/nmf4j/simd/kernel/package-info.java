/**
 * The inner loops. A class whose name begins with {@code Float} is written by hand; its {@code
 * Double} twin is the same text with the types exchanged ({@code KernelTwins} in the tests writes
 * and compares it).
 */
@NullMarked
package io.github.nmf4j.simd.kernel;

import org.jspecify.annotations.NullMarked;
