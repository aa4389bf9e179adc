package io.github.nmf4j.cli.audio;

import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.audio.ComponentAnalysis;
import io.github.nmf4j.audio.Decomposer;
import io.github.nmf4j.audio.Decomposition;
import io.github.nmf4j.audio.Event;
import io.github.nmf4j.audio.PitchEstimate;
import io.github.nmf4j.audio.Stft;
import io.github.nmf4j.audio.wav.WavReader;
import io.github.nmf4j.cli.CommonOptions;
import io.github.nmf4j.cli.ComputeOptions;
import io.github.nmf4j.cli.Context;
import io.github.nmf4j.cli.Json;
import io.github.nmf4j.cli.OutputFolder;
import io.github.nmf4j.cli.StoppingOptions;
import io.github.nmf4j.cli.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf audio analyze}. */
@Command(
    name = "analyze",
    header = "Finds the sounds that a recording is made of: their pitch and when they sound.",
    description = {
      "",
      "The spectrogram of FILE (a WAV file) is factorised into K templates and their activations. "
          + "components.csv says what each component is (share, pitch, salience, whether it lasts), "
          + "notes.csv when it sounds; W.npy, H.npy and run.json are written beside them. Components "
          + "are counted from 0.",
      ""
    })
final class AnalyzeCommand implements Callable<Integer> {

  private static final String COMPONENTS_FILE = "components.csv";
  static final String NOTES_FILE = "notes.csv";

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The recording, a WAV file.")
  Path input = Path.of("");

  @Option(
      names = {"-k", "--rank"},
      paramLabel = "K",
      required = true,
      description = "Number of components.")
  int rank;

  @Mixin FolderOptions folder = new FolderOptions();

  @Mixin CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, heading = "%nSpectrogram:%n")
  SpectrumOptions spectrum = new SpectrumOptions();

  @ArgGroup(validate = false, heading = "%nFactorisation:%n")
  DecomposeOptions learn = new DecomposeOptions();

  @ArgGroup(validate = false, heading = "%nPictures and players:%n")
  ReportOptions pictures = new ReportOptions();

  @ArgGroup(validate = false, heading = "%nEnd:%n")
  StoppingOptions stopping = new StoppingOptions();

  @ArgGroup(validate = false, heading = "%nWhere it runs:%n")
  ComputeOptions compute = new ComputeOptions();

  AnalyzeCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    pictures.check();
    Stft stft = spectrum.stft();
    NmfOptions options = compute.apply(stopping.apply(learn.apply(NmfOptions.rank(rank))));
    List<String> files =
        List.of(
            FolderOptions.RUN_FILE,
            COMPONENTS_FILE,
            NOTES_FILE,
            FolderOptions.W_FILE,
            FolderOptions.H_FILE);
    Decomposer decomposer =
        learn.apply(new Decomposer(stft, spectrum.scale(options.loss()), options));
    OutputFolder target = folder.check(files);
    try (WavReader sound = WavReader.open(input);
        var run = new AudioRun(context, folder, common, stopping)) {
      return run.go(
          () -> {
            Decomposition decomposition = run.decompose(sound, decomposer);
            List<ComponentAnalysis> components = ComponentAnalysis.of(decomposition);
            var written =
                new ArrayList<>(
                    List.of(
                        COMPONENTS_FILE,
                        NOTES_FILE,
                        FolderOptions.W_FILE,
                        FolderOptions.H_FILE,
                        FolderOptions.RUN_FILE));
            target.write(
                place -> {
                  Files.writeString(place.resolve(COMPONENTS_FILE), componentTable(components));
                  Files.writeString(
                      place.resolve(NOTES_FILE), noteTable(components, decomposition));
                  AudioRun.writeFactors(decomposition.w(), decomposition.h(), place);
                  new AudioReport(
                          "audio analyze", context.arguments(), sound, options, decomposition)
                      .write(place, json -> components(json, components));
                  written.addAll(pictures.write(place, sound));
                });
            if (!folder.quiet) {
              context.out().print(Text.table(summary(components)));
            }
            return run.done(target, written, decomposition.rank(), decomposition.learned());
          });
    }
  }

  private static String kind(ComponentAnalysis component) {
    return component.isHarmonic() ? "harmonic" : "percussive";
  }

  /** The name of a component's note, or nothing. */
  private static String name(PitchEstimate pitch) {
    return pitch.isPitched() ? pitch.pitch().toString() : "";
  }

  private static String componentTable(List<ComponentAnalysis> components) {
    var table =
        new StringBuilder(
            "component,share,pitch,midi,hertz,cents,salience,centroid,sustain,kind,events\n");
    for (ComponentAnalysis c : components) {
      PitchEstimate pitch = c.pitch();
      table.append(
          String.format(
              Locale.ROOT,
              "%d,%.6f,%s,%s,%.3f,%.1f,%.4f,%.1f,%.4f,%s,%d\n",
              c.component(),
              c.share(),
              name(pitch),
              pitch.isPitched() ? pitch.pitch().midi() : "",
              pitch.hertz(),
              pitch.pitch().cents(pitch.hertz()),
              pitch.salience(),
              c.centroidHertz(),
              c.sustain(),
              kind(c),
              c.events().size()));
    }
    return table.toString();
  }

  /** One line of {@code notes.csv}. */
  private record Line(double start, double duration, ComponentAnalysis component, Event event) {}

  /** In the order of time, in the form that {@code score} reads. */
  private static String noteTable(List<ComponentAnalysis> components, Decomposition decomposition) {
    var lines = new ArrayList<Line>();
    double frame = decomposition.frameSeconds();
    for (ComponentAnalysis component : components) {
      for (Event event : component.events()) {
        lines.add(new Line(event.firstFrame() * frame, event.frames() * frame, component, event));
      }
    }
    lines.sort(Comparator.comparingDouble(Line::start));
    var table = new StringBuilder("start,duration,pitch,label,strength\n");
    for (Line line : lines) {
      table.append(
          String.format(
              Locale.ROOT,
              "%.4f,%.4f,%s,component-%d,%.4f\n",
              line.start,
              line.duration,
              name(line.component.pitch()),
              line.component.component(),
              line.event.strength()));
    }
    return table.toString();
  }

  private static void components(Json json, List<ComponentAnalysis> components) {
    json.array("components", () -> components.forEach(c -> json.object(() -> component(json, c))));
  }

  private static void component(Json json, ComponentAnalysis c) {
    json.field("component", c.component());
    json.field("share", c.share());
    json.field("pitch", c.pitch().isPitched() ? c.pitch().pitch().toString() : null);
    json.field("hertz", c.pitch().hertz());
    json.field("salience", c.pitch().salience());
    json.field("centroidHertz", c.centroidHertz());
    json.field("sustain", c.sustain());
    json.field("kind", kind(c));
    json.field("events", c.events().size());
  }

  private static List<List<String>> summary(List<ComponentAnalysis> components) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("component", "share", "pitch", "cents", "salience", "kind", "events"));
    for (ComponentAnalysis c : components) {
      PitchEstimate pitch = c.pitch();
      rows.add(
          List.of(
              Integer.toString(c.component()),
              String.format(Locale.ROOT, "%.1f %%", 100 * c.share()),
              pitch.isPitched() ? name(pitch) : "-",
              pitch.isPitched()
                  ? String.format(Locale.ROOT, "%+.0f", pitch.pitch().cents(pitch.hertz()))
                  : "-",
              String.format(Locale.ROOT, "%.2f", pitch.salience()),
              kind(c),
              Integer.toString(c.events().size())));
    }
    return rows;
  }
}
