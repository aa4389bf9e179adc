package io.github.nmf4j.cli;

/** What the process says when it ends. Scripts rely on these numbers. */
public final class ExitCode {

  public static final int DONE = 0;
  public static final int FAULT = 1;
  public static final int USAGE = 2;
  public static final int DATA = 3;
  public static final int FILE = 4;
  public static final int BACKEND = 5;
  public static final int MEMORY = 6;
  public static final int NOT_CONVERGED = 7;

  private ExitCode() {}
}
