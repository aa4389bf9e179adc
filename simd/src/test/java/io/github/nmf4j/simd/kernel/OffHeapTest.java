package io.github.nmf4j.simd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing computed shows whether {@code OffHeap.of} is inlined everywhere: its size does. */
final class OffHeapTest {

  /** C2's {@code MaxTrivialSize}, in bytes. */
  private static final int TRIVIAL = 6;

  @Test
  void itIsSmallEnoughToBeInlinedEverywhere() throws IOException {
    List<CodeAttribute> bodies;
    try (InputStream bytes = OffHeap.class.getResourceAsStream("OffHeap.class")) {
      bodies =
          ClassFile.of().parse(bytes.readAllBytes()).methods().stream()
              .filter(method -> method.methodName().equalsString("of"))
              .map(method -> (CodeAttribute) method.code().orElseThrow())
              .toList();
    }
    assertEquals(1, bodies.size());
    int length = bodies.getFirst().codeLength();
    assertTrue(length <= TRIVIAL, () -> "of has " + length + " bytes");
  }

  @Test
  void itIsTheSegment() {
    var segment = MemorySegment.ofAddress(8);
    assertSame(segment, OffHeap.of(segment));
  }
}
