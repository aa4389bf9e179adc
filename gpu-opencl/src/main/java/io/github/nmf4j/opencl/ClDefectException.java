package io.github.nmf4j.opencl;

/** OpenCL was called wrongly: an error of this program. */
final class ClDefectException extends ClException {

  private static final long serialVersionUID = 1L;

  ClDefectException(String message, int status) {
    super(message, status);
  }
}
