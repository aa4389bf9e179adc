package io.github.nmf4j.report;

/**
 * The colours that plots are drawn in beside those of a {@link ColorMap}. Reports redefine them for
 * a dark page by the class names that the SVG carries; on white each has the contrast that the WCAG
 * ask for: 4.5 for text, 3 for lines that carry meaning.
 */
enum Ink {
  TEXT("ink-text", 0x1c2430),
  MUTED("ink-muted", 0x566070),
  GRID("ink-grid", 0xdfe3e8),
  FRAME("ink-frame", 0x8a94a3),
  FIRST("ink-first", 0x1f5fa8),
  SECOND("ink-second", 0xb3541e),
  MARK("ink-mark", 0xa3326b);

  private final String name;
  private final int rgb;

  Ink(String name, int rgb) {
    this.name = name;
    this.rgb = rgb;
  }

  /** Its class in SVG. */
  String className() {
    return name;
  }

  /** Its colour on white, 0xRRGGBB. */
  int rgb() {
    return rgb;
  }
}
