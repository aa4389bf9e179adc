@NullMarked
package io.github.nmf4j.audio.wav;

import org.jspecify.annotations.NullMarked;
