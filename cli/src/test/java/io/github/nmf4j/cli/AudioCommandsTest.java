package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.audio.Pitch;
import io.github.nmf4j.audio.Signal;
import io.github.nmf4j.audio.wav.SampleFormat;
import io.github.nmf4j.audio.wav.WavWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code nmf audio analyze}, {@code score} and {@code segment}. */
class AudioCommandsTest {

  private static final int RATE = 8000;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() {
    shell = new Shell(folder);
  }

  private void write(String name, double[] samples) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      WavWriter.write(out, Signal.of(RATE, samples), SampleFormat.PCM16);
    }
  }

  private static void tone(double[] x, double start, double seconds, int midi) {
    double hertz = new Pitch(midi).hertz();
    int from = (int) (start * RATE);
    int length = (int) (seconds * RATE);
    for (int t = 0; t < length; t++) {
      // no clicks at either end: they would be onsets
      double level = Math.min(1, Math.min(t, length - t) / 200.0) * Math.exp(-1.5 * t / RATE);
      for (int h = 1; h <= 4; h++) {
        x[from + t] += 0.2 * level * Math.sin(2 * Math.PI * h * hertz * t / RATE) / h;
      }
    }
  }

  /** C4, then E4, then both, a second each. */
  private double[] melody() {
    double[] x = new double[3 * RATE];
    tone(x, 0, 1, 60);
    tone(x, 1, 1, 64);
    tone(x, 2, 1, 60);
    tone(x, 2, 1, 64);
    return x;
  }

  @Test
  void analyzeNamesTheNotesAndTheirTimes() throws IOException {
    write("melody.wav", melody());
    shell.line("audio analyze ./melody.wav -k 2 --n-fft 1024 -o ./out").exits(0);
    List<String> components = shell.text("out/components.csv").lines().skip(1).toList();
    assertEquals(
        Set.of("C4", "E4"),
        components.stream().map(line -> line.split(",", -1)[2]).collect(Collectors.toSet()));
    List<String> notes = shell.text("out/notes.csv").lines().skip(1).toList();
    assertEquals(4, notes.size(), notes.toString());
    double[] starts = {0, 1, 2, 2};
    for (int i = 0; i < 4; i++) {
      assertEquals(
          starts[i], Double.parseDouble(notes.get(i).split(",", -1)[0]), 0.1, notes.get(i));
    }
    JsonNode run = JsonMapper.shared().readTree(shell.text("out/run.json"));
    assertEquals(2, run.get("components").size());
    // what analyze writes, score reads
    shell.line("audio score ./melody.wav --score ./out/notes.csv --n-fft 1024 -o ./stems").exits(0);
    assertTrue(Files.exists(folder.resolve("stems/component-1.wav")));
  }

  @Test
  void scoreGivesAStemForEachLabelOrPitch() throws IOException {
    double[] c = new double[3 * RATE];
    tone(c, 0, 1, 60);
    tone(c, 2, 1, 60);
    double[] e = new double[3 * RATE];
    tone(e, 1, 1, 64);
    tone(e, 2, 1, 64);
    write("melody.wav", melody());
    write("c.wav", c);
    write("e.wav", e);
    shell.file("score.csv", "0,1,C4,low\n1,1,E4,high\n2,1,C4,low\n2,1,E4,high\n");
    shell
        .line("audio score ./melody.wav --score ./score.csv --n-fft 1024 --attacks -o ./hands")
        .exits(0);
    var outcome =
        shell
            .line("audio evaluate ./hands --reference ./c.wav --reference ./e.wav --json")
            .exits(0);
    JsonNode sources = JsonMapper.shared().readTree(outcome.out()).get("sources");
    assertTrue(sources.get(0).get("stem").asString().endsWith("low.wav"), outcome.out());
    assertTrue(sources.get(0).get("sdr").asDouble() > 15, outcome.out());
    assertTrue(sources.get(1).get("sdr").asDouble() > 15, outcome.out());
    for (String start : List.of("libfmp", "nmf-toolbox")) {
      String other = "audio score ./melody.wav --score ./score.csv --n-fft 1024 --start " + start;
      shell.line(other + " -o ./" + start).exits(0);
      String evaluate = " --reference ./c.wav --reference ./e.wav --json";
      String text = shell.line("audio evaluate ./" + start + evaluate).exits(0).out();
      for (JsonNode source : JsonMapper.shared().readTree(text).get("sources")) {
        assertTrue(source.get("sdr").asDouble() > 15, start + " " + text);
      }
    }
    shell
        .line("audio score ./melody.wav --score ./score.csv --stems pitch -o ./pitches -q")
        .exits(0);
    assertTrue(Files.exists(folder.resolve("pitches/C4.wav")));
    assertTrue(Files.exists(folder.resolve("pitches/E4.wav")));
  }

  @Test
  void badScoresLeaveNothingBehind() throws IOException {
    write("melody.wav", melody());
    shell.file("late.csv", "9,1,60,a\n");
    shell.file("bad.csv", "0,1,60,a\n0,x,60,a\n");
    shell.file("no.mid", "0,1,60,a\n");
    shell.file("picture.csv", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xFF});
    var before = shell.tree();
    String score = "audio score ./melody.wav -o ./out --score ";
    shell.line(score + "./late.csv").exits(2).complains("within the 3.000 s");
    shell.line(score + "./bad.csv").exits(3).complains("bad.csv, line 2", "'x'");
    shell.line(score + "./no.mid").exits(3).complains("not a MIDI file");
    shell.line(score + "./picture.csv").exits(3).complains("neither a MIDI file nor text");
    shell.line(score + "./none.csv").exits(4).complains("no such file");
    shell.line(score + "./late.csv --before -1").exits(2).complains("before");
    assertEquals(before, shell.tree());
    shell.file("drum.csv", "0,kick\n");
    shell.file("note.csv", "0,1,60,a\n");
    var prepared = shell.tree();
    shell.line(score + "./drum.csv --start libfmp").exits(2).complains("notes without one");
    shell.line(score + "./note.csv --start nmf-toolbox --attacks").exits(2).complains("beginning");
    assertEquals(prepared, shell.tree());
  }

  @Test
  void segmentLabelsSpansAndLeavesSilenceOut() throws IOException {
    double[] x = new double[9 * RATE];
    var random = new Random(1);
    for (int t = 0; t < x.length; t++) {
      double second = (double) t / RATE;
      boolean noise = second < 2 || (second >= 6 && second < 8);
      boolean tone = second >= 2 && second < 4;
      x[t] =
          noise
              ? 0.1 * random.nextGaussian()
              : tone || second >= 8 ? 0.3 * Math.sin(2 * Math.PI * 300 * second) : 0;
    }
    write("programme one.wav", x);
    shell.run("audio", "segment", "./programme one.wav", "-k", "2", "-o", "./out").exits(0);
    List<String[]> rows =
        shell.text("out/segments.csv").lines().skip(1).map(line -> line.split(",", -1)).toList();
    double[][] expected = {{0, 2}, {2, 4}, {6, 8}, {8, 9}};
    assertEquals(4, rows.size(), shell.text("out/segments.csv"));
    for (int i = 0; i < 4; i++) {
      assertEquals(expected[i][0], Double.parseDouble(rows.get(i)[0]), 0.11);
      assertEquals(expected[i][1], Double.parseDouble(rows.get(i)[1]), 0.11);
      assertEquals(rows.get(i % 2)[2], rows.get(i)[2]);
      assertTrue(Double.parseDouble(rows.get(i)[3]) > 0.7);
    }
    assertTrue(!rows.get(0)[2].equals(rows.get(1)[2]));
    String rttm = shell.text("out/segments.rttm").lines().toList().get(1);
    assertTrue(rttm.startsWith("SPEAKER programme_one 1 "), rttm);
    assertEquals(10, rttm.split(" ").length);
    shell.line("audio segment ./x.wav -k 2 -o ./o --step 0").exits(2).complains("step");
    write("silence.wav", new double[RATE]);
    shell.line("audio segment ./silence.wav -k 2 -o ./quiet").exits(0);
    assertEquals(1, shell.text("out/segments.csv").lines().limit(1).count());
    assertEquals("start,end,label,confidence\n", shell.text("quiet/segments.csv"));
  }

  @Test
  void freeComponentsTakeWhatTemplatesDoNotKnow() throws IOException {
    double[] known = new double[3 * RATE];
    double[] other = new double[3 * RATE];
    double[] both = new double[3 * RATE];
    tone(known, 0, 1, 60);
    tone(known, 2, 1, 60);
    tone(other, 1, 1, 66);
    tone(other, 2, 1, 66);
    for (int t = 0; t < both.length; t++) {
      both[t] = known[t] + other[t];
    }
    write("known.wav", known);
    write("other.wav", other);
    write("both.wav", both);
    shell.line("audio analyze ./known.wav -k 1 --n-fft 1024 -o ./k -q").exits(0);
    shell
        .run(
            "audio",
            "separate",
            "./both.wav",
            "--n-fft",
            "1024",
            "-o",
            "./out",
            "--templates",
            "known=" + shell.path("k/W.npy"),
            "--free-components",
            "1")
        .exits(0);
    var outcome =
        shell
            .line("audio evaluate ./out --reference ./known.wav --reference ./other.wav --json")
            .exits(0);
    JsonNode sources = JsonMapper.shared().readTree(outcome.out()).get("sources");
    assertTrue(sources.get(0).get("stem").asString().endsWith("known.wav"), outcome.out());
    assertTrue(sources.get(1).get("stem").asString().endsWith("rest.wav"), outcome.out());
    assertTrue(sources.get(0).get("sdr").asDouble() > 12, outcome.out());
    assertTrue(sources.get(1).get("sdr").asDouble() > 12, outcome.out());
    shell
        .line("audio separate ./both.wav -k 2 --free-components 1 -o ./x")
        .exits(2)
        .complains("--free-components");
  }
}
