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
import java.util.function.Supplier;
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

  /** Rows of a template's picture: more are finer than the picture. */
  private static final int TEMPLATE_ROWS = 128;

  private final @Nullable Matrix v;
  private final @Nullable PooledData pooled;
  private final DenseMatrix w;
  private final DenseMatrix h;
  private final int dataColumns;
  private final int taps;
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
  private @Nullable Supplier<Timeline> timeline;
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

  private FactorizationReport(
      @Nullable Matrix v,
      @Nullable PooledData pooled,
      DenseMatrix w,
      DenseMatrix h,
      int dataColumns) {
    if (w.columns() % h.rows() != 0) {
      throw new IllegalArgumentException(
          "W has %d columns, but H has %d rows; there must be equally many, or several columns for each row"
              .formatted(w.columns(), h.rows()));
    }
    this.taps = w.columns() / h.rows();
    int rows = v == null ? w.rows() : v.rows();
    // without partial templates at the end, activations are that much shorter
    boolean fits = h.columns() == dataColumns || h.columns() == dataColumns - taps + 1;
    if (rows != w.rows() || !fits) {
      throw new IllegalArgumentException(
          "V is %d × %d, but W·H is %d × %d"
              .formatted(rows, dataColumns, w.rows(), h.columns() + taps - 1));
    }
    this.v = v;
    this.pooled = pooled;
    this.w = w;
    this.h = h;
    this.dataColumns = dataColumns;
    this.components = Axis.components(h.rows());
  }

  /**
   * The report of a result, also of a convolutive model.
   *
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static FactorizationReport of(Matrix v, NmfResult result) {
    return of(v, result.w(), result.h()).trace(result.trace());
  }

  /**
   * The report of two factors and the matrix that they came from. With T times as many columns of W
   * as rows of H, W has templates of T columns: the model is convolutive, tap t of component c in
   * column c·T + t.
   */
  public static FactorizationReport of(Matrix v, DenseMatrix w, DenseMatrix h) {
    return new FactorizationReport(v, null, w, h, v.columns());
  }

  /** The report of a matrix that was too large to be held; {@code h} has all of its columns. */
  public static FactorizationReport of(PooledData v, DenseMatrix h) {
    return new FactorizationReport(null, v, v.w(), h, h.columns());
  }

  /**
   * The report of two factors whose matrix is not there any more.
   *
   * @param columns of the matrix
   * @param why what the report says in place of the pictures of V, a sentence
   */
  public static FactorizationReport withoutData(
      DenseMatrix w, DenseMatrix h, int columns, String why) {
    var report = new FactorizationReport(null, null, w, h, columns);
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
    HeatMap.requireNames("column", axis, dataColumns);
    columns = axis;
    return this;
  }

  /** What the components are called, one name each; by default {@code c1 … ck}. */
  public FactorizationReport components(List<String> names) {
    Axis axis = Axis.names("component", names);
    HeatMap.requireNames("component", axis, h.rows());
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
    if (shape.pixels() != w.rows() && shape.pixels() != dataColumns) {
      throw new IllegalArgumentException(
          "pictures of %d × %d have %d pixels, but V is %d × %d"
              .formatted(shape.height(), shape.width(), shape.pixels(), w.rows(), dataColumns));
    }
    if (taps > 1) {
      throw new IllegalArgumentException(
          "templates of %d columns are no pictures of %d × %d"
              .formatted(taps, shape.height(), shape.width()));
    }
    tiles = Optional.of(shape);
    return this;
  }

  /** V is a spectrogram, lowest frequency first; {@link #rows} and {@link #columns} say which. */
  public FactorizationReport spectrogram() {
    spectrogram = true;
    return this;
  }

  /**
   * Spans of the columns' axis that belong to somebody or something: when a note sounds, who
   * speaks.
   *
   * @param title what they are
   * @param description what can be seen, a sentence
   * @param lanes names, such as those of the components
   * @param end where the axis ends, which begins at 0
   */
  public FactorizationReport timeline(
      String title, String description, List<String> lanes, List<Timeline.Span> spans, double end) {
    // the axis may get its title later
    timeline = () -> new Timeline(title, description, lanes, spans, end, columns.title());
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
    Panels panels = pooled == null ? Panels.of(v, w, h, dataColumns) : pooled.panels();
    var sections = new ArrayList<>(first);
    sections.add(parts(panels));
    sections.add(fit(panels));
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
   * {@code spectrogram}, {@code timeline}, {@code V}, {@code WH}, {@code residual}, {@code W},
   * {@code H}, {@code loss}.
   */
  public Map<String, Plot> plots() {
    return Map.copyOf(plots);
  }

  /** The names that {@link #plots} can have. */
  public static List<String> plotNames() {
    return List.of("parts", "spectrogram", "timeline", "V", "WH", "residual", "W", "H", "loss");
  }

  private Block.Figure figure(String name, Plot plot, String caption) {
    plots.put(name, plot);
    return new Block.Figure(plot, caption);
  }

  private Section parts(Panels panels) {
    var blocks = new ArrayList<Block>();
    if (spectrogram) {
      panels.v().ifPresent(cells -> blocks.add(spectrogramFigure(cells, panels.note())));
    }
    if (tiles.isPresent()) {
      blocks.add(tileFigure(tiles.get()));
    } else {
      blocks.add(taps > 1 ? templateFigure() : profileFigure());
    }
    var all = new ArrayList<Block>(List.of(new Block.Row(blocks)));
    if (timeline != null) {
      all.add(figure("timeline", timeline.get(), ""));
    }
    return new Section("Components", all);
  }

  private Block spectrogramFigure(Cells data, String note) {
    var plot =
        new SpectrogramPlot(
            "Spectrogram, templates and activations",
            "Spectrogram of %d frequencies by %d times, with %d templates on the left and their"
                    .formatted(data.sourceRows(), data.sourceColumns(), h.rows())
                + " activations below.",
            data,
            Cells.of(scaled(w)),
            Cells.of(aligned(activations())),
            rows,
            columns,
            components);
    String caption = "W at the left, H below: each row of H says when a template sounds.";
    return figure("spectrogram", plot, (caption + " " + note).strip());
  }

  /** Activations with as many columns as V has: templates do not begin in its last ones. */
  private DenseMatrix aligned(DenseMatrix activations) {
    if (activations.columns() == dataColumns) {
      return activations;
    }
    DenseMatrix aligned =
        DenseMatrix.allocate(activations.rows(), dataColumns, activations.precision());
    for (int c = 0; c < activations.rows(); c++) {
      for (int j = 0; j < activations.columns(); j++) {
        aligned.set(c, j, activations.get(c, j));
      }
    }
    return aligned;
  }

  /** Templates of several columns, one after the other. */
  private Block templateFigure() {
    var pictures = new ArrayList<TileGrid.Tile>();
    for (int c = 0; c < h.rows(); c++) {
      Cells template = template(c);
      ColorScale scale =
          spectrogram
              ? ColorScale.logarithmic(template.range()[1])
              : ColorScale.linear(template.range()[1]);
      pictures.add(new TileGrid.Tile(components.names().get(c), template, scale));
    }
    String across =
        columns.step() == 1
            ? "%d columns".formatted(taps)
            : "%d columns, %s of the axis %s"
                .formatted(taps, Ticks.brief(taps * columns.step()), columns.title());
    String up = spectrogram ? "from bottom to top" : "from top to bottom";
    var plot =
        new TileGrid(
            "Templates",
            "Each of the %d components as a template of %d rows by %d columns."
                .formatted(h.rows(), w.rows(), taps),
            pictures,
            TileGrid.columnsFor(Math.min(TileGrid.MOST_TILES, pictures.size())),
            1.1);
    return figure(
        "parts",
        plot,
        "What unfolds where a component is active: from left to right %s, %s %s from %s to %s. Each from dark to its maximum%s."
            .formatted(
                across,
                up,
                rows.title(),
                rows.name(0),
                rows.name(w.rows() - 1),
                spectrogram ? ", in steps of equal ratio" : ""));
  }

  /** A template, pooled; of a spectrogram with the lowest frequency at the bottom. */
  private Cells template(int c) {
    int height = Math.min(TEMPLATE_ROWS, w.rows());
    double[] values = new double[height * taps];
    for (int i = 0; i < w.rows(); i++) {
      int cell = Cells.cell(i, w.rows(), height);
      int line = spectrogram ? height - 1 - cell : cell;
      for (int t = 0; t < taps; t++) {
        values[line * taps + t] = Math.max(values[line * taps + t], w.get(i, c * taps + t));
      }
    }
    return Cells.of(height, taps, values);
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

  private Section fit(Panels panels) {
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
    if (panels.v().isEmpty()) {
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
            taps == 1
                ? "Heat map of W, %d rows by %d components.".formatted(w.rows(), h.rows())
                : "Heat map of W, %d rows by %d components of %d columns each."
                    .formatted(w.rows(), h.rows(), taps),
            left,
            spectrogram ? ColorScale.logarithmic(1) : ColorScale.linear(1),
            rows,
            taps == 1 ? components : Axis.index("column of W"));
    Cells below = Cells.of(aligned(activations()));
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
                    taps == 1
                        ? "Each column is scaled to the maximum 1."
                        : "%d columns for each component, which is scaled to the maximum 1."
                            .formatted(taps)),
                figure(
                    "H",
                    activations,
                    "Each row is scaled by the maximum of its %s of W."
                        .formatted(taps == 1 ? "column" : "columns")))));
  }

  /** The largest entry of a component's columns of W. */
  private double peak(int c) {
    double peak = 0;
    for (int t = 0; t < taps; t++) {
      for (double value : column(c * taps + t)) {
        peak = Math.max(peak, value);
      }
    }
    return peak;
  }

  /** W with components of maximum 1. */
  private DenseMatrix scaled(DenseMatrix factor) {
    DenseMatrix scaled = factor.copy(factor.precision(), 1);
    for (int c = 0; c < h.rows(); c++) {
      double peak = peak(c);
      for (int r = c * taps; peak > 0 && r < (c + 1) * taps; r++) {
        for (int i = 0; i < scaled.rows(); i++) {
          scaled.set(i, r, scaled.get(i, r) / peak);
        }
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
