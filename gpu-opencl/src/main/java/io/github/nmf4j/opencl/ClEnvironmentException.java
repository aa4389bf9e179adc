package io.github.nmf4j.opencl;

/** Something that OpenCL needs is not installed or not available. */
final class ClEnvironmentException extends ClException {

  private static final long serialVersionUID = 1L;

  ClEnvironmentException(String message, int status) {
    super(message, status);
  }
}
