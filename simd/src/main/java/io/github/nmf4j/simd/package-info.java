/** The SIMD backend: provider, threads, memory, and the operations of a session cut into blocks. */
@NullMarked
package io.github.nmf4j.simd;

import org.jspecify.annotations.NullMarked;
