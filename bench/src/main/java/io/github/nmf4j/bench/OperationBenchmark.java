package io.github.nmf4j.bench;

import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;
import io.github.nmf4j.matrix.Precision;
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

/**
 * Microseconds per call of each operation of the seam. {@link OperationRunner} chooses what to run
 * and makes a page of it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
@SuppressWarnings("NullAway.Init") // JMH fills the parameters, open() the rest, before a body runs
public class OperationBenchmark {

  /** One of {@link Operations#NAMES}. */
  @Param({
    "cross-rows",
    "cross-columns",
    "kl-rows",
    "kl-columns",
    "is-rows",
    "is-columns",
    "beta-0.5-columns",
    "beta-0.7-columns",
    "beta-1.5-columns",
    "beta-3-columns",
    "weighted-frobenius-columns",
    "weighted-kl-rows",
    "multiply-pass-rows",
    "multiply-pass-columns",
    "hals-pass-rows",
    "hals-pass-columns",
    "kl-pass-rows",
    "kl-pass-columns",
    "is-pass-rows",
    "is-pass-columns",
    "coordinates-damped",
    "coordinates-secant",
    "divergence-frobenius",
    "divergence-kl",
    "divergence-is",
    "divergence-1.5",
    "weighted-divergence-kl",
    "squared-norm",
    "gram",
    "product",
    "multiply-update",
    "hals-sweep",
    "hals-sweep-free",
    "ratio-update-kl",
    "ratio-update-kl-l2",
    "ratio-update-is",
    "ratio-update-3.5",
    "smooth-update",
    "extrapolate",
    "hold",
    "subtract",
    "copy",
    "column-sums",
    "column-dots",
    "sum",
    "dot",
    "dot-gram",
    "kkt",
    "delay",
    "fold-delays"
  })
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param({
    "spectrogram",
    "documents",
    "tall",
    "wide",
    "skinny-8",
    "skinny-10",
    "skinny-16",
    "skinny-17",
    "skinny-32",
    "skinny-64",
    "skinny-100",
    "odd",
    "sparse-0.1%",
    "sparse-1%",
    "sparse-5%"
  })
  public String shape;

  @Param({"FLOAT", "DOUBLE"})
  public Precision precision;

  /** A backend as the command line names it. */
  @Param({"simd"})
  public String backend;

  /** 0 for one per core. */
  @Param({"0"})
  public int threads;

  private Backend opened;
  private Session session;
  private Runnable body;
  private boolean queues;
  private Gram fence;

  /** Uploads a random V and random factors. */
  @Setup(Level.Trial)
  public void open() {
    opened = Backends.select(backend, threads).backend();
    session = opened.newSession(precision);
    body = Operations.of(session, Shape.parse(shape), operation).body();
    queues = opened.name().equals("opencl");
    fence = session.newGram(1);
  }

  @TearDown(Level.Trial)
  public void close() {
    session.close();
    opened.close();
  }

  /** The operation; where it is only queued when it returns, its end is waited for. */
  @Benchmark
  public void call() {
    body.run();
    if (queues) {
      session.dot(fence, fence);
    }
  }
}
