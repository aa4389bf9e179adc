package io.github.nmf4j.audio.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Solver;
import io.github.nmf4j.audio.Decomposer;
import io.github.nmf4j.audio.Decomposition;
import io.github.nmf4j.audio.Mask;
import io.github.nmf4j.audio.Pitch;
import io.github.nmf4j.audio.Scale;
import io.github.nmf4j.audio.Separator;
import io.github.nmf4j.audio.Signal;
import io.github.nmf4j.audio.Stft;
import io.github.nmf4j.audio.Window;
import io.github.nmf4j.matrix.InvalidDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreTest {

  @TempDir Path folder = Path.of("");

  private List<Note> read(String text) throws IOException {
    return ScoreReader.read(Files.writeString(folder.resolve("score.csv"), text));
  }

  private static Note note(double start, double duration, int pitch, String label) {
    return new Note(start, OptionalDouble.of(duration), Optional.of(new Pitch(pitch)), label);
  }

  private static Note drum(double start, String label) {
    return new Note(start, OptionalDouble.empty(), Optional.empty(), label);
  }

  @Test
  void readsTables() throws IOException {
    List<Note> expected = List.of(note(0.5, 1, 60, "left"), note(1, 0.25, 64, "right"));
    assertEquals(expected, read("start,duration,pitch,label\n0.5,1,60,left\n1,0.25,64,right\n"));
    assertEquals(expected, read("0.5;1;60;80;left\n1;0.25;64;70;right\n"));
    assertEquals(
        expected,
        read(
            "\uFEFF\"Start\";\"Duration\";\"Pitch\";\"Velocity\";\"Label\"\r\n1.0;0.25;64.0;1;\"right\"\r\n0.5;1;C4;1;\"left\"\r\n"));
    assertEquals(
        expected,
        read("# a comment\nhand\tonset\tend\tnote\nleft\t0.5\t1.5\tC4\nright\t1\t1.25\tE4\n"));
    assertEquals(List.of(drum(0, "1"), drum(0.25, "3")), read("0.0000\t1.0000\n0.2500\t3.0000\n"));
    assertEquals(List.of(note(0, 1, 60, "")), read("0 1   60\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,1,60,a\\n1,x,60,a        | line 2: the duration 'x' is not a number",
        "0,1,60,a\\n1,1,H4,a        | line 2: a pitch is",
        "0,1,60,a\\n-1,1,60,a       | line 2: a note's start",
        "0,1,60,a\\n0,0,60,a        | line 2: a note's duration",
        "0,1,60,a\\n0,1,60          | line 2: 3 fields, there should be 4",
        "1,2,3,4,5,6                | line 1: 6 fields",
        "pitch,label\\n60,a         | line 1: no field is called start",
        "start,duration\\n1,1       | line 1: no field is called pitch",
        "start,time,pitch\\n1,1,60  | line 1: the field 'time' is there twice",
        "start,pitch                | no note",
        "# nothing                  | no note",
      })
  void saysWhichLineIsWrong(String text, String expected) {
    var e = assertThrows(InvalidDataException.class, () -> read(text.replace("\\n", "\n")));
    assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
  }

  /** A track: delta times and events in hexadecimal. */
  private static byte[] track(String events) {
    byte[] body = HexFormat.of().parseHex((events + "00ff2f00").replace(" ", ""));
    var track = new ByteArrayOutputStream();
    track.writeBytes("MTrk".getBytes(StandardCharsets.ISO_8859_1));
    track.writeBytes(new byte[] {0, 0, (byte) (body.length >> 8), (byte) body.length});
    track.writeBytes(body);
    return track.toByteArray();
  }

  private static byte[] midi(String header, byte[]... tracks) {
    var file = new ByteArrayOutputStream();
    file.writeBytes("MThd".getBytes(StandardCharsets.ISO_8859_1));
    file.writeBytes(HexFormat.of().parseHex("00000006" + header));
    for (byte[] track : tracks) {
      file.writeBytes(track);
    }
    return file.toByteArray();
  }

  private List<Note> read(byte[] content) throws IOException {
    return ScoreReader.read(Files.write(folder.resolve("score.mid"), content));
  }

  @Test
  void readsMidi() throws IOException {
    // 96 ticks per quarter; 0.5 s per quarter, from tick 96 on 1 s
    byte[] tempo = track("00ff5103 07a120 60ff5103 0f4240");
    byte[] right =
        track(
            "00ff0305 5269676874" // a track called Right
                + "00 90 3c 40 60 3c 00" // C4 for a quarter, ended by a velocity of 0, running
                // status
                + "00 c0 05 00 b0 07 64" // a program change and a controller
                + "8140 90 40 40 60 80 40 00"); // 192 ticks later E4 for a quarter
    byte[] drums = track("30 99 26 40 10 89 26 00");
    assertEquals(
        List.of(note(0, 0.5, 60, "Right"), drum(0.25, "drum-38"), note(2.5, 1, 64, "Right")),
        read(midi("0001 0003 0060".replace(" ", ""), tempo, right, drums)));
    // 25 frames per second of 40 ticks: milliseconds
    assertEquals(
        List.of(note(0.125, 0.25, 60, "channel-2")),
        read(midi("0000 0001 e728".replace(" ", ""), track("7d 91 3c 40 817a 81 3c 00"))));
  }

  @Test
  void refusesDamagedMidi() throws IOException {
    byte[] whole = midi("000000010060", track("00903c4060803c00"));
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(InvalidDataException.class, () -> read(cut), "the first " + length + " bytes");
    }
    var random = new Random(4);
    for (int i = 0; i < 2000; i++) {
      byte[] noisy = whole.clone();
      noisy[4 + random.nextInt(noisy.length - 4)] = (byte) random.nextInt();
      try {
        read(noisy);
      } catch (InvalidDataException e) {
        assertEquals(1, String.valueOf(e.getMessage()).lines().count());
      }
    }
    var e =
        assertThrows(
            InvalidDataException.class, () -> read("hello".getBytes(StandardCharsets.UTF_8)));
    assertTrue(String.valueOf(e.getMessage()).contains("MThd"));
    assertThrows(InvalidDataException.class, () -> read(midi("000200010060")));
  }

  @Test
  void activationsAndTemplatesHaveZerosWhereTheScoreHasNothing() {
    var stft = new Stft(Window.HANN, 1024, 256);
    var settings = new ScoreModel.Settings(0.05, 0.1, 0.03, true, 2);
    ScoreModel model =
        ScoreModel.of(
            List.of(note(0.5, 0.5, 69, "r"), note(0.2, 0.1, 57, "l"), drum(1, "snare")),
            stft,
            8000,
            16000,
            settings);
    assertEquals(
        List.of(
            new ScoreModel.Voice("l", Optional.of(new Pitch(57)), ScoreModel.Part.TONE),
            new ScoreModel.Voice("l", Optional.of(new Pitch(57)), ScoreModel.Part.ATTACK),
            new ScoreModel.Voice("r", Optional.of(new Pitch(69)), ScoreModel.Part.TONE),
            new ScoreModel.Voice("r", Optional.of(new Pitch(69)), ScoreModel.Part.ATTACK),
            new ScoreModel.Voice("snare", Optional.empty(), ScoreModel.Part.DRUM),
            new ScoreModel.Voice("snare", Optional.empty(), ScoreModel.Part.DRUM)),
        model.voices());
    double frame = 256.0 / 8000;
    for (int f = 0; f < model.h().columns(); f++) {
      double t = f * frame;
      assertEquals(
          t > 0.45 - frame && t <= 1.1 + 1e-9 ? 1 : 0, model.h().get(2, f), "frame at " + t);
      assertEquals(t > 0.95 - frame && t <= 1.7 + 1e-9, model.h().get(4, f) > 0, "drum at " + t);
    }
    // 440 Hz is bin 56.32, 3 % are 1.7 bins
    assertEquals(0, model.w().get(53, 2));
    assertEquals(1, model.w().get(56, 2));
    assertEquals(0, model.w().get(60, 2));
    assertEquals(0.5, model.w().get(113, 2));
    assertEquals(
        List.of("l", "r", "snare"), model.stemsByLabel().stream().map(s -> s.name()).toList());
    assertEquals(
        List.of("A3", "A4", "snare"), model.stemsByPitch().stream().map(s -> s.name()).toList());
    assertThrows(
        IllegalArgumentException.class,
        () -> ScoreModel.of(List.of(drum(2.5, "x")), stft, 8000, 16000, settings));
  }

  /** Two hands that play the same rhythm more than an octave apart come apart by their score. */
  @Test
  void handsComeApart() throws IOException {
    int rate = 8000;
    double[] left = new double[2 * rate];
    double[] right = new double[2 * rate];
    int[] bass = {45, 47, 48, 50};
    int[] treble = {61, 63, 65, 68};
    var score = new ArrayList<Note>();
    for (int i = 0; i < 4; i++) {
      tone(left, rate, 0.5 * i, new Pitch(bass[i]).hertz());
      tone(right, rate, 0.5 * i, new Pitch(treble[i]).hertz());
      score.add(note(0.5 * i, 0.45, bass[i], "left"));
      score.add(note(0.5 * i, 0.45, treble[i], "right"));
    }
    double[] both = new double[left.length];
    for (int t = 0; t < both.length; t++) {
      both[t] = left[t] + right[t];
    }
    Signal mixture = Signal.of(rate, both);
    var stft = Stft.hann(1024);
    ScoreModel model =
        ScoreModel.of(score, stft, rate, both.length, ScoreModel.Settings.defaults());
    var options =
        NmfOptions.rank(8)
            .loss(Loss.KULLBACK_LEIBLER)
            .solver(Solver.MULTIPLICATIVE)
            .initialization(new Initialization.Custom(model.w(), model.h()));
    Decomposition decomposition =
        new Decomposer(stft, new Scale.Magnitude(), options).decompose(mixture);
    for (int r = 0; r < 8; r++) {
      for (int f = 0; f < decomposition.frames(); f++) {
        assertTrue(model.h().get(r, f) > 0 || decomposition.h().get(r, f) == 0);
      }
      for (int q = 0; q < stft.bins(); q++) {
        assertTrue(model.w().get(q, r) > 0 || decomposition.w().get(q, r) == 0);
      }
    }
    List<Signal> hands =
        new Separator(decomposition, model.stemsByLabel(), new Mask.Rule.Wiener(2))
            .separate(mixture);
    double[] found = hands.getFirst().channel(0);
    double error = 0;
    double all = 0;
    for (int t = 0; t < found.length; t++) {
      error += (found[t] - left[t]) * (found[t] - left[t]);
      all += left[t] * left[t];
    }
    assertTrue(error < 0.02 * all, "error " + error / all);
  }

  private static void tone(double[] x, int rate, double start, double hertz) {
    int from = (int) (start * rate);
    for (int t = 0; t < 0.45 * rate; t++) {
      double swell = Math.pow(Math.sin(Math.PI * t / (0.45 * rate)), 2);
      for (int h = 1; h <= 4; h++) {
        x[from + t] += 0.2 * swell * Math.sin(2 * Math.PI * h * hertz * t / rate) / h;
      }
    }
  }
}
