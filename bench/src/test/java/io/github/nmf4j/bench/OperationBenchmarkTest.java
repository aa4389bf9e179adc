package io.github.nmf4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.nmf4j.matrix.Precision;
import org.junit.jupiter.api.Test;

/** Every benchmark body runs once, on a small shape: a benchmark that fails measures nothing. */
final class OperationBenchmarkTest {

  @Test
  void everyBodyRuns() {
    var benchmark = new OperationBenchmark();
    benchmark.backend = "reference";
    benchmark.shape = "30x20x4";
    benchmark.precision = Precision.DOUBLE;
    benchmark.open();
    benchmark.crossColumns();
    benchmark.crossRows();
    benchmark.klCrossColumns();
    benchmark.klCrossRows();
    benchmark.gram();
    benchmark.close();
  }

  @Test
  void shapes() {
    assertEquals(2.0 * 30 * 20 * 4, Shape.parse("30x20x4").crossFlops());
    assertThrows(IllegalArgumentException.class, () -> Shape.parse("30x20"));
  }
}
