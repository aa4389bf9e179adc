package io.github.nmf4j.bench.peers;

import io.github.nmf4j.Progress;

/** Time between the ends of the first and the last iteration of a run. */
final class IterationClock {

  private long first;
  private long last;
  private int iterations;

  boolean onIteration(Progress progress) {
    long now = System.nanoTime();
    if (progress.iteration() == 1) {
      first = now;
    }
    last = now;
    iterations = progress.iteration();
    return true;
  }

  double secondsPerIteration() {
    return (last - first) * 1e-9 / (iterations - 1);
  }
}
