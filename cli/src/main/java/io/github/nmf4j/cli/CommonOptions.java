package io.github.nmf4j.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
public final class CommonOptions {

  static final String VERBOSE = "--verbose";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  boolean help;

  @Option(names = VERBOSE, description = "Say more on stderr; with an error also where it arose.")
  boolean verbose;

  /** Whether more is to be said. */
  public boolean verbose() {
    return verbose;
  }
}
