package io.github.nmf4j.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.io.MatrixReader;
import io.github.nmf4j.matrix.Matrix;
import io.github.nmf4j.matrix.Precision;
import io.github.nmf4j.matrix.SparseMatrix;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SparseFileTest {

  @Test
  void whatIsWrittenIsReadAsASparseMatrix(@TempDir Path folder) throws Exception {
    var shape = new PeerCase("mu", 1, 6, 20, 2, 24, Precision.FLOAT, 1);
    SparseFile.write(shape, folder.resolve("V.npz"));
    try (Arena arena = Arena.ofShared()) {
      Matrix v = MatrixReader.read(folder.resolve("V.npz"), arena).matrix();
      assertTrue(v instanceof SparseMatrix, v.getClass().getName());
      assertEquals(6, v.rows());
      assertEquals(20, v.columns());
      assertEquals(24, v.storedEntries());
      assertEquals(Precision.FLOAT, v.precision());
      assertEquals(24, v.summary().nonzeros());
      assertTrue(v.summary().maximum() <= 5, "values are 1 to 5");
    }
  }
}
