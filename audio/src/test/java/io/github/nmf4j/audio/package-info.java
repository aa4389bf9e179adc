@NullMarked
package io.github.nmf4j.audio;

import org.jspecify.annotations.NullMarked;
