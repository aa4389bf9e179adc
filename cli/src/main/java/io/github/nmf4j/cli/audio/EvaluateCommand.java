package io.github.nmf4j.cli.audio;

import io.github.nmf4j.audio.BssEval;
import io.github.nmf4j.audio.Signal;
import io.github.nmf4j.audio.wav.WavReader;
import io.github.nmf4j.cli.CommonOptions;
import io.github.nmf4j.cli.Context;
import io.github.nmf4j.cli.ExitCode;
import io.github.nmf4j.cli.Json;
import io.github.nmf4j.cli.Text;
import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf audio evaluate}. */
@Command(
    name = "evaluate",
    header = "Compares stems with the true sources: SDR, SIR and SAR.",
    description = {
      "",
      "Each true source is matched with the stem that suits it best, and the ratios of BSS Eval "
          + "(version 3, filters of 512 taps) are printed in decibels. Of several channels the mean "
          + "is taken.",
      ""
    })
final class EvaluateCommand implements Callable<Integer> {

  private final Context context;

  @Parameters(
      paramLabel = "STEM",
      arity = "1..*",
      description = "WAV files, or a folder with them, as separate writes it.")
  List<Path> stems = List.of();

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      required = true,
      description = "A true source, a WAV file; once for each source.")
  List<Path> references = List.of();

  @Option(
      names = "--mixture",
      paramLabel = "FILE",
      description = "The mixture, to show by how much the stems are better.")
  @Nullable Path mixture;

  @Option(names = "--json", description = "Print JSON instead of a table.")
  boolean json;

  @Mixin CommonOptions common = new CommonOptions();

  EvaluateCommand(Context context) {
    this.context = context;
  }

  /** What became of one source. */
  private record Row(
      String reference, String stem, BssEval.Ratios ratios, @Nullable Double improvement) {}

  @Override
  public Integer call() throws IOException {
    List<Path> files = files();
    if (files.size() < references.size()) {
      throw new IllegalArgumentException(
          "%d stems for %d true sources; there must be at least as many"
              .formatted(files.size(), references.size()));
    }
    Signal first = WavReader.readAll(references.getFirst());
    var sources = new ArrayList<double[]>();
    for (Path reference : references) {
      double[] source = mono(reference, first);
      if (Arrays.stream(source).allMatch(sample -> sample == 0)) {
        throw new IllegalArgumentException(
            "%s is silent: nothing can be compared with it".formatted(reference));
      }
      sources.add(source);
    }
    var eval = new BssEval(sources, BssEval.TAPS);
    List<List<BssEval.Ratios>> ratios = new ArrayList<>();
    for (Path file : files) {
      ratios.add(eval.evaluate(mono(file, first)));
    }
    List<BssEval.Ratios> before = mixture == null ? List.of() : eval.evaluate(mono(mixture, first));
    int[] match = BssEval.match(ratios);
    List<Row> rows = new ArrayList<>();
    for (int j = 0; j < match.length; j++) {
      BssEval.Ratios found = ratios.get(match[j]).get(j);
      rows.add(
          new Row(
              references.get(j).toString(),
              files.get(match[j]).toString(),
              found,
              before.isEmpty() ? null : found.sdr() - before.get(j).sdr()));
    }
    if (json) {
      printJson(rows);
    } else {
      context.out().print(Text.table(table(rows)));
    }
    return ExitCode.DONE;
  }

  /** The stems, folders replaced by what is in them. */
  private List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    for (Path stem : stems) {
      if (!Files.isDirectory(stem)) {
        files.add(stem);
        continue;
      }
      var inside = new ArrayList<Path>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(stem, "*.wav")) {
        entries.forEach(inside::add);
      }
      if (inside.isEmpty()) {
        throw new InvalidDataException(stem + ": there is no .wav file in this folder");
      }
      inside.sort(null);
      files.addAll(inside);
    }
    return files;
  }

  private static double[] mono(Path file, Signal like) throws IOException {
    Signal signal = WavReader.readAll(file);
    if (signal.length() != like.length() || signal.sampleRate() != like.sampleRate()) {
      throw new InvalidDataException(
          "%s: %d samples at %d Hz, but the first reference has %d at %d Hz"
              .formatted(
                  file, signal.length(), signal.sampleRate(), like.length(), like.sampleRate()));
    }
    return signal.mono();
  }

  private static List<List<String>> table(List<Row> rows) {
    boolean improved = rows.getFirst().improvement != null;
    var table = new ArrayList<List<String>>();
    var heading = new ArrayList<>(List.of("source", "stem", "SDR dB", "SIR dB", "SAR dB"));
    if (improved) {
      heading.add("SDR gained dB");
    }
    table.add(heading);
    for (Row row : rows) {
      var cells =
          new ArrayList<>(
              List.of(
                  row.reference,
                  row.stem,
                  decibels(row.ratios.sdr()),
                  decibels(row.ratios.sir()),
                  decibels(row.ratios.sar())));
      if (improved) {
        cells.add(decibels(Objects.requireNonNull(row.improvement)));
      }
      table.add(cells);
    }
    var mean =
        new ArrayList<>(
            List.of(
                "mean",
                "",
                decibels(mean(rows, row -> row.ratios.sdr())),
                decibels(mean(rows, row -> row.ratios.sir())),
                decibels(mean(rows, row -> row.ratios.sar()))));
    if (improved) {
      mean.add(decibels(mean(rows, row -> Objects.requireNonNull(row.improvement))));
    }
    table.add(mean);
    return table;
  }

  private static double mean(List<Row> rows, ToDoubleFunction<Row> value) {
    return rows.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private static String decibels(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private void printJson(List<Row> rows) {
    try (Json out = new Json(context.out())) {
      out.object(() -> out.array("sources", () -> rows.forEach(row -> row(out, row))));
    }
  }

  /** Infinite ratios become null. */
  private static void row(Json out, Row row) {
    out.object(
        () -> {
          out.field("reference", row.reference);
          out.field("stem", row.stem);
          out.field("sdr", row.ratios.sdr());
          out.field("sir", row.ratios.sir());
          out.field("sar", row.ratios.sar());
          if (row.improvement != null) {
            out.field("sdrImprovement", row.improvement);
          }
        });
  }
}
