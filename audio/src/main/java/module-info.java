/** Sound for nmf4j: WAV files, spectrograms, separation, scores, segments and their evaluation. */
module io.github.nmf4j.audio {
  requires transitive io.github.nmf4j.core;
  requires static org.jspecify;

  exports io.github.nmf4j.audio;
  exports io.github.nmf4j.audio.score;
  exports io.github.nmf4j.audio.wav;
}
