@NullMarked
package io.github.nmf4j.audio.score;

import org.jspecify.annotations.NullMarked;
