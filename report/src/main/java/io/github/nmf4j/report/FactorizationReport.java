package io.github.nmf4j.report;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the report of a factorisation V ≈ W·H: the course of the loss, V beside W·H and the
 * residual, both factors, and what else the caller knows.
 *
 * <pre>{@code
 * Report report =
 *     FactorizationReport.of(v, result)
 *         .rows(Axis.linear("frequency (Hz)", 0, 43.07))
 *         .columns(Axis.linear("time (s)", 0, 0.0116))
 *         .spectrogram()
 *         .build("Piano");
 * report.write(Path.of("report.html"));
 * }</pre>
 *
 * A builder: its methods change it and return it.
 */
public final class FactorizationReport {

  /** How many of the strongest items a component is labelled with. */
  private static final int STRONGEST = 4;

  private final @Nullable Matrix v;
  private final DenseMatrix w;
  private final DenseMatrix h;
  private final List<TracePoint> trace = new ArrayList<>();
  private final List<LineChart.Mark> marks = new ArrayList<>();
  private final List<Block.Fact> facts = new ArrayList<>();
  private final List<Section> first = new ArrayList<>();
  private final List<Section> last = new ArrayList<>();
  private final Map<String, Plot> plots = new LinkedHashMap<>();
  private Axis rows = Axis.index("row of V");
  private Axis columns = Axis.index("column of V");
  private Axis components;
  private Optional<TileShape> tiles = Optional.empty();
  private boolean spectrogram;
  private String summary = "";
  private String missing = "";
  private String command = "";

  /**
   * How a column of a matrix is a picture.
   *
   * @param height rows of the picture
   * @param width columns of the picture
   * @param columnMajor whether the numbers run down the picture's columns instead of along its rows
   */
  public record TileShape(int height, int width, boolean columnMajor) {
    public TileShape {
      if (height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "a picture has at least one pixel, was %d × %d".formatted(height, width));
      }
    }

    /** Entries of a column that is a picture. */
    public long pixels() {
      return (long) height * width;
    }

