package io.github.nmf4j.opencl;

/**
 * An OpenCL call failed: the message has the status by name and number, the function and the
 * device. The type says whose fault it is.
 */
abstract sealed class ClException extends RuntimeException
    permits ClDeviceException, ClEnvironmentException, ClDefectException, ClBuildException {

  private static final long serialVersionUID = 1L;

  private final int status;

  ClException(String message, int status) {
    super(message);
    this.status = status;
  }

  final int status() {
    return status;
  }

  /**
   * Throws unless {@code status} is CL_SUCCESS.
   *
   * @param function the function called, with the kernel or the like in brackets
   * @param device the device's name, or where the call was made
   */
  static void check(int status, String function, String device) {
    if (status != 0) {
      throw of(status, function, device);
    }
  }

  static ClException of(int status, String function, String device) {
    var known = ClStatus.of(status);
    String message =
        "%s on %s failed: %s (%d): %s"
            .formatted(
                function,
                device,
                known.map(ClStatus::name).orElse("vendor status"),
                status,
                known.map(ClStatus::meaning).orElse("see the driver's documentation"));
    return switch (known.map(ClStatus::kind).orElse(ClStatus.Kind.DEVICE)) {
      case DEVICE -> new ClDeviceException(message, status);
      case ENVIRONMENT -> new ClEnvironmentException(message, status);
      case DEFECT -> new ClDefectException(message, status);
    };
  }
}
