package io.github.nmf4j.simd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of a factor as a buffer: where they lie, and copied, as those of a longer one are. */
class RowsTest {

  private static final int COLUMNS = 5;
  private static final int COUNT = 7;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void areThoseOfTheFactor(boolean inPlace) {
    try (Arena arena = Arena.ofConfined()) {
      int rows = 20;
      long bytes = rows * Mat.rowBytes(COLUMNS, Float.BYTES);
      Mat all = Mat.of(arena.allocate(bytes, Mat.ALIGNMENT), rows, COLUMNS, Float.BYTES);
      for (int i = 0; i < rows; i++) {
        for (int c = 0; c < COLUMNS; c++) {
          long at = all.offset(i) + (long) c * Float.BYTES;
          all.segment().set(ValueLayout.JAVA_FLOAT, at, 10 * i + c);
        }
      }
      Mat F = inPlace ? all : withoutBuffer(all);
      var held = new FloatRows(arena.allocate(COUNT * all.rowBytes(), Mat.ALIGNMENT));
      check(held, F, 0, 0);
      check(held, F, 13, 13);
      check(held, F.slice(4, 20), 2, 6);
    }
  }

  private static void check(FloatRows held, Mat F, int first, int expected) {
    held.point(F, first, COUNT);
    for (int i = 0; i < COUNT; i++) {
      for (int c = 0; c < COLUMNS; c++) {
        float found = held.buffer().get(held.index() + i * F.stride() + c);
        assertEquals(10 * (expected + i) + c, found, "row " + i + ", column " + c);
      }
    }
  }

  private static Mat withoutBuffer(Mat F) {
    MemorySegment segment = F.segment();
    return new Mat(segment, F.base(), F.rows(), F.columns(), F.stride(), F.rowBytes(), null);
  }
}
