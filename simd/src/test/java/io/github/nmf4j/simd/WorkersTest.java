package io.github.nmf4j.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.backend.OperationInterruptedException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would wait for ever fails here: the waiting does not end by an interrupt. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void everyBlockRunsOnce(int threads) {
    try (var workers = new Workers(threads)) {
      for (int round = 0; round < 500; round++) {
        int blocks = round % 40;
        var runs = new AtomicIntegerArray(blocks + 1);
        workers.run(
            blocks,
            (block, worker) -> {
              assertTrue(worker >= 0 && worker < threads);
              runs.incrementAndGet(block);
            },
            false);
        for (int block = 0; block < blocks; block++) {
          assertEquals(1, runs.get(block));
        }
        assertEquals(0, runs.get(blocks));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void parkedWorkersAreWoken(int threads) {
    try (var workers = new Workers(threads)) {
      for (int round = 0; round < 20; round++) {
        LockSupport.parkNanos(2_000_000); // long enough for the helpers to park
        var runs = new AtomicIntegerArray(16);
        workers.run(16, (block, worker) -> runs.incrementAndGet(block), false);
        for (int block = 0; block < 16; block++) {
          assertEquals(1, runs.get(block));
        }
      }
      LockSupport.parkNanos(2_000_000);
      var all = new CyclicBarrier(threads); // who waits here takes no second block
      workers.run(threads, (block, worker) -> await(all), false);
    }
  }

  /** What the operation before left in a core's cache is there for the next one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void aWorkerBeginsWithItsShare(int threads) {
    try (var workers = new Workers(threads)) {
      for (int blocks : new int[] {threads, 5 * threads, 64}) {
        var all = new CyclicBarrier(threads);
        var first = new AtomicIntegerArray(threads);
        workers.run(
            blocks,
            (block, worker) -> {
              if (first.compareAndSet(worker, 0, block + 1)) {
                await(all);
              }
            },
            false);
        for (int worker = 0; worker < threads; worker++) {
          assertEquals(blocks * worker / threads, first.get(worker) - 1);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7})
  void othersDoWhatIsLeftOfAShare(int threads) {
    try (var workers = new Workers(threads)) {
      int blocks = 9 * threads;
      for (int held = 0; held < blocks; held += 9) {
        int slow = held;
        var runs = new AtomicIntegerArray(blocks);
        var done = new AtomicInteger();
        workers.run(
            blocks,
            (block, worker) -> {
              long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
              while (block == slow && done.get() < blocks - 1) {
                assertTrue(System.nanoTime() < end, "blocks wait for their own worker");
                Thread.onSpinWait();
              }
              runs.incrementAndGet(block);
              done.incrementAndGet();
            },
            false);
        for (int block = 0; block < blocks; block++) {
          assertEquals(1, runs.get(block));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void closingEndsTheThreads(int threads) {
    var workers = new Workers(threads);
    var ran = new AtomicReferenceArray<Thread>(threads);
    try (workers) {
      var all = new CyclicBarrier(threads);
      workers.run(
          threads,
          (block, worker) -> {
            ran.set(worker, Thread.currentThread());
            await(all);
          },
          false);
    }
    assertSame(Thread.currentThread(), ran.get(0));
    for (int worker = 1; worker < threads; worker++) {
      assertFalse(ran.get(worker).isAlive(), "worker " + worker + " lives on");
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError("a worker was not woken", e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void exceptionsSurfaceAndWorkersGoOn(int threads) {
    try (var workers = new Workers(threads)) {
      var begun = new AtomicInteger();
      var wrong = new ArithmeticException("block 13");
      var thrown =
          assertThrows(
              ArithmeticException.class,
              () ->
                  workers.run(
                      5000,
                      (block, worker) -> {
                        begun.incrementAndGet();
                        if (block == 13) {
                          throw wrong;
                        }
                        if (block > 13) {
                          LockSupport.parkNanos(1_000_000); // the others see it meanwhile
                        }
                      },
                      false));
      assertSame(wrong, thrown);
      assertTrue(begun.get() < 5000, "blocks were begun after one had failed");
      var error = new StackOverflowError();
      assertSame(
          error,
          assertThrows(
              StackOverflowError.class,
              () ->
                  workers.run(
                      3,
                      (block, worker) -> {
                        throw error;
                      },
                      false)));
      var runs = new AtomicIntegerArray(5);
      workers.run(5, (block, worker) -> runs.incrementAndGet(block), false);
      assertEquals("[1, 1, 1, 1, 1]", runs.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void interruptsAreKept(int threads) {
    try (var workers = new Workers(threads)) {
      var runs = new AtomicIntegerArray(30);
      Thread.currentThread().interrupt();
      workers.run(
          30,
          (block, worker) -> {
            long end = System.nanoTime() + 1_000_000;
            while (System.nanoTime() < end) {
              Thread.onSpinWait();
            }
            runs.incrementAndGet(block);
          },
          false);
      assertTrue(Thread.interrupted(), "the interrupt was swallowed");
      for (int block = 0; block < 30; block++) {
        assertEquals(1, runs.get(block));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void anInterruptEndsAnOperationThatAllowsIt(int threads) {
    try (var workers = new Workers(threads)) {
      Thread caller = Thread.currentThread();
      var runs = new AtomicIntegerArray(1000);
      assertThrows(
          OperationInterruptedException.class,
          () ->
              workers.run(
                  1000,
                  (block, worker) -> {
                    runs.incrementAndGet(block);
                    if (block == 20) {
                      caller.interrupt();
                    }
                    if (block > 20) {
                      LockSupport.parkNanos(1_000_000); // the interrupt is there by now
                    }
                  },
                  true));
      assertTrue(Thread.interrupted(), "the interrupt was swallowed");
      int begun = 0;
      for (int block = 0; block < 1000; block++) {
        begun += runs.get(block);
      }
      assertTrue(begun >= 21 && begun < 200, begun + " blocks were begun");
      workers.run(1000, (block, worker) -> runs.set(block, 2), true);
      for (int block = 0; block < 1000; block++) {
        assertEquals(2, runs.get(block));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void aLongBlockMayLookForTheInterrupt(int threads) {
    try (var workers = new Workers(threads)) {
      Thread caller = Thread.currentThread();
      Workers.Task looks =
          (block, worker) -> {
            caller.interrupt();
            workers.endIfInterrupted();
          };
      assertThrows(OperationInterruptedException.class, () -> workers.run(1, looks, true));
      assertThrows(OperationInterruptedException.class, () -> workers.run(9, looks, true));
      workers.run(9, looks, false);
      assertTrue(Thread.interrupted(), "the interrupt was swallowed");
    }
  }

  /** A caller that has ended its own blocks waits with its flag down. */
  @Test
  void aHelperSeesTheInterruptOfACallerThatWaits() {
    try (var workers = new Workers(2)) {
      Thread caller = Thread.currentThread();
      var begun = new AtomicIntegerArray(1);
      assertThrows(
          OperationInterruptedException.class,
          () ->
              workers.run(
                  2,
                  (block, worker) -> {
                    begun.incrementAndGet(0);
                    while (begun.get(0) < 2) {
                      Thread.onSpinWait();
                    }
                    if (Thread.currentThread().equals(caller)) {
                      return;
                    }
                    LockSupport.parkNanos(100_000_000); // the caller waits by now
                    caller.interrupt();
                    LockSupport.parkNanos(100_000_000); // and has seen the interrupt
                    workers.endIfInterrupted();
                  },
                  true));
      assertTrue(Thread.interrupted(), "the interrupt was swallowed");
    }
  }
}
