/** From documents to terms, weights and topics. */
@NullMarked
package io.github.nmf4j.text;

import org.jspecify.annotations.NullMarked;
