package io.github.nmf4j.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.ElementType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {

  private static final int ROWS = 1 << 20;
  private static final int COLUMNS = 12; // 48 MB: more than two pieces
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Column j is all j; the file lies in memory of the arena. */
  private static DenseMatrix mapped(Path folder, Arena arena) throws IOException {
    Path file = folder.resolve("v.bin");
    long bytes = 4L * ROWS * COLUMNS;
    try (var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment data = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
      DenseMatrix v =
          DenseMatrix.wrap(data, ElementType.FLOAT32, ByteOrder.nativeOrder(), ROWS, COLUMNS, true);
      for (int j = 0; j < COLUMNS; j++) {
        v.set(ROWS / 2, j, j);
      }
      return v;
    }
  }

  @Test
  void columnsAreTheSameInAnyOrder(@TempDir Path folder) throws IOException {
    try (Arena arena = Arena.ofShared();
        var columns = new StoredColumns(mapped(folder, arena))) {
      assertTimeoutPreemptively(
          LONG,
          () -> {
            for (int from : new int[] {0, 5, 10, 0, 10, 5, 5, 0}) {
              int to = Math.min(from + 5, COLUMNS);
              DenseMatrix panel = columns.columns(from, to);
              for (int j = from; j < to; j++) {
                assertEquals(j, panel.get(ROWS / 2, j - from));
              }
              columns.release(from, to);
            }
          });
    }
  }

  @Test
  void closingEndsTheThreadBeforeTheFileIsUnmapped(@TempDir Path folder) throws IOException {
    for (int run = 0; run < 20; run++) {
      try (Arena arena = Arena.ofShared()) {
        var readAhead = new ReadAhead(mapped(folder, arena));
        readAhead.begin(0, COLUMNS);
        readAhead.begin(3, COLUMNS);
        readAhead.close();
        readAhead.close();
        // and a wait after the end does not last
        assertTimeoutPreemptively(LONG, () -> readAhead.await(0, 2));
      }
    }
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(t -> t.getName().equals("nmf4j-read-ahead")));
  }

  @Test
  void anInterruptEndsTheWaitAndStays(@TempDir Path folder) throws IOException {
    try (Arena arena = Arena.ofShared();
        var readAhead = new ReadAhead(mapped(folder, arena))) {
      Thread.currentThread().interrupt();
      readAhead.await(0, COLUMNS);
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void aFileThatWasCutOffDoesNotHang(@TempDir Path folder) throws IOException {
    try (Arena arena = Arena.ofShared();
        var readAhead = new ReadAhead(mapped(folder, arena))) {
      try (var channel = FileChannel.open(folder.resolve("v.bin"), StandardOpenOption.WRITE)) {
        channel.truncate(1 << 20);
      }
      assertTimeoutPreemptively(LONG, () -> readAhead.await(0, COLUMNS));
    }
  }
}
