package io.github.nmf4j.simd;

import io.github.nmf4j.backend.OperationInterruptedException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of daemon threads that run the blocks of one operation at a time; the caller is one
 * of them. Each worker has a share of the blocks, as many as the others and side by side, and helps
 * out in the others' when it is through: operations on the same rows find them in the cache of the
 * core that computed them. Who runs which block is still open, and a block may only write what no
 * other block touches.
 */
final class Workers implements AutoCloseable {

  /** One block of an operation. */
  interface Task {
    /**
     * Runs a block.
     *
     * @param block its index
     * @param worker index of the thread that runs it, below {@link Workers#count}
     */
    void run(int block, int worker);
  }

  /**
   * How often a thread looks for work before it parks: some ten microseconds, the time between two
   * operations of a solver. Waking a parked thread takes longer than many operations.
   */
  private static final int SPINS = 2_000;

  private static final long JOIN_MILLIS = 2_000;

  private static final int GENERATION_SHIFT = Integer.SIZE;

  /** Longs from one share to the next: two cache lines, which processors fetch together. */
  private static final int STRIDE = 16;

  private final ReentrantLock oneOperation = new ReentrantLock();
  private final Worker[] helpers;

  /**
   * For each share how many operations there were, in the high half, and how many blocks of it are
   * not handed out yet, in the low half. Who takes a block by counting it down knows that the
   * fields below are that operation's, and that they stay so until the block is done: one object
   * serves all operations.
   */
  private final AtomicLongArray shares;

  /** How many operations there were; written when all shares of the last one are there. */
  private volatile int operations;

  /** Blocks that are not done; a worker takes off what it has done when there is no more to do. */
  private final AtomicInteger unfinished = new AtomicInteger();

  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private @Nullable Task task;
  private int blocks;
  private @Nullable Thread caller;
  private boolean interruptEnds;
  private volatile boolean interruptSeen; // while the caller waits, its own flag is down
  private volatile boolean closed;

  /** {@code count} workers, the caller included. */
  Workers(int count) {
    shares = new AtomicLongArray(count * STRIDE);
    helpers = new Worker[count - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Worker(i + 1);
      helpers[i].start();
    }
  }

  /** Number of workers, the caller included. */
  int count() {
    return helpers.length + 1;
  }

  /**
   * Runs blocks 0 … count − 1 and returns when all are done. Whatever a block throws is thrown
   * here; blocks not begun by then are left out.
   *
   * @param ends whether an interrupt of the caller ends the operation in the same way, with an
   *     {@link OperationInterruptedException}; in either case it is still set afterwards
   */
  void run(int count, Task work, boolean ends) {
    if (count <= 0) {
      return;
    }
    oneOperation.lock();
    try {
      interruptEnds = ends;
      interruptSeen = false;
      failure.set(null);
      caller = Thread.currentThread();
      if (helpers.length == 0 || count == 1) {
        for (int block = 0; block < count; block++) {
          endIfInterrupted();
          work.run(block, 0);
        }
        return;
      }
      task = work;
      blocks = count;
      failure.set(null);
      unfinished.set(count);
      publish(operations + 1);
      for (Worker helper : helpers) {
        helper.wake();
      }
      takeBlocks(0);
      await();
      task = null;
      rethrow();
    } finally {
      oneOperation.unlock();
    }
  }

  /** Hands out an operation whose fields are written. */
  private void publish(int operation) {
    for (int worker = 0; worker < count(); worker++) {
      int size = end(worker) - end(worker - 1);
      shares.set(worker * STRIDE, (long) operation << GENERATION_SHIFT | size);
    }
    operations = operation;
  }

  /** The block behind a worker's share. */
  private int end(int worker) {
    return (int) ((long) blocks * (worker + 1) / count());
  }

  /** Runs blocks until all are handed out, those of its own share first. */
  private void takeBlocks(int worker) {
    int done = 0;
    for (int next = 0; next < count(); next++) {
      done += takeBlocks((worker + next) % count(), worker);
    }
    if (done > 0) {
      // with the last block counted there may be a new operation
      Thread waiting = Objects.requireNonNull(caller);
      if (unfinished.addAndGet(-done) == 0) {
        LockSupport.unpark(waiting);
      }
    }
  }

  /** How many blocks of a share it ran. */
  private int takeBlocks(int share, int worker) {
    int done = 0;
    int at = share * STRIDE;
    long s = shares.get(at);
    while (left(s) != 0) {
      if (shares.compareAndSet(at, s, s - 1)) {
        runBlock(end(share) - left(s), worker);
        done++;
      }
      s = shares.get(at);
    }
    return done;
  }

  /** Blocks of a share that are not handed out yet. */
  private static int left(long share) {
    return (int) share;
  }

  @SuppressWarnings("CatchingUnchecked") // everything is thrown again, in the caller
  private void runBlock(int block, int worker) {
    if (failure.get() == null) {
      try {
        endIfInterrupted();
        Objects.requireNonNull(task).run(block, worker);
      } catch (Throwable e) {
        failure.compareAndSet(null, e);
      }
    }
  }

  /**
   * To be called between the parts of a block that takes long.
   *
   * @throws OperationInterruptedException if the caller has been interrupted and that ends the
   *     operation, or another block has failed
   */
  void endIfInterrupted() {
    boolean interrupted = interruptSeen || Objects.requireNonNull(caller).isInterrupted();
    if ((interruptEnds && interrupted) || failure.get() != null) {
      throw new OperationInterruptedException();
    }
  }

  private void await() {
    boolean interrupted = false;
    int spins = 0;
    while (unfinished.get() > 0) {
      if (++spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        if (Thread.interrupted()) { // or park would return at once from now on
          interrupted = true;
          interruptSeen = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void rethrow() {
    switch (failure.get()) {
      case null -> {}
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  /** Ends the threads. Closing twice is allowed. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    for (Worker helper : helpers) {
      LockSupport.unpark(helper);
    }
    for (Worker helper : helpers) {
      try {
        helper.join(JOIN_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Worker extends Thread {

    private final int index;
    private volatile boolean parked;
    private int seen;

    Worker(int index) {
      super("nmf4j-simd-" + index);
      this.index = index;
      setDaemon(true);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      while (awaitOperation()) {
        takeBlocks(index);
      }
    }

    /** Whether there is an operation it has not seen; false when the workers are closed. */
    private boolean awaitOperation() {
      int spins = 0;
      while (!closed) {
        int last = operations;
        if (last != seen) {
          seen = last;
          return true;
        }
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          // announce, look again, park: a caller who misses the announcement has counted before
          parked = true;
          if (!closed && operations == seen) {
            LockSupport.park(this);
          }
          parked = false;
          spins = 0;
        }
      }
      return false;
    }
  }
}
