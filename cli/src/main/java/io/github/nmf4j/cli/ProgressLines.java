package io.github.nmf4j.cli;

import io.github.nmf4j.Progress;
import java.io.PrintStream;
import java.util.Locale;

/** A line every few seconds, for logs; nothing about a run that is over before. */
final class ProgressLines implements ProgressDisplay {

  private static final double SECONDS_BETWEEN = 5;

  private final PrintStream err;
  private double next = SECONDS_BETWEEN;
  private double loss = Double.NaN;

  ProgressLines(PrintStream err) {
    this.err = err;
  }

  @Override
  public void update(Progress progress) {
    loss = progress.loss().orElse(loss);
    if (progress.seconds() < next) {
      return;
    }
    next = progress.seconds() + SECONDS_BETWEEN;
    String shown = Double.isNaN(loss) ? "" : String.format(Locale.ROOT, ", loss %.4g", loss);
    err.printf(
        "nmf: iteration %d of at most %d%s, %s%n",
        progress.iteration(), progress.maxIterations(), shown, ProgressDisplay.pace(progress));
  }

  @Override
  public void close() {}
}
