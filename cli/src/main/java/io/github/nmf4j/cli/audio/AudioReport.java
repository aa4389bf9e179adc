package io.github.nmf4j.cli.audio;

import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.audio.Decomposition;
import io.github.nmf4j.audio.wav.WavReader;
import io.github.nmf4j.cli.Json;
import io.github.nmf4j.cli.RunReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code run.json} of a command that factorises sound.
 *
 * @param command {@code audio separate} and so on
 * @param arguments what was typed after {@code nmf}
 * @param options what was asked for
 */
record AudioReport(
    String command,
    List<String> arguments,
    WavReader input,
    NmfOptions options,
    Decomposition decomposition) {

  AudioReport {
    arguments = List.copyOf(arguments);
  }

  /**
   * Writes the file into {@code folder}.
   *
   * @param part what is the command's own
   */
  void write(Path folder, Json.Part part) throws IOException {
    Path file = folder.resolve(FolderOptions.RUN_FILE);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        Json json = new Json(out)) {
      json.object(() -> fields(json, part));
    }
  }

  private void fields(Json json, Json.Part part) {
    json.field("schemaVersion", RunReport.SCHEMA_VERSION);
    RunReport.tool(json);
    json.field("command", command);
    RunReport.commandLine(json, arguments);
    json.object("input", () -> sound(json, input));
    json.object("spectrogram", () -> spectrogram(json));
    json.object("options", () -> options(json));
    RunReport.outcome(json, decomposition.learned());
    json.object("timings", () -> timings(json));
    part.write(json);
    RunReport.trace(json, decomposition.learned());
  }

  static void sound(Json json, WavReader sound) {
    json.field("file", sound.file().toString());
    json.field("sampleRate", sound.sampleRate());
    json.field("channels", sound.channels());
    json.field("samples", sound.length());
    json.field("seconds", sound.seconds());
    json.field("sampleFormat", sound.format().toString());
  }

  private void spectrogram(Json json) {
    json.field("nFft", decomposition.stft().size());
    json.field("hop", decomposition.stft().hop());
    json.field("window", decomposition.stft().window().toString());
    json.field("spectrum", decomposition.scale().toString());
    json.field("rows", decomposition.stft().bins());
    json.field("columns", decomposition.frames());
    json.field("learnedFrames", decomposition.learnedFrames());
    json.field("binHertz", decomposition.stft().frequency(1, decomposition.sampleRate()));
    json.field("frameSeconds", decomposition.frameSeconds());
  }

  private void options(Json json) {
    json.field("rank", decomposition.rank());
    json.field("taps", decomposition.taps());
    json.field("loss", options.loss().toString());
    json.field("seed", options.seed());
    json.field("maxIterations", options.maxIterations());
    json.field("backend", options.backend());
    json.field("threads", options.threads());
  }

  /** All in seconds. */
  private void timings(Json json) {
    NmfResult.Run run = decomposition.learned().run();
    json.field("initialize", run.initializationSeconds());
    json.field("upload", run.uploadSeconds());
    json.field("iterate", run.iterationSeconds());
  }
}
