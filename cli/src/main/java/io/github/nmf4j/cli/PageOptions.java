package io.github.nmf4j.cli;

import picocli.CommandLine.Option;

/** Whether a command that makes a page unless told otherwise makes it, and files of its plots. */
public final class PageOptions extends PlotOptions {

  @Option(
      names = "--report",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "report.html: one page of pictures that opens offline (default: yes).")
  boolean report = true;

  /** Whether there is to be a page. */
  public boolean report() {
    return report;
  }

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException for a combination without meaning
   */
  public void check() {
    if (anyPlots() && !report) {
      throw new IllegalArgumentException(
          "--plots says how plots of a report are stored; leave out --no-report");
    }
  }
}
