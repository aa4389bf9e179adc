package io.github.nmf4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BackendsTest {

  @Test
  void theReferenceBackendIsAlwaysThere() {
    assertTrue(Backends.names().contains("reference"));
    try (Backend backend = Backends.select("reference", 0).backend()) {
      assertEquals("reference", backend.name());
      assertEquals(1, backend.threads());
    }
    try (Backend backend = Backends.select("auto", 0).backend()) {
      assertEquals("reference", backend.name(), "nothing else is on this module's test path");
    }
  }

  @Test
  void unknownNamesListWhatIsInstalled() {
    var error =
        assertThrows(BackendUnavailableException.class, () -> Backends.select("abacus:1", 0));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("'abacus'") && message.contains("reference"), message);
  }

  @Test
  void theServiceFileSaysWhatTheModuleSays() throws Exception {
    try (InputStream in =
        Backends.class
            .getModule()
            .getResourceAsStream("META-INF/services/" + BackendProvider.class.getName())) {
      assertNotNull(in, "service file");
      List<String> listed = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      List<String> provided =
          Backends.class.getModule().getDescriptor().provides().stream()
              .filter(p -> p.service().equals(BackendProvider.class.getName()))
              .flatMap(p -> p.providers().stream())
              .toList();
      assertEquals(provided, listed);
    }
  }

  @Test
  void ratioSteps() {
    assertEquals(1 / 3.0, RatioStep.monotone(-1, 0, 0).gamma());
    assertEquals(0.5, RatioStep.monotone(0, 0, 0).gamma());
    assertEquals(1, RatioStep.monotone(1.5, 0, 0).gamma());
    assertEquals(0.5, RatioStep.monotone(3, 0, 0).gamma());
    // D·t + L·t² = ν for β = 1: t = 2ν / (D + √(D² + 4Lν)), where the plain step would overshoot
    RatioStep step = RatioStep.monotone(1, 0, 2);
    double f = 3;
    double t = 2 * 500.0 / (1 + Math.sqrt(1 + 4 * 6 * 500.0));
    assertEquals(f * t, step.apply(f, 500, 1), 1e-13 * f * t);
    assertEquals(0, step.apply(0, 5, 1));
    assertEquals(0, step.apply(3, 0, 1));
    assertEquals(3, RatioStep.monotone(1, 0, 0).apply(3, 5, 0), "no influence");
  }
}
