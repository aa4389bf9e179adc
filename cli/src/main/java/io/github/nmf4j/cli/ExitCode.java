package io.github.nmf4j.cli;

/** What the process says when it ends. Scripts rely on these numbers. */
final class ExitCode {

  static final int DONE = 0;
  static final int FAULT = 1;
  static final int USAGE = 2;
  static final int DATA = 3;
  static final int FILE = 4;
  static final int BACKEND = 5;
  static final int MEMORY = 6;
  static final int NOT_CONVERGED = 7;

  private ExitCode() {}
}
