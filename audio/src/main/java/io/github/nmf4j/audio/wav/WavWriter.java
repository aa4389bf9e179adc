package io.github.nmf4j.audio.wav;

import io.github.nmf4j.audio.AudioSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a WAV file piece by piece to a stream. The number of samples is told first, so that the
 * header is right from the start; beyond 4 GB it is that of an RF64 file.
 */
public final class WavWriter {

  private static final int PCM = 1;
  private static final int IEEE_FLOAT = 3;
  private static final int BUFFER = 1 << 16;

  /** Bytes of an extensible format chunk, its GUID's constant tail included. */
  private static final int EXTENSIBLE_BYTES = 40;

  private static final byte[] GUID_TAIL = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
  };

  private final OutputStream out;
  private final int channels;
  private final SampleFormat format;
  private final long length;
  private final ByteBuffer buffer;
  private long written;
  private long clipped;

  /**
   * Writes the header.
   *
   * @param out where the file goes; it stays open
   * @param length samples per channel that will be written
   * @throws IllegalArgumentException if there is no channel, no sample or no sample rate
   * @throws IOException if writing fails
   */
  public WavWriter(OutputStream out, int sampleRate, int channels, long length, SampleFormat format)
      throws IOException {
    if (sampleRate < 1 || channels < 1 || channels > 1024 || length < 1) {
      throw new IllegalArgumentException(
          "a WAV file needs a sample rate, 1 to 1024 channels and samples, was %d Hz, %d, %d"
              .formatted(sampleRate, channels, length));
    }
    this.out = out;
    this.channels = channels;
    this.format = format;
    this.length = length;
    this.buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    header(sampleRate);
  }

  /**
   * Writes a whole sound.
   *
   * @return how many samples were out of the format's range and limited to it
   */
  public static long write(OutputStream out, AudioSource sound, SampleFormat format)
      throws IOException {
    var writer = new WavWriter(out, sound.sampleRate(), sound.channels(), sound.length(), format);
    double[][] piece = new double[sound.channels()][(int) Math.min(sound.length(), BUFFER)];
    for (long start = 0; start < sound.length(); start += BUFFER) {
      int count = (int) Math.min(BUFFER, sound.length() - start);
      sound.read(start, count, piece);
      writer.write(piece, 0, count);
    }
    return writer.finish();
  }

  private void header(int sampleRate) throws IOException {
    // plain headers cannot say what three channels or more, or 24 bits in 3 bytes, are
    boolean extensible = channels > 2 || format == SampleFormat.PCM24;
    int formatBytes = extensible ? EXTENSIBLE_BYTES : format.isFloat() ? 18 : 16;
    int factBytes = format.isFloat() ? 12 : 0;
    int block = channels * format.bytes();
    long data = Math.multiplyExact(length, block);
    long riff = 4 + 8 + formatBytes + factBytes + 8 + data + (data & 1);
    boolean large = riff > 0xFFFFFFFFL;
    if (large) {
      tag("RF64").putInt(-1);
      tag("WAVE");
      tag("ds64").putInt(28).putLong(riff + 36).putLong(data).putLong(length).putInt(0);
    } else {
      tag("RIFF").putInt((int) riff);
      tag("WAVE");
    }
    int code = format.isFloat() ? IEEE_FLOAT : PCM;
    tag("fmt ").putInt(formatBytes).putShort((short) (extensible ? 0xFFFE : code));
    buffer.putShort((short) channels).putInt(sampleRate);
    buffer.putInt((int) Math.min(Integer.MAX_VALUE, (long) sampleRate * block));
    buffer.putShort((short) block).putShort((short) (8 * format.bytes()));
    if (extensible) {
      buffer.putShort((short) 22).putShort((short) (8 * format.bytes())).putInt(0);
      buffer.putShort((short) code).put(GUID_TAIL);
    } else if (format.isFloat()) {
      buffer.putShort((short) 0);
    }
    if (format.isFloat()) {
      tag("fact").putInt(4).putInt(large ? -1 : (int) length);
    }
    tag("data").putInt(large ? -1 : (int) data);
    drain();
  }

  private ByteBuffer tag(String id) {
    return buffer.put(id.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Writes {@code count} samples of every channel, {@code samples[channel][offset…]}.
   *
   * @throws IllegalStateException if these are more samples than were announced
   */
  public void write(double[][] samples, int offset, int count) throws IOException {
    if (count > length - written) {
      throw new IllegalStateException(
          "%d samples were announced, %d are written".formatted(length, written + count));
    }
    for (int i = offset; i < offset + count; i++) {
      for (int c = 0; c < channels; c++) {
        if (buffer.remaining() < format.bytes()) {
          drain();
        }
        if (format.clips(samples[c][i])) {
          clipped++;
        }
        format.put(buffer, samples[c][i]);
      }
    }
    written += count;
  }

  /**
   * Ends the file.
   *
   * @return how many samples were out of the format's range and limited to it
   * @throws IllegalStateException if fewer samples were written than announced
   */
  public long finish() throws IOException {
    if (written != length) {
      throw new IllegalStateException(
          "%d samples were announced, %d written".formatted(length, written));
    }
    drain();
    if (((length * channels * format.bytes()) & 1) == 1) {
      out.write(0);
    }
    out.flush();
    return clipped;
  }

  private void drain() throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
