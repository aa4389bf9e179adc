package io.github.nmf4j.audio.wav;

import io.github.nmf4j.audio.AudioSource;
import io.github.nmf4j.audio.Signal;
import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * A WAV file that is read piece by piece: integers of 8, 16, 24 and 32 bits, floats of 32 and 64,
 * also in {@code WAVE_FORMAT_EXTENSIBLE} and RF64 files, of any number of channels. Integers become
 * fractions of full scale, −1 … 1.
 */
public final class WavReader implements AudioSource, AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final WavHeader header;
  private final ByteBuffer buffer;

  private WavReader(Path file, FileChannel channel, WavHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    int block = blockBytes();
    this.buffer =
        ByteBuffer.allocateDirect(Math.max(BUFFER / block, 1) * block)
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws InvalidDataException if it is no WAV file, truncated, without samples, or compressed;
   *     the message names the codec and how to convert the file
   * @throws IOException if there is no such file or it cannot be read
   */
  public static WavReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory, not a WAV file");
    }
    FileChannel channel = FileChannel.open(file);
    try {
      return new WavReader(file, channel, WavHeader.read(file, channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Reads a whole file.
   *
   * @throws InvalidDataException as {@link #open}, or if it has more than 2³¹ samples per channel
   */
  public static Signal readAll(Path file) throws IOException {
    try (WavReader reader = open(file)) {
      if (reader.length() > Integer.MAX_VALUE - 8) {
        throw new InvalidDataException(
            "%s: %d samples are too many to be held in memory".formatted(file, reader.length()));
      }
      double[][] samples = new double[reader.channels()][(int) reader.length()];
      reader.read(0, (int) reader.length(), samples);
      return Signal.of(reader.sampleRate(), samples);
    }
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** How samples are stored. */
  public SampleFormat format() {
    return header.format();
  }

  @Override
  public int sampleRate() {
    return header.sampleRate();
  }

  @Override
  public int channels() {
    return header.channels();
  }

  @Override
  public long length() {
    return header.length();
  }

  @Override
  public void read(long start, int count, double[][] target) throws IOException {
    Objects.checkFromIndexSize(start, count, length());
    int block = blockBytes();
    int most = buffer.capacity() / block;
    for (int done = 0; done < count; ) {
      int now = Math.min(most, count - done);
      fill(header.dataStart() + (start + done) * block, now * block);
      for (int i = 0; i < now; i++) {
        for (int c = 0; c < header.channels(); c++) {
          double sample = header.format().get(buffer);
          if (!Double.isFinite(sample)) {
            throw notFinite(start + done + i, c, sample);
          }
          target[c][done + i] = sample;
        }
      }
      done += now;
    }
  }

  private void fill(long offset, int bytes) throws IOException {
    buffer.clear().limit(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new InvalidDataException(
            "%s: truncated while it was read, at offset %d"
                .formatted(file, offset + buffer.position()));
      }
    }
    buffer.flip();
  }

  private InvalidDataException notFinite(long index, int c, double sample) {
    return new InvalidDataException(
        String.format(
            Locale.ROOT,
            "%s: sample %d (%.4f s) of channel %d is %s; samples must be finite",
            file,
            index,
            (double) index / sampleRate(),
            c + 1,
            sample));
  }

  private int blockBytes() {
    return header.channels() * header.format().bytes();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
