package io.github.nmf4j.audio.wav;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a WAV file stores one sample. Integers stand for fractions of full scale. */
public enum SampleFormat {
  /** 8-bit integers, silence at 128. */
  PCM8(1, false),
  /** 16-bit integers. */
  PCM16(2, false),
  /** 24-bit integers. */
  PCM24(3, false),
  /** 32-bit integers. */
  PCM32(4, false),
  /** 32-bit floating point; not limited to ±1. */
  FLOAT32(4, true),
  /** 64-bit floating point; not limited to ±1. */
  FLOAT64(8, true);

  private final int bytes;
  private final boolean floating;

  SampleFormat(int bytes, boolean floating) {
    this.bytes = bytes;
    this.floating = floating;
  }

  /** Size of one sample in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether samples are floating-point numbers. */
  public boolean isFloat() {
    return floating;
  }

  /** The format for a sample of this size, or null if there is none. */
  static @Nullable SampleFormat of(int bytes, boolean floating) {
    for (SampleFormat format : values()) {
      if (format.bytes == bytes && format.floating == floating) {
        return format;
      }
    }
    return null;
  }

  /** The next sample of a little-endian buffer. */
  double get(ByteBuffer buffer) {
    return switch (this) {
      case PCM8 -> ((buffer.get() & 0xFF) - 128) * 0x1p-7;
      case PCM16 -> buffer.getShort() * 0x1p-15;
      case PCM24 -> ((buffer.get() & 0xFF) | (buffer.getShort() << 8)) * 0x1p-23;
      case PCM32 -> buffer.getInt() * 0x1p-31;
      case FLOAT32 -> buffer.getFloat();
      case FLOAT64 -> buffer.getDouble();
    };
  }

  /** Appends a sample, rounded and limited to what the format can hold. */
  void put(ByteBuffer buffer, double sample) {
    switch (this) {
      case PCM8 -> buffer.put((byte) (quantize(sample, 7) + 128));
      case PCM16 -> buffer.putShort((short) quantize(sample, 15));
      case PCM24 -> {
        long value = quantize(sample, 23);
        buffer.put((byte) value);
        buffer.putShort((short) (value >> 8));
      }
      case PCM32 -> buffer.putInt((int) quantize(sample, 31));
      case FLOAT32 -> buffer.putFloat((float) sample);
      case FLOAT64 -> buffer.putDouble(sample);
    }
  }

  private static long quantize(double sample, int bits) {
    long full = 1L << bits;
    return Math.clamp(Math.round(sample * full), -full, full - 1);
  }

  /** Whether {@link #put} has to limit this sample. */
  boolean clips(double sample) {
    if (floating) {
      return false;
    }
    double full = 1L << (8 * bytes - 1);
    long value = Math.round(sample * full);
    return value < -full || value >= full;
  }

  /** {@code pcm16} and the like. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
