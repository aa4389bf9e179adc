package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ClExceptionTest {

  @Test
  void theTypeSaysWhoseFaultItIs() {
    assertInstanceOf(ClDeviceException.class, ClException.of(-5, "clFinish", "gpu"));
    assertInstanceOf(ClEnvironmentException.class, ClException.of(-1001, "clGetPlatformIDs", "x"));
    assertInstanceOf(ClDefectException.class, ClException.of(-48, "clSetKernelArg", "gpu"));
    assertInstanceOf(ClDeviceException.class, ClException.of(-9999, "clFinish", "gpu"));
  }

  @Test
  void theMessageNamesStatusNumberFunctionAndDevice() {
    assertEquals(
        "clFinish on gpu failed: CL_OUT_OF_RESOURCES (-5): the device ran out of resources or a"
            + " kernel failed",
        ClException.of(-5, "clFinish", "gpu").getMessage());
    String unknown = String.valueOf(ClException.of(-9999, "clFinish", "gpu").getMessage());
    assertTrue(unknown.contains("vendor status (-9999)"), unknown);
  }

  @Test
  void everyCodeIsThereOnce() {
    assertEquals(
        ClStatus.values().length,
        Arrays.stream(ClStatus.values()).mapToInt(ClStatus::code).distinct().count());
  }
}
