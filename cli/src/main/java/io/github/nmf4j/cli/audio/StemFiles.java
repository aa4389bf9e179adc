package io.github.nmf4j.cli.audio;

import io.github.nmf4j.Progress;
import io.github.nmf4j.ProgressListener;
import io.github.nmf4j.audio.AudioSource;
import io.github.nmf4j.audio.Separator;
import io.github.nmf4j.audio.Stem;
import io.github.nmf4j.audio.wav.SampleFormat;
import io.github.nmf4j.audio.wav.WavWriter;
import io.github.nmf4j.cli.Context;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;

/** The stems of a separation as WAV files. */
record StemFiles(Context context, Separator separator, SampleFormat format) {

  /**
   * A stem that was written.
   *
   * @param peak the largest absolute sample
   * @param meanSquare the mean of all squared samples
   */
  record Written(Stem stem, String file, double peak, double meanSquare) {}

  static String fileName(Stem stem) {
    return stem.name() + ".wav";
  }

  /** One file on its way. */
  private static final class Track implements Separator.Sink {

    private final WavWriter writer;
    private double peak;
    private double squares;

    Track(WavWriter writer) {
      this.writer = writer;
    }

    @Override
    public void take(double[][] samples, int count) throws IOException {
      for (double[] channel : samples) {
        for (int i = 0; i < count; i++) {
          peak = Math.max(peak, Math.abs(channel[i]));
          squares += channel[i] * channel[i];
        }
      }
      writer.write(samples, 0, count);
    }
  }

  /**
   * Writes all stems of the mixture into a folder.
   *
   * @param listener told how many frames are done; ends the run if it says so
   */
  List<Written> write(AudioSource mixture, Path folder, ProgressListener listener)
      throws IOException {
    List<Stem> stems = separator.stems();
    List<OutputStream> files = new ArrayList<>();
    List<Track> tracks = new ArrayList<>();
    List<Written> written = new ArrayList<>();
    try {
      for (Stem stem : stems) {
        var out =
            new BufferedOutputStream(
                Files.newOutputStream(folder.resolve(fileName(stem))), 1 << 16);
        files.add(out);
        tracks.add(
            new Track(
                new WavWriter(
                    out, mixture.sampleRate(), mixture.channels(), mixture.length(), format)));
      }
      long begin = System.nanoTime();
      separator.separate(
          mixture,
          List.copyOf(tracks),
          (done, frames) -> {
            var progress =
                new Progress(
                    (int) done,
                    (int) frames,
                    OptionalDouble.empty(),
                    (System.nanoTime() - begin) * 1e-9);
            if (!listener.onIteration(progress)) {
              throw new CancellationException("interrupted while the stems were written");
            }
          });
      double samples = (double) mixture.length() * mixture.channels();
      for (int s = 0; s < stems.size(); s++) {
        Track track = tracks.get(s);
        long clipped = track.writer.finish();
        if (clipped > 0) {
          context.warn(
              "%s: %d samples are beyond full scale and were limited; --sample-format float32 keeps"
                      .formatted(fileName(stems.get(s)), clipped)
                  + " them");
        }
        written.add(
            new Written(stems.get(s), fileName(stems.get(s)), track.peak, track.squares / samples));
      }
    } finally {
      for (OutputStream file : files) {
        file.close();
      }
    }
    return written;
  }
}