    /** A column of a matrix as a picture. */
    public Cells picture(Matrix matrix, int column) {
      double[] pixels = new double[height * width];
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          pixels[i * width + j] = matrix.get(columnMajor ? j * height + i : i * width + j, column);
        }
      }
      return Cells.of(height, width, pixels);
    }
  }

  private FactorizationReport(@Nullable Matrix v, DenseMatrix w, DenseMatrix h) {
    if (w.columns() != h.rows()) {
      throw new IllegalArgumentException(
          "W has %d columns, but H has %d rows".formatted(w.columns(), h.rows()));
    }
    if (v != null && (v.rows() != w.rows() || v.columns() != h.columns())) {
      throw new IllegalArgumentException(
          "V is %d × %d, but W·H is %d × %d"
              .formatted(v.rows(), v.columns(), w.rows(), h.columns()));
    }
    this.v = v;
    this.w = w;
    this.h = h;
    this.components = Axis.components(w.columns());
  }

  /**
   * The report of a result.
   *
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static FactorizationReport of(Matrix v, NmfResult result) {
    return of(v, result.w(), result.h()).trace(result.trace());
  }

  /** The report of two factors and the matrix that they came from. */
  public static FactorizationReport of(Matrix v, DenseMatrix w, DenseMatrix h) {
    return new FactorizationReport(v, w, h);
  }

  /**
   * The report of two factors whose matrix is not there any more.
   *
   * @param why what the report says in place of the pictures of V, a sentence
   */
  public static FactorizationReport withoutData(DenseMatrix w, DenseMatrix h, String why) {
    var report = new FactorizationReport(null, w, h);
    report.missing = why;
    return report;
  }

  /** What the rows of V are. */
  public FactorizationReport rows(Axis axis) {
    HeatMap.requireNames("row", axis, w.rows());
    rows = axis;
    return this;
  }

  /** What the columns of V are. */
  public FactorizationReport columns(Axis axis) {
    HeatMap.requireNames("column", axis, h.columns());
    columns = axis;
    return this;
  }

  /** What the components are called, one name each; by default {@code c1 … ck}. */
  public FactorizationReport components(List<String> names) {
    Axis axis = Axis.names("component", names);
    HeatMap.requireNames("component", axis, w.columns());
    components = axis;
    return this;
  }

  /** The course of the loss. */
  public FactorizationReport trace(List<TracePoint> points) {
    trace.clear();
    trace.addAll(points);
    return this;
  }

  /** Moments of note in the course of the loss, by iteration, such as restarts. */
  public FactorizationReport mark(int iteration, String label) {
    marks.add(new LineChart.Mark(iteration, label));
    return this;
  }

  /**
   * The items of V are pictures: its columns, and so those of W, or, if these have another number
   * of entries, its rows, and so those of H.
   *
   * @throws IllegalArgumentException if neither has as many entries as a picture has pixels
   */
  public FactorizationReport tiles(TileShape shape) {
    if (shape.pixels() != w.rows() && shape.pixels() != h.columns()) {
      throw new IllegalArgumentException(
          "pictures of %d × %d have %d pixels, but V is %d × %d"
              .formatted(shape.height(), shape.width(), shape.pixels(), w.rows(), h.columns()));
    }
    tiles = Optional.of(shape);
    return this;
  }

  /** V is a spectrogram, lowest frequency first; {@link #rows} and {@link #columns} say which. */
  public FactorizationReport spectrogram() {
    spectrogram = true;
    return this;
  }

  /** A fact about the run. */
  public FactorizationReport fact(String name, String value) {
    facts.add(new Block.Fact(name, value));
    return this;
  }

  /** The outcome in a sentence, below the title. */
  public FactorizationReport summary(String text) {
    summary = text;
    return this;
  }

  /** What to type to get the same result again. */
  public FactorizationReport command(String line) {
    command = line;
    return this;
  }

  /** A section in front of the pictures of the matrices. */
  public FactorizationReport before(Section section) {
    first.add(section);
    return this;
  }

  /** A section behind them. */
  public FactorizationReport after(Section section) {
    last.add(section);
    return this;
  }

  /** The page. */
  public Report build(String title) {
    plots.clear();
    var sections = new ArrayList<>(first);
    sections.add(parts());
    sections.add(fit());
    sections.add(factors());
    if (!trace.isEmpty()) {
      sections.add(loss());
    }
    sections.addAll(last);
    if (!facts.isEmpty()) {
      sections.add(new Section("The run", new Block.Facts(facts)));
    }
    if (!command.isEmpty()) {
      sections.add(
          new Section(
              "How to repeat it",
              new Block.Paragraph(
                  "The same input, options, version and backend give the same bits, whatever the"
                      + " number of threads."),
              new Block.Code(command)));
    }
    return new Report(title, summary, sections);
  }

  /**
   * The pictures of the last {@link #build}, by the names that files of them have: {@code parts},
   * {@code spectrogram}, {@code V}, {@code WH}, {@code residual}, {@code W}, {@code H}, {@code
   * loss}.
   */
  public Map<String, Plot> plots() {
    return Map.copyOf(plots);
  }

  /** The names that {@link #plots} can have. */
  public static List<String> plotNames() {
    return List.of("parts", "spectrogram", "V", "WH", "residual", "W", "H", "loss");
  }

  private Block.Figure figure(String name, Plot plot, String caption) {
    plots.put(name, plot);
    return new Block.Figure(plot, caption);
  }

  private Section parts() {
    var blocks = new ArrayList<Block>();
    if (spectrogram && v != null) {
      blocks.add(spectrogramFigure(v));
    }
    blocks.add(tiles.map(this::tileFigure).orElseGet(this::profileFigure));
    return new Section("Components", List.of(new Block.Row(blocks)));
  }

  private Block spectrogramFigure(Matrix data) {
    var plot =
        new SpectrogramPlot(
            "Spectrogram, templates and activations",
            "Spectrogram of %d frequencies by %d times, with %d templates on the left and their"
                    .formatted(data.rows(), data.columns(), w.columns())
                + " activations below.",
            Cells.of(data),
            Cells.of(scaled(w)),
            Cells.of(h),
            rows,
            columns,
            components);
    return figure(
        "spectrogram", plot, "W at the left, H below: each row of H says when a template sounds.");
  }

  private Block tileFigure(TileShape shape) {
    boolean columnsOfW = shape.pixels() == w.rows();
    DenseMatrix parts = columnsOfW ? w : h.transpose();
    var pictures = new ArrayList<TileGrid.Tile>();
    for (int c = 0; c < w.columns(); c++) {
      Cells picture = shape.picture(parts, c);
      pictures.add(
          new TileGrid.Tile(
              components.names().get(c), picture, ColorScale.linear(picture.range()[1])));
    }
    String which = columnsOfW ? "column of W" : "row of H";
    var plot =
        new TileGrid(
            "Components as pictures",
            "Each of the %d components, a %s, as a picture of %d by %d pixels."
                .formatted(w.columns(), which, shape.height(), shape.width()),
            pictures);
    return figure("parts", plot, "Each " + which + ", from 0 (dark) to its maximum (light).");
  }

  private Block profileFigure() {
    var profiles = new ArrayList<Profiles.Profile>();
    for (int c = 0; c < w.columns(); c++) {
      double[] column = column(c);
      profiles.add(new Profiles.Profile(components.names().get(c) + strongest(column), column));
    }
    var plot =
        new Profiles(
            "Components",
            "The %d columns of W as curves over %s.".formatted(w.columns(), rows.title()),
            profiles,
            rows);
    return figure(
        "parts", plot, "Each column of W from 0 to its maximum, with its strongest entries.");
  }

  private double[] column(int c) {
    double[] column = new double[w.rows()];
    w.transpose().copyRow(c, 0, column.length, column);
    return column;
  }

  private String strongest(double[] column) {
    var names = new ArrayList<String>();
    boolean[] taken = new boolean[column.length];
    for (int n = 0; n < Math.min(STRONGEST, column.length); n++) {
      int best = -1;
      for (int i = 0; i < column.length; i++) {
        if (!taken[i] && column[i] > 0 && (best < 0 || column[i] > column[best])) {
          best = i;
        }
      }
      if (best < 0) {
        break;
      }
      taken[best] = true;
      names.add(rows.name(best));
    }
    return names.isEmpty() ? ": zero" : ": " + String.join(", ", names);
  }

  private Section fit() {
    Panels panels = Panels.of(v, w, h);
    Cells shown = panels.v().orElse(panels.model());
    ColorScale scale = ColorScale.fitting(shown);
    var blocks = new ArrayList<Block>();
    panels
        .v()
        .ifPresent(cells -> blocks.add(map("V", "V", cells, scale, panels.note(), "The data.")));
    blocks.add(
        map("WH", "W·H", panels.model(), scale, panels.note(), "The model, in the same colours."));
    panels
        .residual()
        .ifPresent(
            cells ->
                blocks.add(
                    map(
                        "residual",
                        "V − W·H",
                        cells,
                        ColorScale.diverging(cells),
                        panels.note(),
                        "What the model leaves: orange where the data is larger.")));
    if (v == null) {
      return new Section("Data and model", new Block.Paragraph(missing), new Block.Row(blocks));
    }
    return new Section("Data and model", new Block.Row(blocks));
  }

  private Block map(
      String name, String title, Cells cells, ColorScale scale, String note, String caption) {
    String description =
        "Heat map of %s, %d rows by %d columns, colours from %s to %s."
            .formatted(
                title,
                cells.sourceRows(),
                cells.sourceColumns(),
                Ticks.brief(scale.low()),
                Ticks.brief(scale.high()));
    HeatMap plot = HeatMap.of(title, description, cells, scale, rows, columns).noted(note);
    return figure(name, spectrogram ? plot.upwards() : plot, caption);
  }

  private Section factors() {
    Cells left = Cells.of(scaled(w));
    HeatMap dictionary =
        HeatMap.of(
            "W",
            "Heat map of W, %d rows by %d components.".formatted(w.rows(), w.columns()),
            left,
            spectrogram ? ColorScale.logarithmic(1) : ColorScale.linear(1),
            rows,
            components);
    Cells below = Cells.of(activations());
    HeatMap activations =
        HeatMap.of(
            "H",
            "Heat map of H, %d components by %d columns.".formatted(h.rows(), h.columns()),
            below,
            ColorScale.fitting(below),
            components,
            columns);
    return new Section(
        "Factors",
        new Block.Row(
            List.of(
                figure(
                    "W",
                    spectrogram ? dictionary.upwards() : dictionary,
                    "Each column is scaled to the maximum 1."),
                figure(
                    "H", activations, "Each row is scaled by the maximum of its column of W."))));
  }

  private double peak(int c) {
    double peak = 0;
    for (double value : column(c)) {
      peak = Math.max(peak, value);
    }
    return peak;
  }

  /** W with columns of maximum 1. */
  private DenseMatrix scaled(DenseMatrix factor) {
    DenseMatrix scaled = factor.copy(factor.precision(), 1);
    for (int c = 0; c < scaled.columns(); c++) {
      double peak = peak(c);
      for (int i = 0; peak > 0 && i < scaled.rows(); i++) {
        scaled.set(i, c, scaled.get(i, c) / peak);
      }
    }
    return scaled;
  }

  /** H with rows in the units of V. */
  private DenseMatrix activations() {
    DenseMatrix scaled = h.copy(h.precision(), 1);
    for (int c = 0; c < scaled.rows(); c++) {
      double peak = peak(c);
      for (int j = 0; j < scaled.columns(); j++) {
        scaled.set(c, j, scaled.get(c, j) * peak);
      }
    }
    return scaled;
  }

  private Section loss() {
    double[] iterations = trace.stream().mapToDouble(TracePoint::iteration).toArray();
    var curves = new ArrayList<LineChart.Series>();
    double[] values = trace.stream().mapToDouble(TracePoint::loss).toArray();
    double[] objectives = trace.stream().mapToDouble(TracePoint::objective).toArray();
    curves.add(new LineChart.Series("loss", iterations, values));
    if (!Arrays.equals(values, objectives)) {
      curves.add(new LineChart.Series("loss plus penalties", iterations, objectives));
    }
    var plot =
        new LineChart(
            "Loss over the iterations",
            "The loss falls from %s to %s in %d iterations."
                .formatted(
                    Ticks.brief(values[0]),
                    Ticks.brief(values[values.length - 1]),
                    trace.getLast().iteration()),
            "iteration",
            "loss",
            curves,
            marks);
    return new Section("Loss", figure("loss", plot, ""));
  }
}
