package io.github.nmf4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;

/** Every operation runs, on small shapes: a benchmark that fails measures nothing. */
final class OperationBenchmarkTest {

  @ParameterizedTest
  @ValueSource(strings = {"30x20x4", "7x40x9", "30x20x4@0.2"})
  void everyOperationRunsAgainAndAgain(String shape) {
    for (String name : List.of("reference", "simd")) {
      try (Backend backend = Backends.select(name, 2).backend();
          Session session = backend.newSession(Precision.FLOAT)) {
        List<Operation> operations = Operations.of(session, Shape.parse(shape));
        assertEquals(
            new HashSet<>(Operations.NAMES),
            new HashSet<>(operations.stream().map(Operation::name).toList()));
        assertEquals(Operations.NAMES.size(), operations.size());
        for (Operation operation : operations) {
          assertTrue(operation.flops() > 0, operation.name());
          for (int call = 0; call < 3; call++) {
            operation.body().run();
          }
        }
      }
    }
  }

  @Test
  void theBenchmarkKnowsAllOperationsAndShapes() throws ReflectiveOperationException {
    assertEquals(Operations.NAMES, parameters("operation"));
    assertEquals(Shape.names(), parameters("shape"));
  }

  private static List<String> parameters(String field) throws ReflectiveOperationException {
    Param param = OperationBenchmark.class.getField(field).getAnnotation(Param.class);
    assertNotNull(param);
    return List.of(param.value());
  }

  @Test
  void theBenchmarkRuns() {
    var benchmark = new OperationBenchmark();
    benchmark.backend = "simd";
    benchmark.shape = "30x20x4";
    benchmark.operation = "kl-rows";
    benchmark.precision = Precision.DOUBLE;
    benchmark.threads = 1;
    benchmark.open();
    benchmark.call();
    benchmark.close();
  }

  @Test
  void shapes() {
    assertEquals(2.0 * 30 * 20 * 4, Operations.flops("cross-rows", Shape.parse("30x20x4")));
    assertEquals(2.0 * 60 * 4, Operations.flops("cross-rows", Shape.parse("30x20x4@0.1")));
    assertEquals(6.0 * 600 * 4, Operations.flops("is-rows", Shape.parse("30x20x4@0.1")));
    assertEquals(3000, Shape.parse("spectrogram").rows());
    assertEquals("20000x5000x32@0.01", Shape.parse("sparse-1%").sizes());
    for (String wrong : List.of("30x20", "30x20x0", "axbxc", "30x20x4@0", "30x20x4@1.5", "big")) {
      assertThrows(IllegalArgumentException.class, () -> Shape.parse(wrong), wrong);
    }
    assertThrows(
        IllegalArgumentException.class, () -> Operations.flops("nothing", Shape.parse("3x2x1")));
  }

  @Test
  void sparseSamplesHaveTheEntriesThatTheShapeSays() {
    Shape shape = Shape.parse("400x300x4@0.03");
    try (Arena arena = Arena.ofConfined()) {
      var v = (SparseMatrix) Samples.v(new SplittableRandom(3), shape, Precision.DOUBLE, arena);
      assertEquals(3600, v.storedEntries());
    }
  }

  @Test
  void optionsAreReadOrRefused() {
    var options =
        new Options(
            new String[] {"--quick", "--forks", "3"},
            java.util.Set.of("--quick"),
            java.util.Set.of("--forks"));
    assertTrue(options.has("--quick"));
    assertEquals(3, options.number("--forks", 1, 1));
    assertThrows(IllegalArgumentException.class, () -> options.number("--forks", 1, 4));
    for (String[] wrong : new String[][] {{"--forks"}, {"--spoons", "2"}, {"stray"}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Options(wrong, java.util.Set.of("--quick"), java.util.Set.of("--forks")));
    }
  }
}
