package io.github.nmf4j.cli;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.io.LoadedMatrix;
import io.github.nmf4j.report.Axis;
import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.FactorizationReport.TileShape;
import io.github.nmf4j.report.Report;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What pictures of a factorisation show, and as which files they are written. */
public final class PictureOptions extends PlotOptions {

  private static final Pattern TILES = Pattern.compile("(\\d{1,5})x(\\d{1,5})(:columns)?");
  private static final Pattern SPECTROGRAM = Pattern.compile("(\\d+(?:\\.\\d+)?):(\\d{1,9})");

  @Option(
      names = "--tiles",
      paramLabel = "HxW[:columns]",
      description =
          "Columns of V, or its rows, are pictures of H rows and W columns, the numbers of a picture "
              + "row after row (or column after column): show the components as pictures.")
  @Nullable String tiles;

  @Option(
      names = "--spectrogram",
      paramLabel = "RATE:HOP",
      description =
          "V is a spectrogram of audio with RATE samples a second, its columns HOP samples apart: "
              + "axes in Hz and seconds, templates beside and activations below.")
  @Nullable String spectrogram;

  /** Whether something was asked for that only pictures show. */
  boolean any() {
    return anyPlots() || saysWhatItemsAre();
  }

  /** Whether the options say what the rows and columns of V are. */
  boolean saysWhatItemsAre() {
    return tiles != null || spectrogram != null;
  }

  /**
   * Checks what can be checked before V is read.
   *
   * @param reports whether there is to be a page
   * @throws IllegalArgumentException if there is none to show these pictures, or an option cannot
   *     be understood
   */
  void check(boolean reports) {
    if (any() && !reports) {
      throw new IllegalArgumentException(
          "--plots, --tiles and --spectrogram say what a report shows; they need --report");
    }
    check();
  }

  /**
   * Checks what can be checked before V is read.
   *
   * @throws IllegalArgumentException if an option cannot be understood
   */
  void check() {
    if (tiles != null) {
      shape("--tiles", tiles);
    }
    if (spectrogram != null) {
      Matcher parts =
          matched(SPECTROGRAM, "--spectrogram", spectrogram, "RATE:HOP, such as 44100:512");
      if (!(Double.parseDouble(parts.group(1)) > 0) || Integer.parseInt(parts.group(2)) == 0) {
        throw new IllegalArgumentException(
            "--spectrogram %s: rate and hop must be greater than 0".formatted(spectrogram));
      }
    }
    if (tiles != null && spectrogram != null) {
      throw new IllegalArgumentException(
          "--tiles and --spectrogram both say what the rows of V are; leave one of them out");
    }
  }

  /** The page of a result, and the plots that were asked for. */
  Results.Companions page(LoadedMatrix v, NmfResult result) {
    return (target, run) -> {
      RunPage page = RunPage.parse(run);
      FactorizationReport report =
          page.report(
              v.matrix(), result.w(), result.h(), RunPage.Names.of(v.rowNames(), v.columnNames()));
      apply(report, v.matrix().rows(), v.matrix().columns());
      Report built = page.build(report);
      return write(target, built, report.plots());
    };
  }

  private static Matcher matched(Pattern pattern, String option, String value, String allowed) {
    Matcher matcher = pattern.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "%s must be %s, was '%s'".formatted(option, allowed, value));
    }
    return matcher;
  }

  /**
   * Tells the report of an m × n matrix what V is.
   *
   * @throws IllegalArgumentException if pictures have another number of pixels
   */
  void apply(FactorizationReport report, int m, int n) {
    if (tiles != null) {
      requireFit(m, n);
      TileShape shape = shape();
      boolean columnsArePictures = shape.pixels() == m;
      report
          .tiles(shape)
          .rows(Axis.index(columnsArePictures ? "pixel" : "picture"))
          .columns(Axis.index(columnsArePictures ? "picture" : "pixel"));
    }
    if (spectrogram != null) {
      Matcher parts = matched(SPECTROGRAM, "--spectrogram", spectrogram, "");
      double rate = Double.parseDouble(parts.group(1));
      double hop = Double.parseDouble(parts.group(2));
      double bin = m > 1 ? rate / 2 / (m - 1) : rate;
      report
          .rows(Axis.linear("frequency (Hz)", 0, bin))
          .columns(Axis.linear("time (s)", 0, hop / rate))
          .spectrogram();
    }
  }

  /** Checks that the columns of an m × n matrix, or its rows, are such pictures. */
  void requireFit(int m, int n) {
    requireFit(m, n, 1);
  }

  /** The same where a component has several columns. */
  void requireFit(int m, int n, int taps) {
    if (tiles == null) {
      return;
    }
    if (taps > 1) {
      throw new IllegalArgumentException(
          "--tiles shows a column of W as a picture; with --taps a component has %d columns"
              .formatted(taps));
    }
    TileShape shape = shape();
    if (shape.pixels() != m && shape.pixels() != n) {
      throw new IllegalArgumentException(
          "--tiles %s: pictures of %d × %d have %d pixels, but V has %d rows and %d columns"
              .formatted(tiles, shape.height(), shape.width(), shape.pixels(), m, n));
    }
  }

  private TileShape shape() {
    return shape("--tiles", String.valueOf(tiles));
  }

  /**
   * The shape of pictures that an option gives as {@code HxW} or {@code HxW:columns}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static TileShape shape(String option, String value) {
    Matcher parts = matched(TILES, option, value, "HxW or HxW:columns, such as 19x19");
    int height = Integer.parseInt(parts.group(1));
    int width = Integer.parseInt(parts.group(2));
    if (height == 0 || width == 0) {
      throw new IllegalArgumentException(
          "%s %s: height and width must be greater than 0".formatted(option, value));
    }
    return new TileShape(height, width, parts.group(3) != null);
  }
}
