package io.github.nmf4j.simd;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of daemon threads that run the blocks of one operation at a time; the caller is one
 * of them. Blocks are handed out in order, but who gets which is open: a block may only write what
 * no other block touches.
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

  private final ReentrantLock oneOperation = new ReentrantLock();
  private final Worker[] helpers;
  private volatile @Nullable Job job;
  private volatile boolean closed;

  /** {@code count} workers, the caller included. */
  Workers(int count) {
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
   * Runs blocks 0 … blocks − 1 and returns when all are done. Whatever a block throws is thrown
   * here; blocks not begun by then are left out. An interrupt does not stop an operation, it is
   * still set afterwards.
   */
  void run(int blocks, Task task) {
    if (blocks <= 0) {
      return;
    }
    oneOperation.lock();
    try {
      if (helpers.length == 0 || blocks == 1) {
        for (int block = 0; block < blocks; block++) {
          task.run(block, 0);
        }
        return;
      }
      var current = new Job(task, blocks, Thread.currentThread());
      job = current;
      for (Worker helper : helpers) {
        helper.wake();
      }
      current.work(0);
      current.await();
      job = null;
      current.rethrow();
    } finally {
      oneOperation.unlock();
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

  /** The blocks of one operation. A helper that comes late finds none left. */
  private static final class Job {

    private final Task task;
    private final int blocks;
    private final Thread caller;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger unfinished;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Job(Task task, int blocks, Thread caller) {
      this.task = task;
      this.blocks = blocks;
      this.caller = caller;
      this.unfinished = new AtomicInteger(blocks);
    }

    @SuppressWarnings("CatchingUnchecked") // everything is thrown again, in the caller
    void work(int worker) {
      int block = next.getAndIncrement();
      while (block < blocks) {
        if (failure.get() == null) {
          try {
            task.run(block, worker);
          } catch (Throwable e) {
            failure.compareAndSet(null, e);
          }
        }
        if (unfinished.decrementAndGet() == 0) {
          LockSupport.unpark(caller);
        }
        block = next.getAndIncrement();
      }
    }

    void await() {
      boolean interrupted = false;
      int spins = 0;
      while (unfinished.get() > 0) {
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
          interrupted |= Thread.interrupted(); // or park would return at once from now on
        }
      }
      if (interrupted) {
        caller.interrupt();
      }
    }

    void rethrow() {
      switch (failure.get()) {
        case null -> {}
        case Error e -> throw e;
        case RuntimeException e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }

  private final class Worker extends Thread {

    private final int index;
    private volatile boolean parked;

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
    @SuppressWarnings("ReferenceEquality") // a new job is a new object
    public void run() {
      Job last = null;
      while (!closed) {
        Job current = nextJob(last);
        if (current != null) {
          current.work(index);
        }
        last = current;
      }
    }

    /** A job other than {@code last}, or null when the workers are closed. */
    @SuppressWarnings("ReferenceEquality")
    private @Nullable Job nextJob(@Nullable Job last) {
      int spins = 0;
      while (!closed) {
        Job current = job;
        if (current != null && current != last) {
          return current;
        }
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          // announce, look again, park: a caller who misses the announcement has set the job before
          parked = true;
          current = job;
          if (!closed && (current == null || current == last)) {
            LockSupport.park(this);
          }
          parked = false;
          spins = 0;
        }
      }
      return null;
    }
  }
}
