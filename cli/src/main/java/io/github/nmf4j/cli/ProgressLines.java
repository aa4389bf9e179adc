package io.github.nmf4j.cli;

import io.github.nmf4j.Progress;
import java.io.PrintStream;
import java.util.Locale;

/** A line every few seconds, for logs; nothing about a run that is over before. */
final class ProgressLines implements ProgressDisplay {

  private static final double SECONDS_BETWEEN = 5;

  private final PrintStream err;
  private final Stage stage;
  private double next = SECONDS_BETWEEN;
  private double last;
  private double loss = Double.NaN;

  ProgressLines(PrintStream err, Stage stage) {
    this.err = err;
    this.stage = stage;
  }

  @Override
  public void update(Progress progress) {
    loss = progress.loss().orElse(loss);
    if (progress.seconds() < last) {
      // another start, whose clock begins anew
      next = progress.seconds() + SECONDS_BETWEEN;
    }
    last = progress.seconds();
    if (progress.seconds() < next) {
      return;
    }
    next = progress.seconds() + SECONDS_BETWEEN;
    String shown = Double.isNaN(loss) ? "" : String.format(Locale.ROOT, ", loss %.4g", loss);
    String pace = ProgressDisplay.pace(progress, stage);
    err.printf(
        "nmf: %s%s %d of %s%d%s%s%n",
        stage == Stage.ITERATIONS ? "" : stage.word() + ", ",
        stage.unit(),
        progress.iteration(),
        stage.limit(),
        progress.maxIterations(),
        shown,
        pace.isEmpty() ? "" : ", " + pace);
  }

  @Override
  public void close() {}
}
