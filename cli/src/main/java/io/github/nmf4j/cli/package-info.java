/** The {@code nmf} command: what a person at a shell types, reads and finds on disk. */
@NullMarked
package io.github.nmf4j.cli;

import org.jspecify.annotations.NullMarked;
