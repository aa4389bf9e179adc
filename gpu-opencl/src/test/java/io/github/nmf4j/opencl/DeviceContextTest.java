package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs outlive the backend that built them, for the next one. */
final class DeviceContextTest {

  private static final String OPTIONS = "-cl-std=CL1.2 -DREAL=float -DREAL4=float4";

  private ClDevice device = TestDevice.first();

  @BeforeEach
  @AfterEach
  void nothingIsKept() {
    DeviceContext.releaseKept();
  }

  private DeviceContext take() {
    return DeviceContext.take(device, Optional.empty());
  }

  private static ClProgram built(DeviceContext context) {
    return context.programs().program("gram.cl", OPTIONS);
  }

  @Test
  void theNextOneFindsThePrograms() {
    DeviceContext first = take();
    ClProgram program = built(first);
    first.leave();
    DeviceContext second = take();
    assertSame(program, built(second));
    second.release();
  }

  @Test
  void twoAtATimeHaveOneEach() {
    DeviceContext first = take();
    DeviceContext second = take();
    ClProgram program = built(first);
    ClProgram other = built(second);
    assertNotSame(program, other);
    first.leave();
    second.leave(); // one is kept already: released
    assertThrows(IllegalStateException.class, () -> other.binary());
    DeviceContext third = take();
    assertSame(program, built(third));
    third.release();
    assertThrows(IllegalStateException.class, () -> program.binary());
  }

  @Test
  void whatIsReleasedIsBuiltAgain() {
    DeviceContext first = take();
    ClProgram program = built(first);
    first.leave();
    DeviceContext.releaseKept();
    DeviceContext second = take();
    assertNotSame(program, built(second));
    second.release();
  }

  @Test
  void anotherFolderForBinariesBeginsAnew(@TempDir Path folder) {
    DeviceContext first = take();
    ClProgram program = built(first);
    first.leave();
    DeviceContext second = DeviceContext.take(device, Optional.of(folder));
    assertNotSame(program, built(second));
    assertThrows(IllegalStateException.class, () -> program.binary());
    second.release();
  }

  /** Limits and settings belong to the backend, not to what is kept. */
  @Test
  void backendsOfDifferentSettingsFollowEachOther() {
    for (int round = 0; round < 2; round++) {
      for (Settings settings :
          new Settings[] {
            TestDevice.PLAIN,
            TestDevice.SMALL,
            TestDevice.GROUPS,
            TestDevice.settings("nmf.opencl.keep", "false")
          }) {
        for (Precision precision : Precision.values()) {
          try (OpenClBackend backend = TestDevice.open(settings);
              Session session = backend.newSession(precision)) {
            Factor f = session.newFactor(2, 2);
            session.write(f, DenseMatrix.of(2, 2, 1.0, 2, 3, 4));
            assertEquals(30, session.dot(f, f));
          }
        }
      }
    }
  }
}
