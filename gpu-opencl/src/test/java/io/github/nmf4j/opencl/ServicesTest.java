package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.BackendProvider;
import io.github.nmf4j.backend.Backends;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On the module path {@code provides} counts, on the class path META-INF/services. */
final class ServicesTest {

  private static InputStream resource(String name) {
    return java.util.Objects.requireNonNull(
        OpenClProvider.class.getResourceAsStream("/" + name), name);
  }

  @Test
  void bothListsOfProvidersAgree() throws IOException {
    String service = BackendProvider.class.getName();
    try (InputStream descriptor = resource("module-info.class");
        InputStream list = resource("META-INF/services/" + service)) {
      List<String> provided =
          ModuleDescriptor.read(descriptor).provides().stream()
              .filter(p -> p.service().equals(service))
              .flatMap(p -> p.providers().stream())
              .toList();
      List<String> listed =
          new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      assertEquals(List.of(OpenClProvider.class.getName()), provided);
      assertEquals(provided, listed);
    }
  }

  @Test
  void theProviderIsFound() {
    assertTrue(Backends.names().contains("opencl"), () -> Backends.names().toString());
  }
}
