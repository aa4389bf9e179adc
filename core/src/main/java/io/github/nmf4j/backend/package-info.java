/**
 * The seam between algorithms and hardware: a session holds data and factors and runs one
 * mathematical term of an update per call.
 */
@NullMarked
package io.github.nmf4j.backend;

import org.jspecify.annotations.NullMarked;
