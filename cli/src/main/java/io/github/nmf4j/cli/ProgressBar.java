package io.github.nmf4j.cli;

import io.github.nmf4j.Progress;
import java.io.PrintStream;
import java.util.Locale;

/**
 * A line on stderr that is redrawn while a factorisation runs, and gone when it is over. Drawn only
 * where somebody can see it.
 */
public final class ProgressBar implements ProgressDisplay {

  /** Set by the launcher, which alone can ask whether stderr is a terminal. */
  public static final String TERMINAL_PROPERTY = "nmf.stderr.terminal";

  private static final int CELLS = 30;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintStream err;
  private final Stage stage;
  private long drawn = System.nanoTime();
  private double loss = Double.NaN;
  private int width;

  ProgressBar(PrintStream err, Stage stage) {
    this.err = err;
    this.stage = stage;
  }

  /**
   * Whether stderr is a terminal with a person before it. Java cannot tell: its console is about
   * stdin and stdout, which may well be pipes while stderr is not.
   */
  public static boolean wanted() {
    return Boolean.getBoolean(TERMINAL_PROPERTY)
        && !"dumb".equals(System.getenv("TERM"))
        && System.getenv("CI") == null;
  }

  @Override
  public void update(Progress progress) {
    loss = progress.loss().orElse(loss);
    long now = System.nanoTime();
    if (now - drawn >= REDRAW_NANOS) {
      drawn = now;
      draw(line(progress));
    }
  }

  private String line(Progress progress) {
    int most = Math.max(1, progress.maxIterations());
    int full = (int) ((long) CELLS * progress.iteration() / most);
    String shown = Double.isNaN(loss) ? "" : String.format(Locale.ROOT, "  loss %.4g", loss);
    return String.format(
        Locale.ROOT,
        "%s[%s%s] %d/%d%s  %s",
        stage == Stage.ITERATIONS ? "" : stage.word() + " ",
        "#".repeat(full),
        ".".repeat(CELLS - full),
        progress.iteration(),
        progress.maxIterations(),
        shown,
        ProgressDisplay.pace(progress, stage));
  }

  private void draw(String line) {
    err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
    err.flush();
    width = line.length();
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (width > 0) {
      draw("");
      err.print("\r");
      err.flush();
      width = 0;
    }
  }
}
