/** From picture files to a matrix, and from factors to picture files. */
@NullMarked
package io.github.nmf4j.images;

import org.jspecify.annotations.NullMarked;
