package io.github.nmf4j.cli.audio;

import io.github.nmf4j.Model;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.audio.Decomposer;
import io.github.nmf4j.audio.Decomposition;
import io.github.nmf4j.audio.Separator;
import io.github.nmf4j.audio.Stem;
import io.github.nmf4j.audio.Stft;
import io.github.nmf4j.audio.Sustain;
import io.github.nmf4j.audio.wav.WavReader;
import io.github.nmf4j.cli.CommonOptions;
import io.github.nmf4j.cli.ComputeOptions;
import io.github.nmf4j.cli.Context;
import io.github.nmf4j.cli.Json;
import io.github.nmf4j.cli.OutputFolder;
import io.github.nmf4j.cli.StoppingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf audio separate}. */
@Command(
    name = "separate",
    header = "Separates a mixture into stems.",
    description = {
      "",
      "The spectrogram of FILE (a WAV file) is factorised into K templates and their activations. "
          + "Each stem (a component, or several) gets its share of the mixture by a mask, keeps the "
          + "mixture's phase, and is written as DIR/NAME.wav. All stems add up to the mixture. "
          + "W.npy, H.npy and run.json are written beside them. Components are counted from 0.",
      ""
    })
final class SeparateCommand implements Callable<Integer> {

  private static final String AUTO = "auto";
  private static final String COMPONENTS = "components";

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The mixture, a WAV file.")
  Path input = Path.of("");

  @Option(
      names = {"-k", "--rank"},
      paramLabel = "K",
      description = "Number of components, unless --templates gives them.")
  @Nullable Integer rank;

  @Option(
      names = "--groups",
      paramLabel = "GROUPS",
      description =
          "Which components make a stem: components (the default: each its own), auto (harmonic and "
              + "percussive, by how long activations last), or NAME=C,C-C;NAME=C… (others become rest).")
  @Nullable String groups;

  @Option(
      names = "--templates",
      paramLabel = "[NAME=]FILE",
      description =
          "Known templates W (bins × any number), kept as they are; can be given several times. Those "
              + "with the same NAME make a stem.")
  List<String> templates = List.of();

  @Option(
      names = "--free-components",
      paramLabel = "N",
      description = "Components beside those of --templates, which are learned (default: none).")
  @Nullable Integer freeComponents;

  @Option(
      names = "--taps",
      paramLabel = "T",
      description =
          "Frames of a template: convolutive NMF, for drums and other sounds that always unfold in the "
              + "same way (default: 1).")
  int taps = 1;

  @Mixin FolderOptions folder = new FolderOptions();

  @Mixin CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, heading = "%nStems:%n")
  MaskOptions masks = new MaskOptions();

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

  SeparateCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    pictures.check();
    Stft stft = spectrum.stft();
    var rule = masks.rule();
    requireTaps();
    Optional<Templates> known =
        templates.isEmpty() ? Optional.empty() : Optional.of(Templates.read(templates, stft, taps));
    NmfOptions options = options(known);
    Decomposer learning = new Decomposer(stft, spectrum.scale(options.loss()), options);
    Decomposer decomposer = learn.apply(known.map(t -> learning.known(t.w())).orElse(learning));
    Optional<List<Stem>> asked = stems(options.rank(), known);
    List<String> names =
        asked.orElseGet(SeparateCommand::automatic).stream().map(StemFiles::fileName).toList();
    OutputFolder target = folder.check(own(names));
    try (WavReader sound = WavReader.open(input);
        var run = new AudioRun(context, folder, common, stopping)) {
      return run.go(
          () -> {
            Decomposition decomposition = run.decompose(sound, decomposer);
            List<Stem> stems = asked.orElseGet(() -> Sustain.stems(decomposition));
            var separator = new Separator(decomposition, stems, rule);
            var files = new ArrayList<>(stems.stream().map(StemFiles::fileName).toList());
            files.addAll(
                List.of(FolderOptions.W_FILE, FolderOptions.H_FILE, FolderOptions.RUN_FILE));
            target.write(
                place -> {
                  var written = run.writeStems(sound, separator, masks.format, place);
                  AudioRun.writeFactors(decomposition.w(), decomposition.h(), place);
                  new AudioReport(
                          "audio separate", context.arguments(), sound, options, decomposition)
                      .write(place, json -> stems(json, written));
                  files.addAll(pictures.write(place, sound));
                });
            return run.done(target, files, decomposition.rank(), decomposition.learned());
          });
    }
  }

  private NmfOptions options(Optional<Templates> known) {
    int k = known.isEmpty() ? rank() : known.get().w().columns() / taps + free(known.get());
    if (known.isPresent() && free(known.get()) == 0 && learn.seed != null) {
      throw new IllegalArgumentException(
          "--seed has nothing to do: with --templates alone nothing starts at random");
    }
    NmfOptions options = compute.apply(stopping.apply(learn.apply(NmfOptions.rank(k))));
    return taps == 1 ? options : options.model(Model.convolutive(taps));
  }

  private void requireTaps() {
    if (taps < 1) {
      throw new IllegalArgumentException("--taps must be at least 1, was " + taps);
    }
    if (taps > 1 && AUTO.equals(groups)) {
      throw new IllegalArgumentException(
          "--groups auto tells sounds by how long their activations last; with --taps those are"
              + " strokes: name the groups");
    }
  }

  private int rank() {
    if (freeComponents != null) {
      throw new IllegalArgumentException(
          "--free-components come on top of --templates; without those, -k says how many there are");
    }
    if (rank == null) {
      throw new IllegalArgumentException(
          "say how many components there are (-k K), or give --templates");
    }
    return rank;
  }

  private int free(Templates known) {
    if (rank != null) {
      throw new IllegalArgumentException(
          "-k has nothing to say: --templates has %d components; --free-components adds others"
              .formatted(known.w().columns() / taps));
    }
    if (freeComponents != null && freeComponents < 1) {
      throw new IllegalArgumentException(
          "--free-components must be at least 1, was " + freeComponents);
    }
    return freeComponents == null ? 0 : freeComponents;
  }

  /** The stems, or nothing if they follow from the factorisation. */
  private Optional<List<Stem>> stems(int k, Optional<Templates> known) {
    if (groups == null) {
      return Optional.of(known.flatMap(t -> t.stems(k)).orElseGet(() -> Stem.each(k)));
    }
    return switch (groups) {
      case COMPONENTS -> Optional.of(Stem.each(k));
      case AUTO -> Optional.empty();
      default -> Optional.of(Stem.parse(groups, k));
    };
  }

  /** What {@code auto} may come to. */
  private static List<Stem> automatic() {
    return List.of(
        new Stem(Sustain.HARMONIC_STEM, List.of()), new Stem(Sustain.PERCUSSIVE_STEM, List.of()));
  }

  private static List<String> own(List<String> stems) {
    var own =
        new ArrayList<>(
            List.of(FolderOptions.RUN_FILE, FolderOptions.W_FILE, FolderOptions.H_FILE));
    own.addAll(stems);
    return own;
  }

  static void stems(Json json, List<StemFiles.Written> written) {
    json.array("stems", () -> written.forEach(stem -> json.object(() -> stem(json, stem))));
  }

  private static void stem(Json json, StemFiles.Written written) {
    json.field("name", written.stem().name());
    json.field("file", written.file());
    json.array("components", () -> written.stem().components().forEach(json::element));
    json.field("peak", written.peak());
    json.field("rms", Math.sqrt(written.meanSquare()));
  }
}
