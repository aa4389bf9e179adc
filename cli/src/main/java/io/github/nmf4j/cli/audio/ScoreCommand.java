package io.github.nmf4j.cli.audio;

import io.github.nmf4j.Initialization;
import io.github.nmf4j.Loss;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Solver;
import io.github.nmf4j.audio.Decomposer;
import io.github.nmf4j.audio.Decomposition;
import io.github.nmf4j.audio.Pitch;
import io.github.nmf4j.audio.Separator;
import io.github.nmf4j.audio.Stem;
import io.github.nmf4j.audio.Stft;
import io.github.nmf4j.audio.score.Note;
import io.github.nmf4j.audio.score.ScoreModel;
import io.github.nmf4j.audio.score.ScoreReader;
import io.github.nmf4j.audio.wav.WavReader;
import io.github.nmf4j.cli.Choice;
import io.github.nmf4j.cli.Choices;
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
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf audio score}. */
@Command(
    name = "score",
    header = "Separates a recording with the help of its score.",
    description = {
      "",
      "SCORE is a MIDI file, or text with one note per line: start, duration, pitch, label. Templates "
          + "may only have energy at the harmonics of their pitch, activations only where the score "
          + "has the note. Each label (a hand, an instrument, a drum), or each pitch, becomes a stem "
          + "DIR/NAME.wav; all stems add up to the recording.",
      ""
    })
