/**
 * The reference backend: naive loops in double precision that read like the papers, and the oracle
 * of every other backend.
 */
@NullMarked
package io.github.nmf4j.backend.reference;

import org.jspecify.annotations.NullMarked;
