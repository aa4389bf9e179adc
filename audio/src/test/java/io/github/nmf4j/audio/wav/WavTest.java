package io.github.nmf4j.audio.wav;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.audio.Signal;
import io.github.nmf4j.matrix.InvalidDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WavTest {

  @TempDir Path folder = Path.of("");

  /** A chunk: its name, its length, its bytes, a zero if they are odd. */
  private static byte[] chunk(String id, byte... body) {
    ByteBuffer chunk = little(8 + body.length + (body.length & 1));
    return all(chunk.put(latin(id)).putInt(body.length).put(body));
  }

  private static byte[] format(int code, int channels, int rate, int bits, byte... more) {
    int block = channels * ((bits + 7) / 8);
    ByteBuffer body = little(16 + more.length);
    body.putShort((short) code).putShort((short) channels).putInt(rate).putInt(rate * block);
    body.putShort((short) block).putShort((short) bits).put(more);
    return chunk("fmt ", all(body));
  }

  private static byte[] riff(byte[]... chunks) {
    int length = 4 + Arrays.stream(chunks).mapToInt(c -> c.length).sum();
    ByteBuffer file = little(8 + length).put(latin("RIFF")).putInt(length).put(latin("WAVE"));
    for (byte[] chunk : chunks) {
      file.put(chunk);
    }
    return all(file);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] all(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.duplicate().clear().get(bytes);
    return bytes;
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("x.wav"), content);
  }

  private double[] samples(byte[] content) throws IOException {
    return WavReader.readAll(file(content)).channel(0);
  }

  private void assertInvalid(byte[] content, String... expected) throws IOException {
    Path file = file(content);
    var e = assertThrows(InvalidDataException.class, () -> WavReader.readAll(file));
    String message = String.valueOf(e.getMessage());
    for (String part : expected) {
      assertTrue(message.contains(part), message);
    }
    assertTrue(message.startsWith(file.toString()), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void readsEveryFormat() throws IOException {
    assertArrayEquals(
        new double[] {-1, 0, 127.0 / 128},
        samples(riff(format(1, 1, 8000, 8), chunk("data", (byte) 0, (byte) 128, (byte) 255))));
    assertArrayEquals(
        new double[] {-1, 1.0 / 32768},
        samples(riff(format(1, 1, 8000, 16), chunk("data", HexFormat.of().parseHex("00800100")))));
    assertArrayEquals(
        new double[] {-1, 1.0 / (1 << 23), -1.0 / (1 << 23)},
        samples(
            riff(
                format(1, 1, 8000, 24),
                chunk("data", HexFormat.of().parseHex("000080010000ffffff")))));
    assertArrayEquals(
        new double[] {-1, 0x1p-31},
        samples(
            riff(
                format(1, 1, 8000, 32),
                chunk("data", HexFormat.of().parseHex("0000008001000000")))));
    assertArrayEquals(
        new double[] {1.5f, 0.1f},
        samples(
            riff(
                format(3, 1, 8000, 32),
                chunk("data", all(little(8).putFloat(1.5f).putFloat(0.1f))))));
    assertArrayEquals(
        new double[] {-2.5, 0.1},
        samples(
            riff(
                format(3, 1, 8000, 64),
                chunk("data", all(little(16).putDouble(-2.5).putDouble(0.1))))));
  }

  @Test
  void skipsOtherChunksAlsoOfOddLength() throws IOException {
    byte[] file =
        riff(
            chunk("JUNK", (byte) 1, (byte) 2, (byte) 3),
            format(1, 2, 44100, 16),
            chunk("LIST", latin("INFOdata!")),
            chunk("data", HexFormat.of().parseHex("0040008000c00040")),
            chunk("id3 ", (byte) 9));
    Signal signal = WavReader.readAll(file(file));
    assertEquals(44100, signal.sampleRate());
    assertArrayEquals(new double[] {0.5, -0.5}, signal.channel(0));
    assertArrayEquals(new double[] {-1, 0.5}, signal.channel(1));
  }

  @Test
  void readsExtensibleFilesWithSpareBits() throws IOException {
    byte[] more =
        HexFormat.of().parseHex("1600140003000000" + "0100" + "000000001000800000aa00389b71");
    byte[] data = chunk("data", HexFormat.of().parseHex("000040"));
    assertArrayEquals(new double[] {0.5}, samples(riff(format(0xFFFE, 1, 8000, 24, more), data)));
    more[8] = 0x55;
    assertInvalid(riff(format(0xFFFE, 1, 8000, 24, more), data), "MP3", "ffmpeg -i x.wav");
  }

  @Test
  void readsLargeFilesAndOpenSizes() throws IOException {
    byte[] data = chunk("data", HexFormat.of().parseHex("00400080"));
    Arrays.fill(data, 4, 8, (byte) 0xFF);
    byte[] open = riff(format(1, 1, 8000, 16), data);
    assertArrayEquals(new double[] {0.5, -1}, samples(open));

    ByteBuffer sizes = little(28).putLong(0).putLong(4).putLong(2).putInt(0);
    byte[] large =
        riff(chunk("ds64", all(sizes)), format(1, 1, 8000, 16), data, chunk("xtra", (byte) 0));
    large[1] = 'F';
    large[2] = '6';
    large[3] = '4';
    assertArrayEquals(new double[] {0.5, -1}, samples(large));
    sizes.putLong(8, 1L << 40);
    byte[] promising = riff(chunk("ds64", all(sizes)), format(1, 1, 8000, 16), data);
    System.arraycopy(large, 0, promising, 0, 4);
    assertInvalid(promising, "truncated", "1099511627776");
  }

  @Test
  void refusesWhatIsDamaged() throws IOException {
    byte[] fmt = format(1, 1, 8000, 16);
    byte[] data = chunk("data", new byte[100]);
    byte[] whole = riff(fmt, data);
    assertInvalid(new byte[0], "empty");
    assertInvalid(Arrays.copyOf(whole, 8), "truncated");
    assertInvalid(Arrays.copyOf(whole, 20), "fmt");
    assertInvalid(Arrays.copyOf(whole, 30), "fmt chunk at offset 12 has 10 bytes");
    assertInvalid(Arrays.copyOf(whole, 36), "no data chunk");
    assertInvalid(
        Arrays.copyOf(whole, 80),
        "truncated",
        "offset 36 promises 100 bytes, the file has 36 more");
    assertInvalid(riff(data, fmt), "before any fmt");
    assertInvalid(riff(fmt), "no data chunk");
    assertInvalid(riff(fmt, chunk("data")), "no samples");
    assertInvalid(riff(format(1, 0, 8000, 16), data), "damaged");
    assertInvalid(riff(format(1, 1, 0, 16), data), "0 Hz");
    assertInvalid(riff(format(1, 1, 8000, 40), data), "40 bits");
    assertInvalid(riff(format(3, 1, 8000, 16), data), "16 bits");
    assertInvalid(latin("RIFF\0\0\0\0AVI LIST"), "AVI");
    assertInvalid(latin("a,b\n1,2\n"), "does not begin with RIFF");
  }

  @ParameterizedTest
  @CsvSource({
    "2, Microsoft ADPCM",
    "6, A-law",
    "7, µ-law",
    "17, IMA ADPCM",
    "85, MP3",
    "4660, unknown codec"
  })
  void namesTheCodec(int code, String codec) throws IOException {
    assertInvalid(
        riff(format(code, 1, 8000, 8), chunk("data", new byte[10])), codec, "-c:a pcm_s16le");
  }

  @Test
  void namesOtherFiles() throws IOException {
    assertInvalid(latin("fLaC............"), "FLAC", "ffmpeg");
    assertInvalid(latin("ID3............."), "MP3");
    assertInvalid(latin("OggS............"), "Ogg");
  }

  @Test
  void saysWhereASampleIsNotFinite() throws IOException {
    ByteBuffer body = little(4 * 8);
    body.putFloat(4 * 5, Float.NaN);
    assertInvalid(
        riff(format(3, 2, 1000, 32), chunk("data", all(body))),
        "sample 2 (0.0020 s) of channel 2 is NaN");
    body.putFloat(4 * 5, Float.NEGATIVE_INFINITY);
    assertInvalid(riff(format(3, 2, 1000, 32), chunk("data", all(body))), "-Infinity");
  }

  @Test
  void namesMissingFilesAndFolders() {
    assertThrows(NoSuchFileException.class, () -> WavReader.open(folder.resolve("none.wav")));
    assertThrows(FileSystemException.class, () -> WavReader.open(folder));
  }

  @ParameterizedTest
  @EnumSource(SampleFormat.class)
  void writesWhatItReads(SampleFormat format) throws IOException {
    for (int channels = 1; channels <= 3; channels++) {
      double[][] samples = new double[channels][101];
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < 101; i++) {
          // multiples of 1/128 are exact in every format
          samples[c][i] = (((i * 37 + c * 11) % 256) - 128) / 128.0;
        }
      }
      Signal signal = Signal.of(22050, samples);
      var bytes = new ByteArrayOutputStream();
      assertEquals(0, WavWriter.write(bytes, signal, format));
      assertEquals(0, bytes.size() % 2);
      assertEquals(bytes.size() - 8, little(8).put(bytes.toByteArray(), 0, 8).getInt(4));
      try (WavReader reader = WavReader.open(file(bytes.toByteArray()))) {
        assertEquals(format, reader.format());
        assertEquals(101, reader.length());
        assertEquals(22050, reader.sampleRate());
      }
      Signal back = WavReader.readAll(folder.resolve("x.wav"));
      for (int c = 0; c < channels; c++) {
        assertArrayEquals(samples[c], back.channel(c));
      }
    }
  }

  @Test
  void thePlainHeaderIsTheClassicOne() throws IOException {
    var bytes = new ByteArrayOutputStream();
    WavWriter.write(bytes, Signal.of(8000, new double[] {0.5, -0.5}), SampleFormat.PCM16);
    assertArrayEquals(
        riff(format(1, 1, 8000, 16), chunk("data", HexFormat.of().parseHex("004000c0"))),
        bytes.toByteArray());
  }

  @Test
  void limitsAndCountsWhatDoesNotFit() throws IOException {
    var bytes = new ByteArrayOutputStream();
    Signal loud = Signal.of(8000, new double[] {1.5, -1.5, 1, -1, 0.25});
    assertEquals(3, WavWriter.write(bytes, loud, SampleFormat.PCM16));
    assertArrayEquals(
        new double[] {32767.0 / 32768, -1, 32767.0 / 32768, -1, 0.25},
        samples(bytes.toByteArray()));
    assertEquals(0, WavWriter.write(OutputStream.nullOutputStream(), loud, SampleFormat.FLOAT32));
  }

  @Test
  void largeFilesGetALargeHeader() throws IOException {
    var bytes = new ByteArrayOutputStream();
    long length = 3_000_000_000L;
    var writer = new WavWriter(bytes, 48000, 1, length, SampleFormat.PCM16);
    byte[] header = bytes.toByteArray();
    assertEquals("RF64", new String(header, 0, 4, StandardCharsets.ISO_8859_1));
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(header.length - 8 + 2 * length, fields.getLong(20));
    assertEquals(2 * length, fields.getLong(28));
    assertThrows(IllegalStateException.class, writer::finish);
    var short2 = new WavWriter(bytes, 48000, 1, 1, SampleFormat.PCM16);
    assertThrows(IllegalStateException.class, () -> short2.write(new double[1][2], 0, 2));
  }
}
