package io.github.nmf4j.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SettingsTest {

  private static Settings of(Map<String, String> properties, Map<String, String> environment) {
    return Settings.of(properties::get, environment);
  }

  @Test
  void defaultsUseAllOfTheDevice() {
    Settings settings = of(Map.of("user.home", "/home/ada"), Map.of());
    assertEquals(Settings.Profile.DEVICE, settings.profile());
    assertFalse(settings.finishEach());
    assertTrue(settings.keep());
    assertFalse(settings.cacheGiven());
    assertEquals(Long.MAX_VALUE, settings.memoryBytes());
    assertEquals(Long.MAX_VALUE, settings.panelBytes());
    assertEquals(Optional.of(Path.of("/home/ada/.cache/nmf4j/opencl")), settings.cache());
  }

  @Test
  void theCacheFolderComesFromThePropertyThenTheEnvironment() {
    var environment = Map.of("XDG_CACHE_HOME", "/var/cache");
    assertEquals(
        Optional.of(Path.of("/var/cache/nmf4j/opencl")), of(Map.of(), environment).cache());
    assertEquals(
        Optional.of(Path.of("/tmp/x")),
        of(Map.of("nmf.opencl.cache", "/tmp/x"), environment).cache());
    assertEquals(Optional.empty(), of(Map.of("nmf.opencl.cache", "off"), environment).cache());
  }

  @Test
  void valuesThatAreNotAllowedAreNamed() {
    for (var property :
        Map.of(
                "nmf.opencl.profile", "tiny",
                "nmf.opencl.memory", "2 GB",
                "nmf.opencl.panels", "-1",
                "nmf.opencl.keep", "never",
                "nmf.opencl.finish", "perhaps",
                "nmf.opencl.times", "always")
            .entrySet()) {
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> of(Map.of(property.getKey(), property.getValue()), Map.of()));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains(property.getKey()), message);
      assertTrue(message.contains("'" + property.getValue() + "'"), message);
    }
    assertThrows(
        IllegalArgumentException.class, () -> of(Map.of("nmf.opencl.memory", "0"), Map.of()));
  }
}
