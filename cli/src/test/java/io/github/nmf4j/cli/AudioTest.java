package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.audio.Signal;
import io.github.nmf4j.audio.wav.SampleFormat;
import io.github.nmf4j.audio.wav.WavReader;
import io.github.nmf4j.audio.wav.WavWriter;
import io.github.nmf4j.io.MatrixReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code nmf audio}. */
class AudioTest {

  private static final int RATE = 8000;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    double[] note = new double[2 * RATE];
    double[] clicks = new double[2 * RATE];
    double[] both = new double[2 * RATE];
    for (int t = 0; t < note.length; t++) {
      double swell = Math.pow(Math.sin(Math.PI * t / note.length), 2);
      note[t] = 0.4 * swell * Math.sin(2 * Math.PI * 440 * t / RATE);
      int since = t % 3001;
      // a short burst that looks like noise, always the same
      clicks[t] = since < 80 ? 0.5 * Math.sin(since * since * 0.7) * (1 - since / 80.0) : 0;
      both[t] = note[t] + clicks[t];
    }
    write("note.wav", note);
    write("clicks.wav", clicks);
    write("mix.wav", both);
  }

  private void write(String name, double[]... channels) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      WavWriter.write(out, Signal.of(RATE, channels), SampleFormat.PCM16);
    }
  }

  private double[] samples(String name) throws IOException {
    return WavReader.readAll(folder.resolve(name)).channel(0);
  }

  private JsonNode json(String path) throws IOException {
    return JsonMapper.shared().readTree(shell.text(path));
  }

  @Test
  void separatesComponentsThatAddUp() throws IOException {
    var outcome = shell.line("audio separate ./mix.wav -k 3 --n-fft 512 -o ./out").exits(0);
    assertTrue(outcome.out().contains("3 components"), outcome.out());
    assertEquals(
        Set.of(
            "component-0.wav", "component-1.wav", "component-2.wav", "W.npy", "H.npy", "run.json"),
        Set.copyOf(Arrays.asList(folder.resolve("out").toFile().list())));
    double[] mixture = samples("mix.wav");
    double[] sum = new double[mixture.length];
    for (int r = 0; r < 3; r++) {
      double[] stem = samples("out/component-" + r + ".wav");
      for (int t = 0; t < sum.length; t++) {
        sum[t] += stem[t];
      }
    }
    for (int t = 0; t < sum.length; t++) {
      assertEquals(mixture[t], sum[t], 1e-6);
    }
    JsonNode run = json("out/run.json");
    assertEquals("audio separate", run.get("command").asString());
    assertEquals(257, run.get("spectrogram").get("rows").asInt());
    assertEquals(3, run.get("stems").size());
    assertTrue(run.get("loss").get("relative").asDouble() < 0.5);
  }

  @Test
  void tellsNotesFromStrokesAndMeasuresIt() throws IOException {
    shell.line("audio separate ./mix.wav -k 3 --n-fft 512 --groups auto -o ./out -q").exits(0);
    var outcome =
        shell
            .line("audio evaluate ./out --reference ./note.wav --reference ./clicks.wav --json")
            .exits(0);
    JsonNode sources = JsonMapper.shared().readTree(outcome.out()).get("sources");
    assertTrue(sources.get(0).get("stem").asString().endsWith("harmonic.wav"));
    assertTrue(sources.get(1).get("stem").asString().endsWith("percussive.wav"));
    assertTrue(sources.get(0).get("sdr").asDouble() > 15, outcome.out());
    var table =
        shell.line("audio evaluate ./out --reference ./note.wav --reference ./clicks.wav").exits(0);
    assertTrue(table.out().contains("mean"), table.out());
  }

  @Test
  void knownTemplatesStayAndNameTheStems() throws IOException {
    shell.line("audio separate ./note.wav -k 1 --n-fft 512 -o ./n -q").exits(0);
    shell.line("audio separate ./clicks.wav -k 2 --n-fft 512 -o ./c -q").exits(0);
    shell
        .run(
            "audio",
            "separate",
            "./mix.wav",
            "--n-fft",
            "512",
            "-o",
            "./out",
            "--templates",
            "note=" + shell.path("n/W.npy"),
            "--templates",
            "clicks=" + shell.path("c/W.npy"))
        .exits(0);
    var outcome =
        shell
            .line("audio evaluate ./out --reference ./note.wav --reference ./clicks.wav --json")
            .exits(0);
    JsonNode sources = JsonMapper.shared().readTree(outcome.out()).get("sources");
    assertTrue(sources.get(0).get("stem").asString().endsWith("note.wav"));
    assertTrue(sources.get(0).get("sdr").asDouble() > 15, outcome.out());
    assertTrue(sources.get(1).get("sdr").asDouble() > 15, outcome.out());
    shell
        .run("audio", "separate", "./mix.wav", "-o", "./x", "--templates", "./n/W.npy")
        .exits(2)
        .complains("257 rows", "--n-fft 512");
  }

  @Test
  void stereoStaysStereo() throws IOException {
    write("two.wav", samples("note.wav"), samples("clicks.wav"));
    shell
        .line(
            "audio separate ./two.wav -k 2 --n-fft 256 --groups a=0 --sample-format pcm24 -o ./out")
        .exits(0);
    try (WavReader reader = WavReader.open(folder.resolve("out/a.wav"))) {
      assertEquals(2, reader.channels());
      assertEquals(SampleFormat.PCM24, reader.format());
      assertEquals(2 * RATE, reader.length());
    }
    assertTrue(Files.exists(folder.resolve("out/rest.wav")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-k 2 --hop 100                     | 2 | hop 100 does not suit a hann window of 2048",
        "-k 2 --n-fft 511                   | 2 | even",
        "-k 2 --window foo                  | 2 | sqrt-hann",
        "-k 2 --spectrum foo                | 2 | magnitude, power, log",
        "-k 2 --groups a=2                  | 2 | no component 2",
        "-k 2 --groups a                    | 2 | bass=0,2;drums=1,3-5",
        "-k 2 --mask binary --alpha 1       | 2 | --alpha",
        "-k 2 --alpha 0                     | 2 | alpha",
        "-k 0                               | 2 | rank",
        "--loss kl                          | 2 | -k K",
        "-k 2 -k 3                          | 2 | only once",
        "-k 2 --taps 0                      | 2 | --taps",
        "-k 2 --taps 3 --groups auto        | 2 | name the groups",
        "-k 2 --restarts 0                  | 2 | restarts",
        "-k 2 --loss foo                    | 2 | --loss",
      })
  void refusesWhatMakesNoSense(String options, int code, String expected) throws IOException {
    shell.line("audio separate ./mix.wav -o ./out " + options).exits(code).complains(expected);
    assertFalse(shell.tree().contains("out"));
  }

  @Test
  void badSoundLeavesNothingBehind() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve("mix.wav"));
    shell.file("cut.wav", Arrays.copyOf(whole, 1000));
    shell.file("text.wav", "1,2,3\n");
    shell.file("empty.wav", "");
    byte[] coded = whole.clone();
    coded[20] = 0x11;
    shell.file("coded.wav", coded);
    var before = shell.tree();
    shell.line("audio separate ./cut.wav -k 2 -o ./out").exits(3).complains("truncated");
    shell.line("audio separate ./text.wav -k 2 -o ./out").exits(3).complains("RIFF");
    shell.line("audio separate ./empty.wav -k 2 -o ./out").exits(3).complains("empty");
    shell
        .line("audio separate ./coded.wav -k 2 -o ./out")
        .exits(3)
        .complains("IMA ADPCM", "ffmpeg -i coded.wav -c:a pcm_s16le out.wav");
    shell.line("audio separate ./none.wav -k 2 -o ./out").exits(4).complains("no such file");
    shell.line("audio separate . -k 2 -o ./out").exits(4).complains("directory");
    assertEquals(before, shell.tree());
  }

  /** Where the samples of a plain float file begin. */
  private static final int FLOAT_HEADER = 58;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "separate -k 2",
        "separate -k 2 --taps 2",
        "analyze -k 2",
        "segment -k 2",
        "score --score ./s.csv"
      })
  void everyCommandRefusesBadSoundAndLeavesNothing(String words) throws IOException {
    shell.file("s.csv", "0,1,A4,a\n");
    byte[] whole = Files.readAllBytes(folder.resolve("mix.wav"));
    shell.file("cut.wav", Arrays.copyOf(whole, 1000));
    byte[] coded = whole.clone();
    coded[20] = 0x55;
    shell.file("coded.wav", coded);
    byte[] none = Arrays.copyOf(whole, 44);
    ByteBuffer.wrap(none).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 36).putInt(40, 0);
    shell.file("none.wav", none);
    try (OutputStream out = Files.newOutputStream(folder.resolve("nan.wav"))) {
      WavWriter.write(out, Signal.of(RATE, new double[RATE]), SampleFormat.FLOAT32);
    }
    byte[] nan = Files.readAllBytes(folder.resolve("nan.wav"));
    ByteBuffer.wrap(nan)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(FLOAT_HEADER + 4 * 4000, Float.NaN);
    shell.file("nan.wav", nan);
    var before = shell.tree();
    String command =
        "audio " + words.replaceFirst("(-k|--score)", "./FILE $1") + " -o ./out --report";
    shell.line(command.replace("FILE", "cut.wav")).exits(3).complains("cut.wav", "truncated");
    shell
        .line(command.replace("FILE", "coded.wav"))
        .exits(3)
        .complains("coded.wav", "MP3", "ffmpeg -i coded.wav -c:a pcm_s16le out.wav");
    shell.line(command.replace("FILE", "none.wav")).exits(3).complains("none.wav", "no samples");
    shell
        .line(command.replace("FILE", "nan.wav"))
        .exits(3)
        .complains("nan.wav", "sample 4000 (0.5000 s)", "NaN");
    assertEquals(before, shell.tree());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "separate -k 2 --n-fft 256",
        "separate -k 2 --n-fft 256 --taps 3",
        "separate -k 2 --n-fft 256 --groups auto",
        "analyze -k 2 --n-fft 256 --loss is",
        "segment -k 2",
        "segment -k 2 --convex",
        "segment -k 2 --parts 1",
        "score --score ./s.csv --n-fft 256"
      })
  void silenceIsNoReasonForNumbersThatAreNone(String words) throws IOException {
    shell.file("s.csv", "0,1,A4,a\n");
    write("silence.wav", new double[RATE]);
    String command = words.replaceFirst("(-k|--score)", "./silence.wav $1");
    shell.line("audio " + command + " -o ./out --report").exits(0);
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.toString();
        if (name.endsWith(".wav")) {
          for (double sample : WavReader.readAll(file).channel(0)) {
            assertEquals(0, sample, name);
          }
        } else if (name.endsWith(".npy")) {
          try (Arena arena = Arena.ofConfined()) {
            assertEquals(0, MatrixReader.read(file, arena).matrix().summary().nans(), name);
          }
        } else {
          String text = Files.readString(file);
          assertFalse(text.contains("NaN") || text.contains("Infinity"), name);
        }
      }
    }
  }

  @Test
  void silenceGivesSilence() throws IOException {
    write("silence.wav", new double[4000]);
    for (String loss : List.of("kl", "is", "frobenius")) {
      shell
          .line("audio separate ./silence.wav -k 2 --n-fft 256 --force -o ./out --loss " + loss)
          .exits(0);
      for (double sample : samples("out/component-1.wav")) {
        assertEquals(0, sample);
      }
    }
    shell
        .line("audio evaluate ./out --reference ./silence.wav")
        .exits(2)
        .complains("silence.wav", "silent");
  }
}
