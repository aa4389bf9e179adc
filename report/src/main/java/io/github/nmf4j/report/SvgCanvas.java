package io.github.nmf4j.report;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Draws as SVG. Colours are given twice: as attributes, which every program reads, and as classes,
 * by which a report changes them for a dark page.
 */
final class SvgCanvas implements Canvas {

  private static final String FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

  private final StringBuilder svg = new StringBuilder(4096);

  /** What was drawn, without the element around it. */
  String content() {
    return svg.toString();
  }

  /**
   * The element of a picture.
   *
   * @param id distinguishes the names in it from those of other pictures on the page
   */
  static String open(double width, double height, String title, String description, String id) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" \
    role="img" aria-labelledby="%s-t %s-d" font-family="%s">
    <title id="%s-t">%s</title>
    <desc id="%s-d">%s</desc>
    """
        .formatted(
            number(width),
            number(height),
            number(width),
            number(height),
            id,
            id,
            FONT,
            id,
            Xml.escape(title),
            id,
            Xml.escape(description));
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, Ink ink, double width) {
    svg.append("<line x1=\"").append(number(x1)).append("\" y1=\"").append(number(y1));
    svg.append("\" x2=\"").append(number(x2)).append("\" y2=\"").append(number(y2));
    svg.append('"');
    stroke(ink, width);
    svg.append("/>\n");
  }

  @Override
  public void polyline(double[] x, double[] y, Ink ink, double width, boolean dashed) {
    svg.append("<polyline fill=\"none\" stroke-linejoin=\"round\"");
    stroke(ink, width);
    if (dashed) {
      svg.append(" stroke-dasharray=\"6 4\"");
    }
    svg.append(" points=\"");
    for (int i = 0; i < x.length; i++) {
      svg.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
    }
    svg.append("\"/>\n");
  }

  @Override
  public void fill(double x, double y, double width, double height, Ink ink) {
    svg.append("<rect");
    box(x, y, width, height);
    filled(ink);
    svg.append("/>\n");
  }

  @Override
  public void frame(double x, double y, double width, double height, Ink ink) {
    svg.append("<rect fill=\"none\"");
    box(x, y, width, height);
    stroke(ink, 1);
    svg.append("/>\n");
  }

  @Override
  public void dot(double x, double y, double radius, Ink ink) {
    svg.append("<circle cx=\"").append(number(x)).append("\" cy=\"").append(number(y));
    svg.append("\" r=\"").append(number(radius)).append('"');
    filled(ink);
    svg.append("/>\n");
  }

  @Override
  public void text(double x, double y, String text, Anchor anchor, Ink ink, double size) {
    text(x, y, text, anchor, ink, size, "");
  }

  @Override
  public void upwards(double x, double y, String text, Ink ink, double size) {
    String turn = " transform=\"rotate(-90 %s %s)\"".formatted(number(x), number(y));
    text(x, y, text, Anchor.MIDDLE, ink, size, turn);
  }

  private void text(
      double x, double y, String text, Anchor anchor, Ink ink, double size, String turn) {
    svg.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y)).append('"');
    if (anchor != Anchor.START) {
      svg.append(" text-anchor=\"").append(anchor == Anchor.END ? "end" : "middle").append('"');
    }
    svg.append(" font-size=\"").append(number(size)).append('"').append(turn);
    filled(ink);
    svg.append('>').append(Xml.escape(text)).append("</text>\n");
  }

  @Override
  public void cells(double x, double y, double width, double height, Bitmap bitmap) {
    svg.append("<image preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\"");
    box(x, y, width, height);
    svg.append(" href=\"").append(bitmap.dataUrl()).append("\"/>\n");
  }

  @Override
  public void at(double x, double y, Consumer<Canvas> drawing) {
    svg.append("<g transform=\"translate(").append(number(x)).append(' ').append(number(y));
    svg.append(")\">\n");
    drawing.accept(this);
    svg.append("</g>\n");
  }

  private void box(double x, double y, double width, double height) {
    svg.append(" x=\"").append(number(x)).append("\" y=\"").append(number(y));
    svg.append("\" width=\"").append(number(width));
    svg.append("\" height=\"").append(number(height)).append('"');
  }

  private void stroke(Ink ink, double width) {
    svg.append(" class=\"").append(ink.className()).append("-line\" stroke=\"").append(color(ink));
    svg.append("\" stroke-width=\"").append(number(width)).append('"');
  }

  private void filled(Ink ink) {
    svg.append(" class=\"").append(ink.className()).append("\" fill=\"").append(color(ink));
    svg.append('"');
  }

  private static String color(Ink ink) {
    return "#%06x".formatted(ink.rgb());
  }

  /** A hundredth of a pixel is enough. */
  static String number(double value) {
    long hundredths = Math.round(value * 100);
    return hundredths % 100 == 0
        ? Long.toString(hundredths / 100)
        : String.format(Locale.ROOT, "%.2f", hundredths / 100.0).replaceFirst("0$", "");
  }
}
