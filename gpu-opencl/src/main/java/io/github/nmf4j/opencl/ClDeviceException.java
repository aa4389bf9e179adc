package io.github.nmf4j.opencl;

/** The device refused: out of memory or resources, or a limit exceeded. */
final class ClDeviceException extends ClException {

  private static final long serialVersionUID = 1L;

  ClDeviceException(String message, int status) {
    super(message, status);
  }
}
