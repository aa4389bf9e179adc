package io.github.nmf4j.cli;

import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.Plot;
import io.github.nmf4j.report.Report;
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
import picocli.CommandLine.Option;

/** As which files the pictures of a report are written. */
public class PlotOptions {

  /** The page. */
  public static final String REPORT_FILE = "report.html";

  /** The plot of the terms of all topics, beside those of every factorisation. */
  public static final String TOPICS = "topics";

  /** The plot of pictures beside their reconstructions. */
  public static final String RECONSTRUCTIONS = "reconstructions";

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

  /** Whether plots were asked for. */
  protected boolean anyPlots() {
    return !plots.isEmpty();
  }

  /** The plots that there can be. */
  private static List<String> plotNames() {
    var names = new ArrayList<>(List.of(TOPICS, RECONSTRUCTIONS));
    names.addAll(FactorizationReport.plotNames());
    return names;
  }

  /** The names of all files that pictures can have. */
  public static List<String> allNames() {
    var names = new ArrayList<>(List.of(REPORT_FILE));
    for (PlotFormat format : PlotFormat.values()) {
      for (String plot : plotNames()) {
        names.add(fileName(plot, format));
      }
    }
    return names;
  }

  private static String fileName(String plot, PlotFormat format) {
    return "plot-" + plot + "." + format.suffix();
  }

  /**
   * Writes a page and the plots that were asked for.
   *
   * @return the names of the files
   */
  public List<String> write(Path folder, Report page, Map<String, Plot> drawn) throws IOException {
    // plots first: they can fail, for want of fonts, and the page says what they belong to
    List<String> files = writePlots(folder, drawn);
    page.write(folder.resolve(REPORT_FILE));
    var names = new ArrayList<>(List.of(REPORT_FILE));
    names.addAll(files);
    return names;
  }

  /** Writes plots in the formats that were asked for; the names of the files. */
  private List<String> writePlots(Path folder, Map<String, Plot> drawn) throws IOException {
    var names = new ArrayList<String>();
    for (PlotFormat format : plots) {
      for (String name : plotNames()) {
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
