package io.github.nmf4j.backend;

/** A problem needs more memory than there is; the message has both numbers. */
public final class InsufficientMemoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InsufficientMemoryException(String message) {
    super(message);
  }
}
