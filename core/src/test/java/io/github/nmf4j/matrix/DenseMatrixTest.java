package io.github.nmf4j.matrix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DenseMatrixTest {

  private static final DenseMatrix A = DenseMatrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}});

  @Test
  void entriesRowsAndTranspose() {
    assertEquals(6, A.get(1, 2));
    assertEquals(Precision.DOUBLE, A.precision());
    DenseMatrix t = A.transpose();
    assertEquals(3, t.rows());
    assertEquals(6, t.get(2, 1));
    assertArrayEquals(new double[] {1, 4, 2, 5, 3, 6}, t.toArray());
    double[] row = new double[2];
    A.copyRow(1, 1, 2, row);
    assertArrayEquals(new double[] {5, 6}, row);
    t.copyRow(2, 0, 2, row);
    assertArrayEquals(new double[] {3, 6}, row);
    t.set(0, 1, 40);
    assertEquals(40, A.get(1, 0));
    A.set(1, 0, 4);
    assertThrows(IndexOutOfBoundsException.class, () -> A.get(2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> A.get(0, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> A.copyRow(0, 2, 2, row));
    assertThrows(IllegalArgumentException.class, () -> DenseMatrix.of(2, 2, 1, 2, 3));
    assertThrows(
        IllegalArgumentException.class, () -> DenseMatrix.of(new double[][] {{1}, {1, 2}}));
  }

  @Test
  void copiesRound() {
    DenseMatrix copy = A.copy(Precision.FLOAT, 0.1);
    assertEquals(Precision.FLOAT, copy.precision());
    assertEquals((float) (6 * 0.1), copy.get(1, 2));
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void everyTypeInBothByteOrdersAndOrientations(ElementType type) {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      try (Arena arena = Arena.ofConfined()) {
        // one byte off: files need not align their entries
        MemorySegment data = arena.allocate(6L * type.bytes() + 1, 64).asSlice(1);
        for (int i = 0; i < 6; i++) {
          put(data, type, order, i, i + 1);
        }
        for (boolean columnMajor : new boolean[] {false, true}) {
          DenseMatrix m = DenseMatrix.wrap(data, type, order, 2, 3, columnMajor);
          double[] expected =
              columnMajor ? new double[] {1, 3, 5, 2, 4, 6} : new double[] {1, 2, 3, 4, 5, 6};
          assertArrayEquals(expected, m.toArray());
          assertEquals(expected[5], m.get(1, 2));
          assertEquals(21, m.summary().sum());
        }
        assertThrows(
            IllegalArgumentException.class, () -> DenseMatrix.wrap(data, type, order, 2, 4, false));
      }
    }
  }

  private static void put(
      MemorySegment data, ElementType type, ByteOrder order, int index, int value) {
    switch (type) {
      case FLOAT32 ->
          data.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order), index, value);
      case FLOAT64 ->
          data.setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), index, value);
      case INT8, UINT8 -> data.set(ValueLayout.JAVA_BYTE, index, (byte) value);
      case INT16, UINT16 ->
          data.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), index, (short) value);
      case INT32, UINT32 ->
          data.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), index, value);
      case INT64, UINT64 ->
          data.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), index, value);
    }
  }

  @Test
  void unsignedIntegersAreNotNegative() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ones = arena.allocate(8, 8);
      ones.set(ValueLayout.JAVA_LONG, 0, -1L);
      ByteOrder order = ByteOrder.nativeOrder();
      assertEquals(255, DenseMatrix.wrap(ones, ElementType.UINT8, order, 1, 1, false).get(0, 0));
      assertEquals(65535, DenseMatrix.wrap(ones, ElementType.UINT16, order, 1, 1, false).get(0, 0));
      assertEquals(
          4294967295.0, DenseMatrix.wrap(ones, ElementType.UINT32, order, 1, 1, false).get(0, 0));
      assertEquals(
          0x1p64, DenseMatrix.wrap(ones, ElementType.UINT64, order, 1, 1, false).get(0, 0));
      assertEquals(-1, DenseMatrix.wrap(ones, ElementType.INT64, order, 1, 1, false).get(0, 0));
    }
  }

  /** Indices past 2³¹ do not wrap. The file is sparse: almost nothing of it is on the disk. */
  @Test
  void moreThanTwoToTheThirtyOneEntries(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large");
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.SPARSE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined()) {
      long entries = 50_000L * 50_000;
      channel.write(ByteBuffer.wrap(new byte[] {7}), entries - 1);
      channel.write(ByteBuffer.wrap(new byte[] {5}), 45_000L * 50_000 + 3);
      MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, 0, entries, arena);
      DenseMatrix m =
          DenseMatrix.wrap(data, ElementType.INT8, ByteOrder.nativeOrder(), 50_000, 50_000, false);
      assertEquals(entries, m.storedEntries());
      assertEquals(7, m.get(49_999, 49_999));
      assertEquals(5, m.get(45_000, 3));
      assertEquals(5, m.transpose().get(3, 45_000));
      double[] row = new double[2];
      m.copyRow(45_000, 2, 2, row);
      assertArrayEquals(new double[] {0, 5}, row);
    }
  }
}
