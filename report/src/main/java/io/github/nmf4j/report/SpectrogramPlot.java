package io.github.nmf4j.report;

import java.util.List;

/**
 * A spectrogram with the templates W to its left and the activations H below it, on common axes:
 * each row of activations says when the template of that name sounds.
 */
public final class SpectrogramPlot extends Plot {

  private static final double WIDTH = 420;
  private static final double TOP = 22;
  private static final double MIDDLE = 22;
  private static final double BELOW = 42;
  private static final double RIGHT = 70;
  private static final double SPECTRUM_HEIGHT = 210;
  private static final double STRIP = 64;
  private static final double LONGEST_NAME = 52;

  private final Cells spectrogram;
  private final Cells templates;
  private final Cells activations;
  private final ColorScale scale;
  private final ColorScale loudness;
  private final Axis frequencies;
  private final Axis times;
  private final Axis components;
  private final int silentFrom;
  private final int of;

  /**
   * The three parts.
   *
   * @param spectrogram frequencies × times
   * @param templates frequencies × components
   * @param activations components × times
   */
  public SpectrogramPlot(
      String title,
      String description,
      Cells spectrogram,
      Cells templates,
      Cells activations,
      Axis frequencies,
      Axis times,
      Axis components) {
    super(title, description);
    HeatMap.requireNames("frequency", frequencies, spectrogram.sourceRows());
    HeatMap.requireNames("time", times, spectrogram.sourceColumns());
    HeatMap.requireNames("component", components, activations.sourceRows());
    this.scale = ColorScale.logarithmic(spectrogram.range()[1]);
    int heard = frequencies.names().isEmpty() ? heard(spectrogram) : spectrogram.rows();
    this.spectrogram = spectrogram.firstRows(heard);
    this.templates =
        templates.rows() == spectrogram.rows() ? templates.firstRows(heard) : templates;
    this.activations = activations;
    this.loudness = ColorScale.fitting(activations);
    this.silentFrom = heard;
    this.of = spectrogram.rows();
    this.frequencies = frequencies;
    this.times = times;
    this.components = components;
  }

  /** Rows of cells up to the last one that is not in the darkest colour everywhere. */
  private int heard(Cells cells) {
    for (int i = cells.rows() - 1; i > 0; i--) {
      for (int j = 0; j < cells.columns(); j++) {
        if (cells.get(i, j) > scale.low()) {
          return Math.min(cells.rows(), i + 1 + cells.rows() / 50);
        }
      }
    }
    return cells.rows();
  }

  private double activationHeight() {
    return Math.clamp(activations.sourceRows() * 16.0, 48, 260);
  }

  @Override
  double width() {
    return WIDTH;
  }

  @Override
  double height() {
    return TOP + SPECTRUM_HEIGHT + MIDDLE + activationHeight() + BELOW;
  }

  @Override
  String note() {
    return String.join(
            " ",
            List.of(
                spectrogram.note(),
                "Colours are logarithmic for spectrogram and templates, "
                    + (loudness.kind() == ColorScale.Kind.LOGARITHMIC
                        ? "and for activations."
                        : "linear for activations."),
                silentFrom < of ? "What lies above is too weak for this scale." : ""))
        .strip();
  }

  @Override
  void draw(Canvas canvas) {
    List<Area.Tick> rows =
        Area.reversed(
            Area.items(frequencies, spectrogram.sourceRows(), SPECTRUM_HEIGHT, LONGEST_NAME, true));
    double left = 26 + Area.widest(rows);
    var strip = new Area(left, TOP, STRIP, SPECTRUM_HEIGHT);
    double start = strip.right() + 8;
    var spectrum = new Area(start, TOP, WIDTH - start - RIGHT, SPECTRUM_HEIGHT);
    var below = new Area(start, spectrum.bottom() + MIDDLE, spectrum.width(), activationHeight());
    heading(canvas, strip, "W");
    heading(canvas, spectrum, "V");
    heading(canvas, below, "H");
    cells(canvas, strip, templates, ColorScale.logarithmic(templates.range()[1]), true);
    cells(canvas, spectrum, spectrogram, scale, true);
    cells(canvas, below, activations, loudness, false);
    strip.drawLeft(canvas, rows, frequencies.title());
    List<Area.Tick> names =
        Area.items(components, activations.sourceRows(), below.height(), start - 14, true);
    below.drawLeft(canvas, names, "");
    below.drawBelow(
        canvas,
        Area.items(times, spectrogram.sourceColumns(), below.width(), LONGEST_NAME, false),
        times.title());
    spectrum.drawScale(canvas, scale);
    below.drawScale(canvas, loudness);
  }

  private static void heading(Canvas canvas, Area area, String name) {
    canvas.text(area.x(), area.y() - 6, name, Canvas.Anchor.START, Ink.TEXT, 12);
  }

  private static void cells(
      Canvas canvas, Area area, Cells cells, ColorScale scale, boolean upwards) {
    canvas.cells(area.x(), area.y(), area.width(), area.height(), Bitmap.of(cells, scale, upwards));
    canvas.frame(area.x(), area.y(), area.width(), area.height(), Ink.FRAME);
  }
}
