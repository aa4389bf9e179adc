package io.github.nmf4j.cli.audio;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.audio.Segment;
import io.github.nmf4j.audio.Segmenter;
import io.github.nmf4j.audio.wav.WavReader;
import io.github.nmf4j.cli.CommonOptions;
import io.github.nmf4j.cli.ComputeOptions;
import io.github.nmf4j.cli.Context;
import io.github.nmf4j.cli.Json;
import io.github.nmf4j.cli.OutputFolder;
import io.github.nmf4j.cli.RunReport;
import io.github.nmf4j.cli.StoppingOptions;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf audio segment}. */
@Command(
    name = "segment",
    header = "Says what is heard when: a label for every span of time.",
    description = {
      "",
      "The levels of 64 mel bands in steps of time are factorised into sounds, which are grouped"
          + " into K labels by what is heard together; each span gets the label that prevails,"
          + " sound-0 to sound-(K−1), and that label's mean share as its confidence. segments.csv,"
          + " segments.rttm (for diarization tools), W.npy, H.npy and run.json are written to DIR."
          + " Silence has no label.",
      ""
    })
final class SegmentCommand implements Callable<Integer> {

  static final String CSV_FILE = "segments.csv";
  private static final String RTTM_FILE = "segments.rttm";

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The recording, a WAV file.")
  Path input = Path.of("");

  @Option(
      names = {"-k", "--rank"},
      paramLabel = "K",
      required = true,
      description = "Number of labels.")
  int rank;

  @Option(
      names = "--step",
      paramLabel = "S",
      description = "Seconds of a step, the finest that is told apart (default: 0.1).")
  double step = 0.1;

  @Option(
      names = "--smoothing",
      paramLabel = "S",
      description =
          "A change of label, there and back, must make this many seconds twice as likely (default:"
              + " 1); 0 labels every step by itself.")
  double smoothing = 1;

  @Option(
      names = "--parts",
      paramLabel = "N",
      description =
          "Sounds that a label is made of, such as the notes of an instrument; they are found"
              + " first, and grouped by what is heard together (default: 6). 1 makes every sound a"
              + " label.")
  int parts = Segmenter.PARTS;

  @Option(
      names = "--texture",
      paramLabel = "S",
      description = "Seconds that are heard together (default: 2).")
  @Nullable Double texture;

  @Option(
      names = "--smooth-h",
      paramLabel = "X",
      description =
          "Weight of changes of the labels' activations from step to step, for sound of mean level"
              + " 1 (default: 1 for --loss kl, which alone has it, otherwise 0).")
  @Nullable Double smooth;

  @Option(
      names = "--convex",
      description = "Every label is a mean of steps of the recording: convex NMF.")
  boolean convex;

  @Mixin FolderOptions folder = new FolderOptions();

  @Mixin CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, heading = "%nFactorisation:%n")
  LearnOptions learn = new LearnOptions();

  @ArgGroup(validate = false, heading = "%nPictures and players:%n")
  ReportOptions pictures = new ReportOptions();

  @ArgGroup(validate = false, heading = "%nEnd:%n")
  StoppingOptions stopping = new StoppingOptions();

  @ArgGroup(validate = false, heading = "%nWhere it runs:%n")
  ComputeOptions compute = new ComputeOptions();

  SegmentCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    pictures.check();
    NmfOptions options = compute.apply(stopping.apply(learn.apply(NmfOptions.rank(rank))));
    Optional<Model.Smooth> model = model();
    if (model.isPresent()) {
      options = options.model(model.get());
    }
    NmfOptions learning = options.requireConsistent();
    if (parts == 1 && texture != null) {
      throw new IllegalArgumentException(
          "--texture says what sounds are heard together; with --parts 1 none are grouped");
    }
    var segmenter =
        new Segmenter(step, smoothing, parts, textureSeconds(), learning, learn.restarts);
    List<String> files =
        List.of(
            CSV_FILE,
            RTTM_FILE,
            FolderOptions.W_FILE,
            FolderOptions.H_FILE,
            FolderOptions.RUN_FILE);
    OutputFolder target = folder.check(files);
    try (WavReader sound = WavReader.open(input);
        var run = new AudioRun(context, folder, common, stopping)) {
      return run.go(
          () -> {
            Segmenter.Result result = run.segment(sound, segmenter);
            var all = new ArrayList<>(files);
            target.write(
                place -> {
                  Files.writeString(
                      place.resolve(CSV_FILE), new SegmentTable(result.segments()).csv());
                  Files.writeString(place.resolve(RTTM_FILE), rttm(result.segments(), recording()));
                  AudioRun.writeFactors(result.w(), result.h(), place);
                  report(place, sound, learning, result);
                  all.addAll(pictures.write(place, sound));
                });
            return run.done(target, all, rank, result.learned());
          });
    }
  }

  private double textureSeconds() {
    return texture == null ? Segmenter.TEXTURE : texture;
  }

  /** Smooth, and convex, where the loss is one that can be. */
  private Optional<Model.Smooth> model() {
    double weight = smooth != null ? smooth : learn.loss.equals(Loss.KULLBACK_LEIBLER) ? 1 : 0;
    if (weight == 0 && !convex) {
      return Optional.empty();
    }
    Model.Smooth model = Model.smooth(weight);
    return Optional.of(convex ? model.withConvex() : model);
  }

  /** The name without its suffix; RTTM separates fields by blanks. */
  private String recording() {
    String name = String.valueOf(input.getFileName());
    int dot = name.lastIndexOf('.');
    return (dot > 0 ? name.substring(0, dot) : name).replaceAll("\\s+", "_");
  }

  private static String rttm(List<Segment> segments, String recording) {
    var lines = new StringBuilder();
    for (Segment segment : segments) {
      lines.append(
          String.format(
              Locale.ROOT,
              "SPEAKER %s 1 %.3f %.3f <NA> <NA> sound-%d %.4f <NA>\n",
              recording,
              segment.start(),
              segment.end() - segment.start(),
              segment.label(),
              segment.confidence()));
    }
    return lines.toString();
  }

  private void report(Path place, WavReader sound, NmfOptions options, Segmenter.Result result)
      throws IOException {
    NmfResult learned = result.learned();
    try (OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(place.resolve(FolderOptions.RUN_FILE)));
        Json json = new Json(out)) {
      json.object(
          () -> {
            json.field("schemaVersion", RunReport.SCHEMA_VERSION);
            RunReport.tool(json);
            json.field("command", "audio segment");
            RunReport.commandLine(json, context.arguments());
            json.object("input", () -> AudioReport.sound(json, sound));
            json.object(
                "options",
                () -> {
                  json.field("rank", rank);
                  json.field("loss", options.loss().toString());
                  json.field("seed", options.seed());
                  json.field("restarts", learn.restarts);
                  json.field("step", step);
                  json.field("smoothing", smoothing);
                  json.field("parts", parts);
                  if (parts > 1) {
                    json.field("texture", textureSeconds());
                  }
                  json.field("smoothH", options.model() instanceof Model.Smooth s ? s.weight() : 0);
                  json.field("convex", convex);
                  json.field("maxIterations", options.maxIterations());
                });
            RunReport.outcome(json, learned);
            json.field("segments", result.segments().size());
            RunReport.trace(json, learned);
          });
    }
  }
}
