package io.github.nmf4j.audio;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.Precision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A nonnegative spectrogram V, ready to be factorised.
 *
 * @param values V, bins × frames
 * @param scale what its entries are
 * @param stft the transform behind it, which gives bins their frequency and frames their time
 * @param sampleRate samples per second
 */
public record Spectrogram(DenseMatrix values, Scale scale, Stft stft, int sampleRate) {

  public Spectrogram {
    if (values.rows() != stft.bins()) {
      throw new IllegalArgumentException(
          "a spectrogram of %s has %d bins, the matrix %d rows"
              .formatted(stft, stft.bins(), values.rows()));
    }
  }

  /**
   * The spectrogram of a sound; of several channels the mean power is taken.
   *
   * @param arena owns the matrix
   * @throws IllegalArgumentException if the sound has more than 2³¹ frames
   * @throws IOException if the sound cannot be read
   */
  public static Spectrogram of(
      AudioSource sound, Stft stft, Scale scale, Precision precision, Arena arena)
      throws IOException {
    long frames = stft.frames(sound.length());
    return frames(
        sound, stft, scale, precision, arena, List.of(new FrameRange(0, Math.toIntExact(frames))));
  }

  /** Takes a spectrogram piece by piece. */
  @FunctionalInterface
  public interface PieceConsumer {
    /** Takes the next frames; the matrix is gone afterwards. */
    void take(Spectrogram piece, int firstFrame) throws IOException;
  }

  /**
   * Goes over the spectrogram of a sound of any length in bounded memory.
   *
   * @param mostFrames frames of a piece at most
   * @throws IllegalArgumentException if the sound has more than 2³¹ frames
   * @throws IOException if the sound cannot be read, or the consumer fails
   */
  public static void forEachPiece(
      AudioSource sound,
      Stft stft,
      Scale scale,
      Precision precision,
      int mostFrames,
      PieceConsumer consumer)
      throws IOException {
    int frames = Math.toIntExact(stft.frames(sound.length()));
    for (FrameRange range : new FrameRange(0, frames).split(mostFrames)) {
      try (Arena arena = Arena.ofShared()) {
        consumer.take(
            frames(sound, stft, scale, precision, arena, List.of(range)), (int) range.first());
      }
    }
  }

  /** The frames of these ranges, one range after the other. */
  static Spectrogram frames(
      AudioSource sound,
      Stft stft,
      Scale scale,
      Precision precision,
      Arena arena,
      List<FrameRange> ranges)
      throws IOException {
    int total = 0;
    for (FrameRange range : ranges) {
      total = Math.addExact(total, range.count());
    }
    ElementType type = ElementType.of(precision);
    var memory = arena.allocate(Math.multiplyExact((long) stft.bins() * total, type.bytes()), 64);
    var block = new FrameBlock(sound, stft);
    int at = 0;
    for (FrameRange range : ranges) {
      for (FrameRange part : range.split(FrameBlock.mostFrames(stft))) {
        block.read(part);
        block.writeSpectrogram(scale, memory, precision, (long) at * stft.bins());
        at += part.count();
      }
    }
    DenseMatrix values =
        DenseMatrix.wrap(memory, type, ByteOrder.nativeOrder(), stft.bins(), total, true);
    return new Spectrogram(values, scale, stft, sound.sampleRate());
  }

  /** |X| behind an entry. */
  public double magnitude(int bin, int frame) {
    return scale.toMagnitude(values.get(bin, frame));
  }

  /** Frequency of a bin in Hz. */
  public double frequency(int bin) {
    return stft.frequency(bin, sampleRate);
  }

  /** Time of the centre of a frame in seconds. */
  public double seconds(int frame) {
    return stft.seconds(frame, sampleRate);
  }
}
