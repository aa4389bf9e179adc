/** Reading and writing matrices: NumPy, SciPy, MatrixMarket, delimited text. */
@NullMarked
package io.github.nmf4j.io;

import org.jspecify.annotations.NullMarked;