final class ScoreCommand implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The recording, a WAV file.")
  Path input = Path.of("");

  @Option(
      names = "--score",
      paramLabel = "SCORE",
      required = true,
      description =
          "MIDI (.mid), or text: a first line may name the fields start, duration (or end), pitch, "
              + "label; without one, 2 fields are start and label, 3 to 5 start, duration, pitch, "
              + "(velocity,) label. Pitches are MIDI numbers or names (Db4); notes without one are "
              + "drums.")
  Path score = Path.of("");

  @Option(
      names = "--stems",
      paramLabel = "KIND",
      converter = Kinds.class,
      completionCandidates = Kinds.class,
      description = "${COMPLETION-CANDIDATES}: what makes a stem (default: label).")
  Kind stems = Kind.LABEL;

  @ArgGroup(validate = false, heading = "%nWhat the score allows:%n")
  Tolerances tolerances = new Tolerances();

  @Mixin FolderOptions folder = new FolderOptions();

  @Mixin CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, heading = "%nStems:%n")
  MaskOptions masks = new MaskOptions();

  @ArgGroup(validate = false, heading = "%nSpectrogram:%n")
  SpectrumOptions spectrum = new SpectrumOptions();

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      converter = Choices.Losses.class,
      description = "kl (the default), is, frobenius or beta:B.")
  Loss loss = Loss.KULLBACK_LEIBLER;

  @ArgGroup(validate = false, heading = "%nPictures and players:%n")
  ReportOptions pictures = new ReportOptions();

  @ArgGroup(validate = false, heading = "%nEnd:%n")
  StoppingOptions stopping = new StoppingOptions();

  @ArgGroup(validate = false, heading = "%nWhere it runs:%n")
  ComputeOptions compute = new ComputeOptions();

  /** What makes a stem. */
  enum Kind {
    LABEL,
    PITCH
  }

  static final class Kinds extends Choice<Kind> {
    Kinds() {
      with("label", Kind.LABEL).with("pitch", Kind.PITCH);
    }
  }

  static final class Starts extends Choice<ScoreModel.Start> {
    Starts() {
      with("own", ScoreModel.Start.OWN)
          .with("libfmp", ScoreModel.Start.LIBFMP)
          .with("nmf-toolbox", ScoreModel.Start.NMF_TOOLBOX);
    }
  }

  /** How exact the score is taken. */
  static final class Tolerances {
    @Option(
        names = "--start",
        paramLabel = "NAME",
        converter = Starts.class,
        completionCandidates = Starts.class,
        description =
            "${COMPLETION-CANDIDATES}: whose starting values and tolerances (default: own). libfmp: "
                + "those of the FMP notebooks; nmf-toolbox: its pitched and drums. See docs/audio.md.")
    ScoreModel.Start start = ScoreModel.Start.OWN;

    @Option(
        names = "--before",
        paramLabel = "S",
        description =
            "Seconds by which a note may begin early (default: 0.03; with --start libfmp 0.2, nmf-toolbox 0.025).")
    @Nullable Double before;

    @Option(
        names = "--after",
        paramLabel = "S",
        description =
            "Seconds by which a note may end late (default: 0.2; libfmp 0.5, nmf-toolbox 0.025).")
    @Nullable Double after;

    @Option(
        names = "--pitch-tolerance",
        paramLabel = "X",
        description =
            "Half width of a harmonic, relative to its frequency (default: 0.03; libfmp 0.05,"
                + " nmf-toolbox 0.0443).")
    @Nullable Double pitch;

    @Option(
        names = "--attacks",
        description = "A second component for each pitch, for the noise with which notes begin.")
    boolean attacks;

    @Option(
        names = "--drum-components",
        paramLabel = "N",
        description = "Components of a label without pitches (default: 2; 1 with another --start).")
    @Nullable Integer drums;

    ScoreModel.Settings settings() {
      var usual = ScoreModel.Settings.defaults(start);
      return new ScoreModel.Settings(
          before == null ? usual.before() : before,
          after == null ? usual.after() : after,
          pitch == null ? usual.pitchTolerance() : pitch,
          attacks,
          drums == null ? usual.drumComponents() : drums,
          start);
    }
  }

  ScoreCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    pictures.check();
    Stft stft = spectrum.stft();
    var rule = masks.rule();
    var settings = tolerances.settings();
    List<Note> notes = ScoreReader.read(score);
    try (WavReader sound = WavReader.open(input);
        var run = new AudioRun(context, folder, common, stopping)) {
      ScoreModel model = ScoreModel.of(notes, stft, sound.sampleRate(), sound.length(), settings);
      List<Stem> parts =
          switch (stems) {
            case LABEL -> model.stemsByLabel();
            case PITCH -> model.stemsByPitch();
          };
      List<String> files =
          Stream.concat(
                  parts.stream().map(StemFiles::fileName),
                  Stream.of(FolderOptions.W_FILE, FolderOptions.H_FILE))
              .toList();
      var own = new ArrayList<>(List.of(FolderOptions.RUN_FILE));
      own.addAll(files);
      OutputFolder target = folder.check(own);
      // other solvers can bring entries back that the score forbids
      NmfOptions options =
          compute
              .apply(stopping.apply(NmfOptions.rank(model.voices().size()).loss(loss)))
              .solver(Solver.MULTIPLICATIVE)
              .initialization(new Initialization.Custom(model.w(), model.h()));
      return run.go(
          () -> {
            Decomposition decomposition =
                run.decompose(sound, new Decomposer(stft, spectrum.scale(loss), options));
            var all = new ArrayList<>(files);
            all.add(FolderOptions.RUN_FILE);
            target.write(
                place -> {
                  var written =
                      run.writeStems(
                          sound, new Separator(decomposition, parts, rule), masks.format, place);
                  AudioRun.writeFactors(decomposition.w(), decomposition.h(), place);
                  new AudioReport("audio score", context.arguments(), sound, options, decomposition)
                      .write(
                          place,
                          json -> {
                            voices(json, model);
                            SeparateCommand.stems(json, written);
                          });
                  all.addAll(pictures.write(place, sound));
                });
            return run.done(target, all, decomposition.rank(), decomposition.learned());
          });
    }
  }

  private void voices(Json json, ScoreModel model) {
    json.field("score", score.toString());
    json.array(
        "components",
        () ->
            model
                .voices()
                .forEach(
                    voice ->
                        json.object(
                            () -> {
                              json.field("label", voice.label());
                              json.field("pitch", voice.pitch().map(Pitch::toString));
                              json.field("part", voice.part().name().toLowerCase(Locale.ROOT));
                            })));
  }
}
