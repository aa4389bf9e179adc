package io.github.nmf4j.cli;

import io.github.nmf4j.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object per line, for programs: the start, the end, and between them ten a second at
 * most. What is not known, such as the loss between two looks at it, is null.
 */
final class ProgressJson implements ProgressDisplay {

  private static final double SECONDS_BETWEEN = 0.1;

  private final PrintStream err;
  private final Stage stage;
  private double next;
  private double last;
  private @Nullable Progress unsaid;

  ProgressJson(PrintStream err, Stage stage) {
    this.err = err;
    this.stage = stage;
  }

  @Override
  public void update(Progress progress) {
    if (progress.seconds() < last) {
      // another start, whose clock begins anew
      close();
      next = 0;
    }
    last = progress.seconds();
    if (progress.seconds() < next) {
      unsaid = progress;
      return;
    }
    next = progress.seconds() + SECONDS_BETWEEN;
    unsaid = null;
    say(progress);
  }

  private void say(Progress progress) {
    err.printf(
        "{\"iteration\":%d,\"maxIterations\":%d,\"loss\":%s,\"seconds\":%s,\"perSecond\":%s,"
            + "\"secondsLeft\":%s,\"stage\":\"%s\"}%n",
        progress.iteration(),
        progress.maxIterations(),
        number(progress.loss(), "%.10g"),
        number(OptionalDouble.of(progress.seconds()), "%.3f"),
        number(ProgressDisplay.rate(progress), "%.4g"),
        number(ProgressDisplay.secondsLeft(progress), "%.3f"),
        stage.word());
  }

  private static String number(OptionalDouble number, String format) {
    return number.isPresent() && Double.isFinite(number.getAsDouble())
        ? String.format(Locale.ROOT, format, number.getAsDouble())
        : "null";
  }

  /** Says how far it came. */
  @Override
  public void close() {
    if (unsaid != null) {
      say(unsaid);
      unsaid = null;
    }
  }
}
