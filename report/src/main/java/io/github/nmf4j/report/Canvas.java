package io.github.nmf4j.report;

import java.util.function.Consumer;

/** What plots are drawn on. Coordinates are CSS pixels from the upper left corner. */
sealed interface Canvas permits SvgCanvas, RasterCanvas {

  /** Size of most text. */
  double SMALL = 11;

  /** Which point of a text lies at the coordinates that are given. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** A straight line. */
  void line(double x1, double y1, double x2, double y2, Ink ink, double width);

  /** A line through points. */
  void polyline(double[] x, double[] y, Ink ink, double width, boolean dashed);

  /** A filled rectangle. */
  void fill(double x, double y, double width, double height, Ink ink);

  /** The outline of a rectangle. */
  void frame(double x, double y, double width, double height, Ink ink);

  /** A filled circle. */
  void dot(double x, double y, double radius, Ink ink);

  /** A text on the base line {@code y}. */
  void text(double x, double y, String text, Anchor anchor, Ink ink, double size);

  /** A text that is read upwards, its middle at the coordinates. */
  void upwards(double x, double y, String text, Ink ink, double size);

  /** A picture of coloured cells, stretched to a rectangle. */
  void cells(double x, double y, double width, double height, Bitmap bitmap);

  /** What {@code drawing} draws, with the origin at these coordinates. */
  void at(double x, double y, Consumer<Canvas> drawing);

  /**
   * About how wide a text is, on the safe side for most fonts: no plot may depend on the fonts of
   * the machine that it is made on.
   */
  static double widthOf(String text, double size) {
    double width = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      width += "il.,:;'|!jtfr()[]".indexOf(c) >= 0 ? 0.36 : "mwMW%@".indexOf(c) >= 0 ? 0.92 : 0.6;
    }
    return width * size;
  }

  /** As much of a text as fits, with an ellipsis if that is not all. */
  static String fitting(String text, double size, double width) {
    if (widthOf(text, size) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 0 && widthOf(text.substring(0, end) + "…", size) > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return end == 0 ? "" : text.substring(0, end) + "…";
  }
}
