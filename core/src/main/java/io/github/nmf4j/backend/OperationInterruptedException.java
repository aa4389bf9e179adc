package io.github.nmf4j.backend;

/**
 * An operation ended early because the thread that called it was interrupted; it still is. See
 * {@link Session#setInterruptible}.
 */
public final class OperationInterruptedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public OperationInterruptedException() {
    super("the thread was interrupted");
  }
}
