package io.github.nmf4j.matrix;

/**
 * The data cannot be factorised or the file cannot be understood: the message names the source, the
 * place (line and column, index or offset), the value found and what is allowed.
 */
public final class InvalidDataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidDataException(String message) {
    super(message);
  }

  public InvalidDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
