package io.github.nmf4j.bench;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Data;
import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.backend.Side;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.Precision;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Milliseconds per operation of the seam on dense V. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
@SuppressWarnings("NullAway.Init") // JMH fills the parameters, open() the rest, before a body runs
public class OperationBenchmark {

  /** A backend as the command line names it. */
  @Param({"reference", "simd"})
  public String backend;

  /** A spectrogram; documents by terms. */
  @Param({"3000x1025x32", "10000x2000x16"})
  public String shape;

  @Param({"FLOAT", "DOUBLE"})
  public Precision precision;

  @Param({"0"})
  public int threads;

  private Backend opened;
  private Session session;
  private Data v;
  private Factor w;
  private Factor h;
  private Factor forW;
  private Factor forH;
  private Gram gram;

  /** Uploads a random V and random factors. */
  @Setup(Level.Trial)
  public void open() {
    Shape s = Shape.parse(shape);
    opened = Backends.select(backend, threads).backend();
    session = opened.newSession(precision);
    var random = new SplittableRandom(1);
    v = session.upload(uniform(random, s.rows(), s.columns(), precision));
    w = factor(random, s.rows(), s.rank());
    h = factor(random, s.columns(), s.rank());
    forW = session.newFactor(s.rows(), s.rank());
    forH = session.newFactor(s.columns(), s.rank());
    gram = session.newGram(s.rank());
    session.gram(w, gram);
  }

  private Factor factor(SplittableRandom random, int rows, int rank) {
    Factor f = session.newFactor(rows, rank);
    session.write(f, uniform(random, rows, rank, precision));
    return f;
  }

  private static DenseMatrix uniform(
      SplittableRandom random, int rows, int columns, Precision precision) {
    DenseMatrix matrix = DenseMatrix.allocate(rows, columns, precision);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, 0.01 + random.nextDouble());
      }
    }
    return matrix;
  }

  @TearDown(Level.Trial)
  public void close() {
    session.close();
    opened.close();
  }

  /** Vᵀ·W. */
  @Benchmark
  public void crossColumns() {
    session.cross(v, Side.COLUMNS, w, forH);
  }

  /** V·H. */
  @Benchmark
  public void crossRows() {
    session.cross(v, Side.ROWS, h, forW);
  }

  /** The Kullback–Leibler numerator for H. */
  @Benchmark
  public void klCrossColumns() {
    session.klCross(v, Side.COLUMNS, h, w, forH);
  }

  /** The Kullback–Leibler numerator for W. */
  @Benchmark
  public void klCrossRows() {
    session.klCross(v, Side.ROWS, w, h, forW);
  }

  /** WᵀW. */
  @Benchmark
  public void gram() {
    session.gram(w, gram);
  }
}
