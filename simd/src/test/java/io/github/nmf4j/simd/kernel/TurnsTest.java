package io.github.nmf4j.simd.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output of a pass over columns, turned: each entry where it belongs, at each width of vectors. */
class TurnsTest {

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 48, 112})
  void everyEntryGoesToItsItem(int stride) {
    int tile = FloatLanes.TILE;
    float[] source = new float[stride * tile];
    for (int e = 0; e < source.length; e++) {
      source[e] = e;
    }
    for (int items : new int[] {1, 7, 16, 33, tile - 1, tile}) {
      float[] target = new float[tile * stride];
      Arrays.fill(target, -1);
      FloatTurns.turn(source, items, stride, target);
      for (int i = 0; i < items; i++) {
        for (int c = 0; c < stride; c++) {
          assertEquals(c * tile + i, target[i * stride + c], "item " + i + ", component " + c);
        }
      }
    }
  }
}
