package io.github.nmf4j.solver;

import io.github.nmf4j.backend.ColumnSource;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.ElementType;
import io.github.nmf4j.matrix.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * V and its weights a panel of columns at a time, with zeros for what is not observed. Both panels
 * are made in one go, and kept until another one is asked for.
 */
final class ObservedPanels {

  private final Observations observations;
  private final ObservedRows column;
  private final Panel values;
  private final Panel weights;
  private int from;
  private int to;

  /**
   * @param observations of a V whose columns lie one behind the other
   * @param panelColumns columns of a panel at most
   */
  ObservedPanels(Observations observations, int panelColumns) {
    this.observations = observations;
    this.column = observations.rows();
    long entries = (long) observations.lineLength() * panelColumns;
    this.values = new Panel(observations.valuePrecision(), entries);
    this.weights = new Panel(observations.weightPrecision(), entries);
  }

  /** V. */
  ColumnSource values() {
    return new Source(values);
  }

  /** The weights. */
  ColumnSource weights() {
    return new Source(weights);
  }

  private void make(int first, int end) {
    if (first == from && end == to) {
      return;
    }
    for (int j = first; j < end; j++) {
      column.read(j);
      values.put(j - first, column.values);
      weights.put(j - first, column.weights);
    }
    observations.release(first, end);
    from = first;
    to = end;
  }

  private final class Source implements ColumnSource {
    private final Panel panel;

    Source(Panel panel) {
      this.panel = panel;
    }

    @Override
    public int rows() {
      return observations.lineLength();
    }

    @Override
    public int columns() {
      return observations.lines();
    }

    @Override
    public DenseMatrix columns(int first, int end) {
      make(first, end);
      return panel.matrix(rows(), end - first);
    }

    @Override
    public void release(int first, int end) {
      // what lies in the files was released when the panel was made
    }
  }

  /** Memory for columns of one precision. */
  private static final class Panel {
    private final Precision precision;
    private final MemorySegment memory;
    private float[] line = {};

    Panel(Precision precision, long entries) {
      this.precision = precision;
      this.memory = Arena.ofAuto().allocate(entries * precision.bytes(), 64);
    }

    void put(int at, double[] column) {
      long offset = (long) at * column.length * precision.bytes();
      if (precision == Precision.DOUBLE) {
        MemorySegment.copy(column, 0, memory, ValueLayout.JAVA_DOUBLE, offset, column.length);
        return;
      }
      if (line.length != column.length) {
        line = new float[column.length];
      }
      for (int i = 0; i < line.length; i++) {
        line[i] = (float) column[i];
      }
      MemorySegment.copy(line, 0, memory, ValueLayout.JAVA_FLOAT, offset, line.length);
    }

    DenseMatrix matrix(int rows, int columns) {
      return DenseMatrix.wrap(
          memory, ElementType.of(precision), ByteOrder.nativeOrder(), rows, columns, true);
    }
  }
}
