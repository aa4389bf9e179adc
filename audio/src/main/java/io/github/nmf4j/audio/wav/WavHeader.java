package io.github.nmf4j.audio.wav;

import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a RIFF or RF64 file says about its sound. Sizes in the file are believed only as far as the
 * file goes.
 *
 * @param dataStart offset of the first sample in bytes
 * @param length samples per channel
 */
record WavHeader(int sampleRate, int channels, SampleFormat format, long dataStart, long length) {

  private static final int PCM = 1;
  private static final int IEEE_FLOAT = 3;
  private static final int EXTENSIBLE = 0xFFFE;
  private static final long UNKNOWN_SIZE = 0xFFFFFFFFL;
  private static final int MOST_CHANNELS = 1024;

  private static final Map<Integer, String> CODECS =
      Map.ofEntries(
          Map.entry(0x0002, "Microsoft ADPCM"),
          Map.entry(0x0006, "A-law"),
          Map.entry(0x0007, "µ-law"),
          Map.entry(0x0011, "IMA ADPCM"),
          Map.entry(0x0014, "G.723 ADPCM"),
          Map.entry(0x0031, "GSM 6.10"),
          Map.entry(0x0040, "G.721 ADPCM"),
          Map.entry(0x0050, "MPEG"),
          Map.entry(0x0055, "MP3"),
          Map.entry(0x00FF, "AAC"),
          Map.entry(0x0160, "Windows Media Audio 1"),
          Map.entry(0x0161, "Windows Media Audio 2"),
          Map.entry(0x0162, "Windows Media Audio Professional"),
          Map.entry(0x0163, "Windows Media Audio Lossless"),
          Map.entry(0x2000, "AC-3"),
          Map.entry(0x674F, "Ogg Vorbis"),
          Map.entry(0xF1AC, "FLAC"));

  /** What other sound files begin with. */
  private static final Map<String, String> FOREIGN =
      Map.of(
          "fLaC", "a FLAC file",
          "OggS", "an Ogg file",
          "ID3", "an MP3 file",
          "FORM", "an AIFF file",
          "RIFX", "a big-endian WAV file",
          "MThd", "a MIDI file",
          "\u00FF\u00FB", "an MP3 file",
          "caff", "a Core Audio file");

  static WavHeader read(Path file, FileChannel channel) throws IOException {
    return new Parser(file, channel).parse();
  }

  /** Walks over the chunks. */
  private static final class Parser {

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private @Nullable Layout layout;
    private long largeDataSize = -1;

    Parser(Path file, FileChannel channel) throws IOException {
      this.file = file;
      this.channel = channel;
      this.size = channel.size();
    }

    /** The {@code fmt } chunk. */
    private record Layout(int sampleRate, int channels, SampleFormat format) {}

    WavHeader parse() throws IOException {
      if (size == 0) {
        throw invalid("the file is empty");
      }
      boolean large = isLarge();
      long offset = 12;
      while (offset + 8 <= size) {
        ByteBuffer head = bytes(offset, 8);
        String id = id(head);
        long length = head.getInt() & UNKNOWN_SIZE;
        long body = offset + 8;
        if (id.equals("data")) {
          return data(body, large && length == UNKNOWN_SIZE ? largeDataSize : length);
        }
        if (id.equals("ds64") && large) {
          largeDataSize = largeDataSize(body, length);
        } else if (id.equals("fmt ")) {
          layout = layout(body, length);
        }
        // chunks begin at even offsets
        offset = body + length + (length & 1);
      }
      throw invalid(
          layout == null
              ? "truncated or damaged: there is no fmt chunk"
              : "truncated or damaged: there is no data chunk");
    }

    private boolean isLarge() throws IOException {
      ByteBuffer start = bytes(0, (int) Math.min(12, size));
      String text = StandardCharsets.ISO_8859_1.decode(start).toString();
      for (Map.Entry<String, String> foreign : FOREIGN.entrySet()) {
        if (text.startsWith(foreign.getKey())) {
          throw invalid("this is %s; %s".formatted(foreign.getValue(), remedy()));
        }
      }
      boolean large = text.startsWith("RF64") || text.startsWith("BW64");
      if (!large && !text.startsWith("RIFF")) {
        throw invalid("not a WAV file: it does not begin with RIFF; " + remedy());
      }
      if (text.length() < 12) {
        throw invalid("truncated: the file has %d bytes and no header".formatted(size));
      }
      if (!text.startsWith("WAVE", 8)) {
        throw invalid(
            "a RIFF file without sound: WAVE is expected at offset 8, found '%s'"
                .formatted(text.substring(8).replaceAll("[^ -~]", "?")));
      }
      return large;
    }

