/** Scores, as text or MIDI, and what they say about a spectrogram's factors. */
@NullMarked
package io.github.nmf4j.audio.score;

import org.jspecify.annotations.NullMarked;
