/** {@code nmf audio}: the commands for sound. */
@NullMarked
package io.github.nmf4j.cli.audio;

import org.jspecify.annotations.NullMarked;
