package io.github.nmf4j.report;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A picture with a title and a description for those who cannot see it. Plots are drawn for a width
 * of some 400 CSS pixels, so that their text can be read on a phone, and scale without loss.
 */
public abstract sealed class Plot
    permits LineChart, HeatMap, TileGrid, Profiles, BarChart, SpectrogramPlot, Timeline, PlotGrid {

  /** Room for the title in a file of its own. */
  private static final double TITLE_HEIGHT = 28;

  private static final double TITLE_SIZE = 14;
  private static final double MARGIN = 8;

  private final String title;
  private final String description;

  Plot(String title, String description) {
    this.title = title;
    this.description = description;
  }

  /** What the picture shows, in a few words. */
  public final String title() {
    return title;
  }

  /** What can be seen, in a sentence or two; the alternative text. */
  public final String description() {
    return description;
  }

  /** Width in CSS pixels. */
  abstract double width();

  /** Height in CSS pixels. */
  abstract double height();

  abstract void draw(Canvas canvas);

  /** What a caption says about how the picture was made; may be empty. */
  String note() {
    return "";
  }

  /** A document of its own, on white. */
  public final String toSvg() {
    var canvas = new SvgCanvas();
    drawTitled(canvas);
    return SvgCanvas.open(width(), titledHeight(), title, description, "plot")
        + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        + canvas.content()
        + "</svg>\n";
  }

  /** An element of a page that has the title elsewhere. */
  final String toInlineSvg(String id) {
    var canvas = new SvgCanvas();
    draw(canvas);
    return SvgCanvas.open(width(), height(), title, description, id)
        + canvas.content()
        + "</svg>\n";
  }

  /**
   * Writes a PNG image on white.
   *
   * @param scale pixels per CSS pixel; 2 suits print and fine screens
   * @throws IOException if the stream fails, or this machine has no fonts to write text with
   */
  public final void writePng(OutputStream out, double scale) throws IOException {
    if (!(scale > 0 && scale <= 16)) {
      throw new IllegalArgumentException("scale must be between 0 and 16, was " + scale);
    }
    try (var canvas = new RasterCanvas(width(), titledHeight(), scale)) {
      drawTitled(canvas);
      canvas.write(out);
    } catch (LinkageError | InternalError e) {
      throw new IOException(
          "PNG pictures need fonts (libfreetype and fontconfig), which this machine lacks: install"
              + " them, or write SVG",
          e);
    }
  }

  /** Height with the title above. */
  final double titledHeight() {
    return height() + TITLE_HEIGHT;
  }

  /** Draws the title and the picture below it. */
  final void drawTitled(Canvas canvas) {
    canvas.text(
        MARGIN,
        TITLE_HEIGHT - 10,
        Canvas.fitting(title, TITLE_SIZE, width() - 2 * MARGIN),
        Canvas.Anchor.START,
        Ink.TEXT,
        TITLE_SIZE);
    canvas.at(0, TITLE_HEIGHT, this::draw);
  }
}
