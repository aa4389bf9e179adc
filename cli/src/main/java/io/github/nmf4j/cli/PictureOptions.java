package io.github.nmf4j.cli;

import io.github.nmf4j.report.Axis;
import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.FactorizationReport.TileShape;
import io.github.nmf4j.report.Plot;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What pictures of a factorisation show, and as which files they are written. */
public final class PictureOptions {

  /** The page. */
  public static final String REPORT_FILE = "report.html";

  private static final Pattern TILES = Pattern.compile("(\\d{1,5})x(\\d{1,5})(:columns)?");
  private static final Pattern SPECTROGRAM = Pattern.compile("(\\d+(?:\\.\\d+)?):(\\d{1,9})");

  /** Pixels of a PNG per CSS pixel: sharp in print and on fine screens. */
  private static final double PNG_SCALE = 2;

  /** The formats of single plots. */
  enum PlotFormat {
    SVG,
    PNG;

    String suffix() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The words for the formats. */
  static final class PlotFormats extends Choice<PlotFormat> {
    PlotFormats() {
      for (PlotFormat format : PlotFormat.values()) {
        with(format.suffix(), format);
      }
    }
  }

  @Option(
      names = "--plots",
      paramLabel = "FORMAT",
      split = ",",
      converter = PlotFormats.class,
      completionCandidates = PlotFormats.class,
      description =
          "${COMPLETION-CANDIDATES}, or both with a comma: the plots of the report also as files "
              + "plot-….")
  Set<PlotFormat> plots = new LinkedHashSet<>();

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
    return !plots.isEmpty() || tiles != null || spectrogram != null;
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
    if (tiles == null) {
      return;
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

  /** The names of all files that pictures can have. */
  static List<String> allNames() {
    var names = new ArrayList<>(List.of(REPORT_FILE));
    for (PlotFormat format : PlotFormat.values()) {
      for (String plot : FactorizationReport.plotNames()) {
        names.add(fileName(plot, format));
      }
    }
    return names;
  }

  private static String fileName(String plot, PlotFormat format) {
    return "plot-" + plot + "." + format.suffix();
  }

  /** Writes plots in the formats that were asked for; the names of the files. */
  List<String> writePlots(Path folder, Map<String, Plot> drawn) throws IOException {
    var names = new ArrayList<String>();
    for (PlotFormat format : plots) {
      for (String name : FactorizationReport.plotNames()) {
        Plot plot = drawn.get(name);
        if (plot != null) {
          String file = fileName(name, format);
          write(folder.resolve(file), plot, format);
          names.add(file);
        }
      }
    }
    return names;
  }

  private static void write(Path file, Plot plot, PlotFormat format) throws IOException {
    switch (format) {
      case SVG -> Files.writeString(file, plot.toSvg());
      case PNG -> {
        // without this Java 2D would look for a screen
        System.setProperty("java.awt.headless", "true");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
          plot.writePng(out, PNG_SCALE);
        }
      }
    }
  }
}
