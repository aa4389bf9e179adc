package io.github.nmf4j.io;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.nmf4j.backend.InsufficientMemoryException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AvailableMemoryTest {

  @Test
  void refusesWhatNoMachineHas() {
    assumeTrue(Files.isReadable(Path.of("/proc/meminfo")), "this system does not say");
    var source = new Source(Path.of("V.npz"), "V.npz", 1, false);
    AvailableMemory.require(source, 1, "a byte");
    var e =
        assertThrows(
            InsufficientMemoryException.class,
            () -> AvailableMemory.require(source, 1L << 50, "the matrix"));
    String start = "V.npz: the matrix needs 1.0 PiB of memory, ";
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(start), message);
    assertTrue(message.endsWith(" are available"), message);
  }
}
