package io.github.nmf4j.audio;

import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Some consecutive frames of the transforms of all channels of a sound. One block is read again and
 * again: its memory does not depend on how long the sound is.
 */
final class FrameBlock {

  /** Entries of a block at most, as long as one frame has fewer. */
  private static final int MOST_ENTRIES = 1 << 19;

  private final AudioSource sound;
  private final Stft stft;
  private final double[][] samples;
  private final double[][] re;
  private final double[][] im;
  private final Worker[] workers;
  private int count;

  FrameBlock(AudioSource sound, Stft stft) {
    this.sound = sound;
    this.stft = stft;
    long most = Math.min(mostFrames(stft), stft.frames(sound.length()));
    int entries = Math.toIntExact(most * stft.bins());
    samples = new double[sound.channels()][Math.toIntExact((most - 1) * stft.hop() + stft.size())];
    re = new double[sound.channels()][entries];
    im = new double[sound.channels()][entries];
    workers = new Worker[Math.max(1, Runtime.getRuntime().availableProcessors())];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(stft.size());
    }
  }

  /** Frames in a block at most. */
  static int mostFrames(Stft stft) {
    return Math.max(1, MOST_ENTRIES / stft.bins());
  }

  /** What one thread needs. */
  private static final class Worker {
    private final RealFft fft;
    private final double[] frame;

    Worker(int size) {
      fft = new RealFft(size);
      frame = new double[size];
    }
  }

  /** Reads and transforms these frames. */
  void read(FrameRange range) throws IOException {
    count = range.count();
    readSamples(range);
    int share = Math.ceilDiv(count, workers.length);
    IntStream.range(0, workers.length)
        .parallel()
        .forEach(w -> transform(workers[w], w * share, Math.min(count, (w + 1) * share)));
  }

  /** The samples that the frames cover, with zeros where there are none. */
  private void readSamples(FrameRange range) throws IOException {
    long start = range.first() * stft.hop() - stft.size() / 2;
    int needed = (count - 1) * stft.hop() + stft.size();
    int before = Math.clamp(-start, 0, needed);
    int there = Math.clamp(sound.length() - start, before, needed) - before;
    if (there > 0) {
      sound.read(start + before, there, samples);
    }
    for (double[] channel : samples) {
      if (before > 0) {
        System.arraycopy(channel, 0, channel, before, there);
        Arrays.fill(channel, 0, before, 0);
      }
      Arrays.fill(channel, before + there, needed, 0);
    }
  }

  private void transform(Worker worker, int from, int to) {
    double[] frame = worker.frame;
    for (int c = 0; c < samples.length; c++) {
      for (int f = from; f < to; f++) {
        int start = f * stft.hop();
        for (int i = 0; i < frame.length; i++) {
          frame[i] = stft.weight(i) * samples[c][start + i];
        }
        worker.fft.forward(frame, re[c], im[c], f * stft.bins());
      }
    }
  }

  /** Frames that were read last. */
  int count() {
    return count;
  }

  int channels() {
    return re.length;
  }

  /** Real parts of a channel, frame after frame. */
  double[] re(int channel) {
    return re[channel];
  }

  double[] im(int channel) {
    return im[channel];
  }

  /** Writes V's entries for these frames, column after column, from entry {@code start} on. */
  void writeSpectrogram(Scale scale, MemorySegment target, Precision precision, long start) {
    int entries = count * stft.bins();
    for (int i = 0; i < entries; i++) {
      double power = 0;
      for (int c = 0; c < re.length; c++) {
        power += re[c][i] * re[c][i] + im[c][i] * im[c][i];
      }
      double value = scale.ofPower(power / re.length);
      if (precision == Precision.FLOAT) {
        target.setAtIndex(ValueLayout.JAVA_FLOAT, start + i, (float) value);
      } else {
        target.setAtIndex(ValueLayout.JAVA_DOUBLE, start + i, value);
      }
    }
  }
}
