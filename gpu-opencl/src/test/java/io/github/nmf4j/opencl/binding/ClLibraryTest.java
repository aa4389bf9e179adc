package io.github.nmf4j.opencl.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ClLibraryTest {

  @Test
  void aNameThatWasGivenIsTheOnlyOneTried() {
    assertEquals(List.of("/a/lib.so"), ClLibrary.candidates("/a/lib.so", "/b/lib.so"));
    assertEquals(List.of("/b/lib.so"), ClLibrary.candidates(null, "/b/lib.so"));
    assertEquals(List.of("/b/lib.so"), ClLibrary.candidates(" ", "/b/lib.so"));
    assertEquals("libOpenCL.so.1", ClLibrary.candidates(null, null).getFirst());
  }

  @Test
  void missingLibrariesAreNamed() {
    var missing =
        assertInstanceOf(
            ClLibrary.Search.Missing.class,
            ClLibrary.locate(List.of("/nowhere/one.so", "/nowhere/two.so")));
    assertTrue(missing.attempts().contains("/nowhere/one.so"), missing.attempts());
    assertTrue(missing.attempts().contains("/nowhere/two.so"), missing.attempts());
  }
}