    private long largeDataSize(long body, long length) throws IOException {
      if (length < 24 || body + 24 > size) {
        throw invalid("damaged: the ds64 chunk at offset %d is too short".formatted(body - 8));
      }
      long data = bytes(body, 24).getLong(8);
      if (data < 0) {
        throw invalid(
            "damaged: the ds64 chunk at offset %d has a negative size".formatted(body - 8));
      }
      return data;
    }

    private Layout layout(long body, long length) throws IOException {
      if (length < 16 || body + 16 > size) {
        throw invalid(
            "damaged: the fmt chunk at offset %d has %d bytes, needs 16"
                .formatted(body - 8, Math.min(length, size - body)));
      }
      ByteBuffer fields = bytes(body, (int) Math.min(Math.min(length, 40), size - body));
      int code = fields.getShort() & 0xFFFF;
      int channels = fields.getShort() & 0xFFFF;
      long sampleRate = fields.getInt() & UNKNOWN_SIZE;
      int block = fields.getShort(12) & 0xFFFF;
      int bits = fields.getShort(14) & 0xFFFF;
      if (code == EXTENSIBLE) {
        if (fields.limit() < 40) {
          throw invalid(
              "damaged: the extensible fmt chunk at offset %d has %d bytes, needs 40"
                  .formatted(body - 8, fields.limit()));
        }
        // the sub-format is a GUID whose first two bytes are the plain code
        code = fields.getShort(24) & 0xFFFF;
      }
      if (code != PCM && code != IEEE_FLOAT) {
        throw compressed(code);
      }
      if (channels == 0 || channels > MOST_CHANNELS) {
        throw invalid(
            "damaged: %d channels; 1 to %d are possible".formatted(channels, MOST_CHANNELS));
      }
      if (sampleRate == 0 || sampleRate > Integer.MAX_VALUE) {
        throw invalid("damaged: a sample rate of %d Hz".formatted(sampleRate));
      }
      int bytes = block / channels;
      SampleFormat format = SampleFormat.of(bytes, code == IEEE_FLOAT);
      boolean fits = bits > 8 * (bytes - 1) && bits <= 8 * bytes;
      if (format == null || block % channels != 0 || !fits) {
        throw invalid(
            ("samples of %d bits in blocks of %d bytes for %d channels are not known; known are"
                    + " integers of 8, 16, 24 and 32 bits and floats of 32 and 64")
                .formatted(bits, block, channels));
      }
      return new Layout((int) sampleRate, channels, format);
    }

    private WavHeader data(long body, long length) {
      if (layout == null) {
        throw invalid(
            "damaged: the data chunk at offset %d comes before any fmt chunk".formatted(body - 8));
      }
      long there = size - body;
      // writers that cannot seek back leave the size open
      long bytes = length == UNKNOWN_SIZE ? there : length;
      if (bytes < 0) {
        throw invalid("damaged: an RF64 file without a ds64 chunk");
      }
      if (bytes > there) {
        throw invalid(
            "truncated: the data chunk at offset %d promises %d bytes, the file has %d more"
                .formatted(body - 8, bytes, there));
      }
      int block = layout.channels * layout.format.bytes();
      if (bytes < block) {
        throw invalid("no samples: the data chunk at offset %d is empty".formatted(body - 8));
      }
      return new WavHeader(layout.sampleRate, layout.channels, layout.format, body, bytes / block);
    }

    private InvalidDataException compressed(int code) {
      String codec = CODECS.getOrDefault(code, "an unknown codec");
      return invalid("compressed with %s (format 0x%04X); %s".formatted(codec, code, remedy()));
    }

    private String remedy() {
      return "convert it to PCM first: ffmpeg -i %s -c:a pcm_s16le out.wav"
          .formatted(file.getFileName());
    }

    private InvalidDataException invalid(String message) {
      return new InvalidDataException(file + ": " + message);
    }

    private static String id(ByteBuffer head) {
      byte[] id = new byte[4];
      head.get(id);
      return new String(id, StandardCharsets.ISO_8859_1);
    }

    private ByteBuffer bytes(long offset, int count) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          throw invalid("truncated at offset %d".formatted(offset + buffer.position()));
        }
      }
      return buffer.flip();
    }
  }
}
