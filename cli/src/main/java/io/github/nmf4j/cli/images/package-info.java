/** {@code nmf images}. */
@NullMarked
package io.github.nmf4j.cli.images;

import org.jspecify.annotations.NullMarked;
