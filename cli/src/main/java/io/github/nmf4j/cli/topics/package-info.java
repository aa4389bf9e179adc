/** {@code nmf topics}. */
@NullMarked
package io.github.nmf4j.cli.topics;

import org.jspecify.annotations.NullMarked;
