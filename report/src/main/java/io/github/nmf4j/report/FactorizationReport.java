package io.github.nmf4j.report;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.TracePoint;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
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
  private Figures figures = new Figures();
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
    figures = new Figures();
    var factors = new Factors(w, h, dataColumns, rows, columns, components, spectrogram);
    var matrices = new MatrixFigures(factors, figures);
    Panels panels = pooled == null ? Panels.of(v, w, h, dataColumns) : pooled.panels();
    var sections = new ArrayList<>(first);
    Timeline spans = timeline == null ? null : timeline.get();
    sections.add(new ComponentFigures(factors, figures).section(panels, tiles, spans));
    sections.add(matrices.fit(panels, missing));
    sections.add(matrices.factors());
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
    return figures.plots();
  }

  /** The names that {@link #plots} can have. */
  public static List<String> plotNames() {
    return List.of("parts", "spectrogram", "timeline", "V", "WH", "residual", "W", "H", "loss");
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
    return new Section("Loss", figures.figure("loss", plot, ""));
  }
}
