package io.github.nmf4j.audio;

import io.github.nmf4j.matrix.DenseMatrix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes the parts of a mixture: each stem's share of every bin, with the mixture's phase, back to
 * samples. The stems add up to the mixture. One pass over the sound, in memory that does not depend
 * on its length.
 *
 * @param decomposition V ≈ W·H of the mixture
 * @param stems what is heard together; every component is in one of them
 * @param rule how bins are divided
 */
public record Separator(Decomposition decomposition, List<Stem> stems, Mask.Rule rule) {

  /** Takes the samples of one stem, {@code samples[channel][0 … count − 1]}, piece after piece. */
  @FunctionalInterface
  public interface Sink {
    /** Takes the next samples; the arrays are used again. */
    void take(double[][] samples, int count) throws IOException;
  }

  /** Told how far it is. */
  @FunctionalInterface
  public interface Listener {
    /** Called now and then with the frames done and the number of frames. */
    void onFrames(long done, long frames);
  }

  public Separator {
    stems = List.copyOf(stems);
    boolean[] seen = new boolean[decomposition.rank()];
    for (Stem stem : stems) {
      for (int component : stem.components()) {
        if (component < 0 || component >= seen.length || seen[component]) {
          throw new IllegalArgumentException(
              "stem %s: component %d does not exist or is in two stems"
                  .formatted(stem.name(), component));
        }
        seen[component] = true;
      }
    }
    for (int r = 0; r < seen.length; r++) {
      if (!seen[r]) {
        throw new IllegalArgumentException("component %d is in no stem".formatted(r));
      }
    }
  }

  /** The stems of a sound in memory, in their order. */
  public List<Signal> separate(Signal mixture) {
    int length = Math.toIntExact(mixture.length());
    List<double[][]> parts = new ArrayList<>();
    List<Sink> sinks = new ArrayList<>();
    for (int s = 0; s < stems.size(); s++) {
      double[][] part = new double[mixture.channels()][length];
      int[] at = {0};
      parts.add(part);
      sinks.add(
          (samples, count) -> {
            for (int c = 0; c < part.length; c++) {
              System.arraycopy(samples[c], 0, part[c], at[0], count);
            }
            at[0] += count;
          });
    }
    try {
      separate(mixture, sinks, (done, frames) -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parts.stream().map(part -> Signal.of(mixture.sampleRate(), part)).toList();
  }

  /**
   * Separates a sound.
   *
   * @param mixture the sound that was decomposed
   * @param sinks one for each stem, in their order; different ones may be called at the same time
   * @throws IllegalArgumentException if the sound is not as long as the one that was decomposed
   * @throws IOException if the sound cannot be read, or a sink fails
   */
  public void separate(AudioSource mixture, List<Sink> sinks, Listener listener)
      throws IOException {
    if (mixture.length() != decomposition.length()
        || mixture.sampleRate() != decomposition.sampleRate()) {
      throw new IllegalArgumentException(
          "the mixture has %d samples at %d Hz, the decomposition %d at %d Hz"
              .formatted(
                  mixture.length(),
                  mixture.sampleRate(),
                  decomposition.length(),
                  decomposition.sampleRate()));
    }
    if (sinks.size() != stems.size()) {
      throw new IllegalArgumentException(
          "%d sinks for %d stems".formatted(sinks.size(), stems.size()));
    }
    var block = new FrameBlock(mixture, decomposition.stft());
    var shares = new StemShares(decomposition, stems, rule);
    List<Track> tracks = new ArrayList<>();
    for (Sink sink : sinks) {
      tracks.add(new Track(decomposition, mixture.channels(), sink));
    }
    int frames = decomposition.frames();
    for (FrameRange range :
        new FrameRange(0, frames).split(FrameBlock.mostFrames(decomposition.stft()))) {
      block.read(range);
      shares.compute((int) range.first(), range.count());
      each(s -> tracks.get(s).add(block, shares.of(s)));
      listener.onFrames(range.first() + range.count(), frames);
    }
    each(s -> tracks.get(s).finish());
  }

  /** Something that is done for a stem. */
  @FunctionalInterface
  private interface StemTask {
    void run(int stem) throws IOException;
  }

  private void each(StemTask task) throws IOException {
    try {
      IntStream.range(0, stems.size())
          .parallel()
          .forEach(
              s -> {
                try {
                  task.run(s);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** One stem on its way back to samples. */
  private static final class Track {

    private final Sink sink;
    private final OverlapAdd[] channels;
    private final double[][] pending;
    private final int[] waiting;
    private final double[] re;
    private final double[] im;

    Track(Decomposition decomposition, int channelCount, Sink sink) {
      Stft stft = decomposition.stft();
      this.sink = sink;
      this.pending = new double[channelCount][stft.size()];
      this.waiting = new int[channelCount];
      this.re = new double[stft.bins()];
      this.im = new double[stft.bins()];
      this.channels = new OverlapAdd[channelCount];
      for (int c = 0; c < channelCount; c++) {
        int channel = c;
        channels[c] =
            new OverlapAdd(
                stft,
                decomposition.length(),
                (samples, count) -> {
                  System.arraycopy(samples, 0, pending[channel], 0, count);
                  waiting[channel] = count;
                });
      }
    }

    void add(FrameBlock block, double[] share) throws IOException {
      int bins = re.length;
      for (int f = 0; f < block.count(); f++) {
        for (int c = 0; c < channels.length; c++) {
          double[] blockRe = block.re(c);
          double[] blockIm = block.im(c);
          for (int q = 0; q < bins; q++) {
            re[q] = share[f * bins + q] * blockRe[f * bins + q];
            im[q] = share[f * bins + q] * blockIm[f * bins + q];
          }
          channels[c].add(re, im, 0);
        }
        pass();
      }
    }

    void finish() throws IOException {
      for (OverlapAdd channel : channels) {
        channel.finish();
      }
      pass();
    }

    /** All channels give out equally many samples at a time. */
    private void pass() throws IOException {
      if (waiting[0] > 0) {
        sink.take(pending, waiting[0]);
        Arrays.fill(waiting, 0);
      }
    }
  }

  /** The components' activations as arrays, one per component. */
  static double[] row(DenseMatrix matrix, int row, int first, int count) {
    double[] values = new double[count];
    matrix.copyRow(row, first, count, values);
    return values;
  }
}
