package io.github.nmf4j.cli.audio;

import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.audio.Decomposition;
import io.github.nmf4j.audio.Scale;
import io.github.nmf4j.audio.Segmenter;
import io.github.nmf4j.audio.Spectrogram;
import io.github.nmf4j.audio.Stft;
import io.github.nmf4j.audio.Window;
import io.github.nmf4j.audio.wav.WavReader;
import io.github.nmf4j.cli.Context;
import io.github.nmf4j.cli.Inputs;
import io.github.nmf4j.cli.JsonTree;
import io.github.nmf4j.cli.PlotOptions;
import io.github.nmf4j.cli.RunPage;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.report.Axis;
import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.PooledData;
import io.github.nmf4j.report.Report;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The page about a sound: players, the spectrogram with what was found in it, and the run. It is
 * made from the files of the results, so that it can also be made later.
 */
public final class AudioPage {

  /** Frames of the spectrogram that are held at a time. */
  private static final int PIECE = 2048;

  private final JsonTree run;
  private final RunPage page;
  private final Path folder;
  private final Optional<WavReader> sound;
  private final DenseMatrix w;
  private final DenseMatrix h;

  private AudioPage(byte[] content, Path folder, Optional<WavReader> sound, Arena arena)
      throws IOException {
    this.run = JsonTree.parse(FolderOptions.RUN_FILE, content);
    this.page = RunPage.parse(content);
    this.folder = folder;
    this.sound = sound;
    this.w = Inputs.factor(folder.resolve(FolderOptions.W_FILE), arena);
    this.h = Inputs.factor(folder.resolve(FolderOptions.H_FILE), arena);
    int rank = (int) requireNumber("options/rank");
    if (h.rows() != rank || w.columns() != (long) rank * taps()) {
      throw new InvalidDataException(
          "%s: W has %d columns and H %d rows, but the run in %s had %d components"
              .formatted(folder, w.columns(), h.rows(), FolderOptions.RUN_FILE, rank));
    }
  }

  /**
   * Writes the page, and the plots that were asked for, beside the results.
   *
   * @param run the content of {@code run.json}
   * @param sound what was factorised, if it is still there
   * @return the names of the files
   */
  static List<String> write(byte[] run, Path folder, Optional<WavReader> sound, PlotOptions plots)
      throws IOException {
    try (Arena arena = Arena.ofShared()) {
      var page = new AudioPage(run, folder, sound, arena);
      FactorizationReport report = page.report();
      Report built = page.page.build(report);
      return plots.write(folder, built, report.plots());
    }
  }

  /** The page of results that are there already: {@code nmf report}. */
  public static List<String> again(byte[] run, Path folder, PlotOptions plots, Context context)
      throws IOException {
    JsonTree tree = JsonTree.parse(FolderOptions.RUN_FILE, run);
    Path input = Path.of(tree.requireText("input/file"));
    if (!Files.isRegularFile(input)) {
      context.warn(missing(input));
      return write(run, folder, Optional.empty(), plots);
    }
    try (WavReader sound = WavReader.open(input)) {
      boolean same =
          sound.length() == tree.number("input/samples").orElse(-1)
              && sound.sampleRate() == tree.number("input/sampleRate").orElse(-1);
      if (!same) {
        context.warn(missing(input));
      }
      return write(run, folder, same ? Optional.of(sound) : Optional.empty(), plots);
    }
  }

  private static String missing(Path input) {
    return "The sound, which was %s, is not there any more or has changed: there are no pictures and players of it."
        .formatted(input);
  }

  private double requireNumber(String path) {
    return run.number(path)
        .orElseThrow(
            () ->
                new InvalidDataException(
                    "%s: the number %s is missing".formatted(FolderOptions.RUN_FILE, path)));
  }

  private int taps() {
    return (int) run.number("options/taps").orElse(1);
  }

  private FactorizationReport report() throws IOException {
    return run.requireText("command").equals("audio segment") ? segments() : decomposed();
  }

  // ---- separate, analyze, score ---------------------------------------------------------------

  private FactorizationReport decomposed() throws IOException {
    int rate = (int) requireNumber("input/sampleRate");
    var stft =
        new Stft(
            Window.parse(run.requireText("spectrogram/window")),
            (int) requireNumber("spectrogram/nFft"),
            (int) requireNumber("spectrogram/hop"));
    var decomposition =
        Decomposition.of(
            stft,
            Scale.parse(run.requireText("spectrogram/spectrum")),
            rate,
            (long) requireNumber("input/samples"),
            w,
            h);
    FactorizationReport report = page.describe(decomposedReport(decomposition));
    var names = new ComponentNames(run, h.rows());
    report
        .rows(Axis.linear("frequency (Hz)", 0, stft.frequency(1, rate)))
        .columns(Axis.linear("time (s)", 0, decomposition.frameSeconds()))
        .components(names.all())
        .spectrogram();
    var players = new Players(folder, sound);
    if (run.requireText("command").equals("audio analyze")) {
      players.components(decomposition, names).ifPresent(report::before);
      report.before(names.table());
      names.addNotes(report, folder, requireNumber("input/seconds"));
    } else {
      players.stems(decomposition, run.elements("stems")).ifPresent(report::before);
    }
    return report;
  }

  private FactorizationReport decomposedReport(Decomposition decomposition) throws IOException {
    if (sound.isEmpty()) {
      return FactorizationReport.withoutData(
          w, h, h.columns(), missing(Path.of(run.requireText("input/file"))));
    }
    var pooled = new PooledData(w, h.columns());
    Spectrogram.forEachPiece(
        sound.get(),
        decomposition.stft(),
        decomposition.scale(),
        Precision.FLOAT,
        PIECE,
        (piece, first) -> {
          // a template that began before the piece reaches into it
          int before = Math.min(first, taps() - 1);
          pooled.add(
              piece.values(), columns(first - before, before + piece.values().columns()), before);
        });
    return FactorizationReport.of(pooled, h);
  }

  private DenseMatrix columns(int first, int count) {
    DenseMatrix part = DenseMatrix.allocate(h.rows(), count, h.precision());
    double[] line = new double[count];
    for (int r = 0; r < h.rows(); r++) {
      h.copyRow(r, first, count, line);
      for (int j = 0; j < count; j++) {
        part.set(r, j, line[j]);
      }
    }
    return part;
  }

  // ---- segment --------------------------------------------------------------------------------

  private FactorizationReport segments() throws IOException {
    double step = requireNumber("options/step");
    int rate = (int) requireNumber("input/sampleRate");
    FactorizationReport report;
    if (sound.isPresent()) {
      var segmenter = new Segmenter(step, 0, 1, 0, NmfOptions.rank(h.rows()), 1);
      report = FactorizationReport.of(segmenter.features(sound.get()), w, h);
    } else {
      report =
          FactorizationReport.withoutData(
              w, h, h.columns(), missing(Path.of(run.requireText("input/file"))));
    }
    List<String> bands =
        Arrays.stream(Segmenter.bandHertz(rate))
            .mapToObj(hertz -> Long.toString(Math.round(hertz)))
            .toList();
    List<String> labels = IntStream.range(0, h.rows()).mapToObj(SegmentTable::label).toList();
    page.describe(report)
        .rows(Axis.names("mel band (Hz)", bands))
        .columns(Axis.linear("time (s)", step / 2, step))
        .components(labels)
        .spectrogram();
    var table = SegmentTable.read(folder);
    new Players(folder, sound).segments(table, labels).ifPresent(report::before);
    table.describe(report, labels, requireNumber("input/seconds"));
    return report;
  }
}
