package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.audio.Signal;
import io.github.nmf4j.audio.wav.SampleFormat;
import io.github.nmf4j.audio.wav.WavWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pages about sounds: {@code --report} of {@code nmf audio}, and {@code nmf report} afterwards. */
class AudioReportTest {

  private static final int RATE = 8000;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    double[] both = new double[2 * RATE];
    for (int t = 0; t < both.length; t++) {
      int since = t % 3001;
      both[t] = t < RATE ? 0.4 * Math.sin(2 * Math.PI * 440 * t / RATE) : 0;
      both[t] += since < 80 ? 0.5 * Math.sin(since * since * 0.7) * (1 - since / 80.0) : 0;
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve("mix.wav"))) {
      WavWriter.write(out, Signal.of(RATE, both), SampleFormat.PCM16);
    }
  }

  private static List<String> players(String page) {
    return Pattern.compile("aria-label=\"([^\"]*)\" src=\"data:audio/wav;base64,[A-Za-z0-9+/=]+\"")
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** The page asks for nothing but the files beside it. */
  private static List<String> links(String page) {
    return Pattern.compile("(?:src|href)=\"(?!data:|#)([^\"]*)\"")
        .matcher(page)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  @Test
  void separatedSoundsHavePlayersAndASpectrogram() throws IOException {
    Shell.Outcome outcome =
        shell
            .line(
                "audio separate ./mix.wav -k 3 --n-fft 512 --groups note=0;strokes=1 -o ./out"
                    + " --report --plots svg")
            .exits(0);
    assertTrue(outcome.out().contains(folder.resolve("out/report.html").toString()));
    assertTrue(outcome.out().contains(folder.resolve("out/plot-spectrogram.svg").toString()));
    String page = shell.text("out/report.html");
    assertEquals(List.of("mixture", "note", "strokes", "rest"), players(page));
    assertEquals(List.of("./note.wav", "./strokes.wav", "./rest.wav"), links(page));
    assertTrue(page.contains("The whole length, one channel, 16 bits, 8000 samples a second"));
    assertTrue(page.contains("frequency (Hz)") && page.contains("time (s)"));
    assertTrue(page.contains("0 note") && page.contains("2 rest"));
    assertTrue(page.contains("<title>mix.wav, separated</title>"));
    assertTrue(page.contains("257 bins"), "facts of the spectrogram are missing");

    shell.line("report ./out").exits(4).complains("report.html", "--force");
    shell.line("report ./out --force --plots svg").exits(0);
    assertEquals(page, shell.text("out/report.html"));
    shell.line("report ./out --force --tiles 2x2").exits(2).complains("--tiles");

    Files.move(folder.resolve("mix.wav"), folder.resolve("gone.wav"));
    Shell.Outcome without = shell.line("report ./out --force").exits(0);
    assertTrue(without.err().contains("not there any more"), without.err());
    assertEquals(List.of("note", "strokes", "rest"), players(shell.text("out/report.html")));
    Files.move(folder.resolve("gone.wav"), folder.resolve("mix.wav"));

    // a page of earlier results is gone with them
    shell.line("audio separate ./mix.wav -k 2 --n-fft 512 -o ./out --force -q").exits(0);
    assertFalse(Files.exists(folder.resolve("out/report.html")));
    assertFalse(Files.exists(folder.resolve("out/plot-spectrogram.svg")));
  }

  @Test
  void templatesOfSeveralFramesAreShown() throws IOException {
    shell.line("audio separate ./mix.wav -k 2 --taps 4 --n-fft 512 -o ./out --report").exits(0);
    String page = shell.text("out/report.html");
    assertEquals(List.of("mixture", "component-0", "component-1"), players(page));
    assertTrue(page.contains("4 columns, 0.0640 of the axis time (s)"), "no templates");
    assertTrue(page.contains("V − W·H"));
  }

  @Test
  void notesHaveNamesATimeLineAndPlayers() throws IOException {
    shell.line("audio analyze ./mix.wav -k 2 --n-fft 1024 -o ./out --report").exits(0);
    String page = shell.text("out/report.html");
    List<String> players = players(page);
    assertEquals(3, players.size());
    assertEquals("recording", players.getFirst());
    assertTrue(players.stream().anyMatch(name -> name.endsWith(" A4")), players.toString());
    assertTrue(page.contains("When the components sound"));
    assertTrue(page.contains("<th scope=\"col\">note</th>"));
    assertEquals(List.of(), links(page));
    shell.line("report ./out --force").exits(0);
    assertEquals(page, shell.text("out/report.html"));
  }

  @Test
  void scoresNameTheComponents() throws IOException {
    shell.file("score.csv", "start,duration,pitch,label\n0,1,A4,left\n0,,,drum\n0.375,,,drum\n");
    shell.line("audio score ./mix.wav --score ./score.csv --n-fft 512 -o ./out --report").exits(0);
    String page = shell.text("out/report.html");
    assertEquals(List.of("mixture", "drum", "left"), players(page));
    assertTrue(page.contains("2 left A4"), "the name of a component is missing");
  }

  @Test
  void segmentsHaveATimeLineAndPlayers() throws IOException {
    shell.line("audio segment ./mix.wav -k 2 -o ./out --report").exits(0);
    String page = shell.text("out/report.html");
    assertEquals(2, players(page).size(), page.substring(0, 900));
    assertTrue(players(page).getFirst().startsWith("sound-0, from "));
    assertTrue(page.contains("What is heard when"));
    assertTrue(page.contains("mel band (Hz)"));
    shell.line("report ./out --force").exits(0);
    assertEquals(page, shell.text("out/report.html"));
    shell.file("out/segments.csv", "start,end,label,confidence\n0,1,2\n");
    shell.line("report ./out --force").exits(3).complains("segments.csv", "line 2");
  }

  @Test
  void silenceHasAPage() throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("silence.wav"))) {
      WavWriter.write(out, Signal.of(RATE, new double[RATE]), SampleFormat.PCM16);
    }
    for (String command : List.of("separate", "analyze", "segment")) {
      String fft = command.equals("segment") ? "" : " --n-fft 256";
      shell
          .line("audio " + command + " ./silence.wav -k 2 -o ./" + command + " --report" + fft)
          .exits(0);
      assertFalse(shell.text(command + "/report.html").contains("NaN"), command);
    }
  }

  @Test
  void progressIsSaidAsAsked() throws IOException {
    String separate = "audio separate ./mix.wav -k 2 --n-fft 512 --force -o ./out ";
    String json = shell.line(separate + "--progress json").exits(0).err();
    List<JsonNode> objects = json.lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    assertEquals("iterations", objects.getFirst().get("stage").asString());
    assertEquals("stems", objects.getLast().get("stage").asString());
    assertEquals(
        objects.getLast().get("maxIterations").asInt(), objects.getLast().get("iteration").asInt());
    assertEquals("", shell.line(separate + "--progress none").exits(0).err());
    shell.line(separate + "--progress json -q").exits(2).complains("--quiet", "--progress");
    shell.line(separate + "--progress dots").exits(2).complains("auto, bar, lines, json, none");
    shell.line(separate + "--plots svg").exits(2).complains("--report");
    shell.line(separate + "--tempering 5").exits(2).complains("--tempering", "--loss kl");
    shell.line(separate + "--loss is --tempering -1").exits(2).complains("tempering", "-1");
    shell.line(separate + "--loss is --taps 2 --tempering 5").exits(2).complains("--taps");
    for (String command : List.of("analyze", "segment")) {
      json =
          shell
              .line("audio " + command + " ./mix.wav -k 2 -o ./" + command + " --progress json")
              .exits(0)
              .err();
      assertTrue(json.startsWith("{\"iteration\":0,"), json);
    }
  }
}
