package io.github.nmf4j.simd;

import io.github.nmf4j.backend.ForgettingStep;
import io.github.nmf4j.backend.Momentum;
import io.github.nmf4j.backend.RatioStep;
import io.github.nmf4j.backend.SmoothStep;
import io.github.nmf4j.simd.kernel.Csr;
import io.github.nmf4j.simd.kernel.Engine;
import io.github.nmf4j.simd.kernel.Mat;
import io.github.nmf4j.simd.kernel.Pass;
import io.github.nmf4j.simd.kernel.Scratch;
import io.github.nmf4j.simd.kernel.Source;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The operation that a session runs: its operands, its kernel, and how it is cut into blocks. A
 * session has one of these and fills it in anew for each operation, so that an operation makes no
 * objects; kernels are lambdas that capture nothing and find their operands here. What an operation
 * does not use, it leaves as the one before it left it.
 *
 * <p>Blocks depend on the operands' shapes alone, not on the number of threads, and with them the
 * order of every sum.
 */
final class Operation {

  /** What is done to a block. */
  interface Kernel {
    /**
     * Does it.
     *
     * @param o the operands
     * @param block index of the block
     * @param from first row of the block; its index where it is not made of rows
     * @param to first row behind it
     * @param worker who runs it
     */
    void run(Operation o, int block, int from, int to, int worker);
  }

  /** Blocks of rows, at most: enough for the threads of a large machine to share evenly. */
  static final int MOST_BLOCKS = 64;

  /** No block may have more elements than an int counts. */
  private static final int MOST_ELEMENTS = 1 << 28;

  /** What one thread moves in a microsecond or two, the time it takes to hand something over. */
  private static final long SMALL_BYTES = 128 << 10;

  final Engine engine;
  private final Workers workers;
  private final NativeMemory memory;
  private final BooleanSupplier interruptible;
  private final @Nullable Scratch[] scratch;
  private final Workers.Task ofRows;
  private final Workers.Task ofEntries;
  private final Workers.Task ofNumbers;
  private Kernel kernel = (_, _, _, _, _) -> {};
  private EntryBlocks entryBlocks = EntryBlocks.NONE;
  private int rows;
  private int size;

  // the operands, by the letters of the kernels
  Mat F = Mat.NONE;
  Mat G = Mat.NONE;
  Mat N = Mat.NONE;
  Mat D = Mat.NONE;
  Mat A = Mat.NONE;
  Mat B = Mat.NONE;
  @Nullable Mat free;
  Csr X = Csr.NONE;
  Source source = Mat.NONE;
  Source weights = Mat.NONE;
  MemorySegment segment = MemorySegment.NULL;
  final Pass pass = new Pass();
  double beta;
  double floor;
  double l1;
  double l2;
  double weight;
  int first;
  long count;
  boolean add;
  boolean byRows;
  Momentum momentum = Momentum.CLIPPED;
  RatioStep ratioStep = RatioStep.monotone(1, 0, 0);
  ForgettingStep forgettingStep = ForgettingStep.of(1, 0, 0, 0);
  SmoothStep smoothStep = new SmoothStep(0, 0);

  // results of the blocks
  double[] partial = new double[MOST_BLOCKS];
  double[] row = new double[0];

  Operation(Engine engine, Workers workers, NativeMemory memory, BooleanSupplier interruptible) {
    this.engine = engine;
    this.workers = workers;
    this.memory = memory;
    this.interruptible = interruptible;
    this.scratch = new Scratch[workers.count()];
    this.ofRows =
        (block, worker) -> {
          int from = block * size;
          kernel.run(this, block, from, Math.min(rows, from + size), worker);
        };
    this.ofEntries =
        (block, worker) ->
            kernel.run(this, block, entryBlocks.from(block), entryBlocks.to(block), worker);
    this.ofNumbers = (block, worker) -> kernel.run(this, block, block, block + 1, worker);
  }

  /** How many workers there are. */
  int workers() {
    return workers.count();
  }

  /** Where what workers compute in comes from. */
  SegmentAllocator memory() {
    return memory;
  }

  /** Arrays of a worker; only that worker asks for them while an operation runs. */
  Scratch scratch(int worker, int largestRank) {
    Scratch found = scratch[worker];
    if (found == null || found.rank() < largestRank) {
      found = engine.newScratch(largestRank, memory);
      scratch[worker] = found;
    }
    return found;
  }

  /** Blocks of whole tiles of the rows of {@code m}. */
  void overRows(Mat m, Kernel theKernel) {
    kernel = theKernel;
    rows = m.rows();
    int even = Math.ceilDiv(Math.ceilDiv(rows, MOST_BLOCKS), engine.tile()) * engine.tile();
    size = Math.max(1, Math.min(even, MOST_ELEMENTS / m.stride()));
    workers.run(blocksOfRows(), ofRows, interruptible.getAsBoolean());
  }

  /**
   * The same for a kernel that does little more than move {@code m}. While that lies in a core's
   * own cache, it is done before another thread would have begun: the caller does it alone.
   */
  void overRowsInPassing(Mat m, Kernel theKernel) {
    if (m.rows() * m.rowBytes() > SMALL_BYTES) {
      overRows(m, theKernel);
    } else {
      theKernel.run(this, 0, 0, m.rows(), 0);
    }
  }

  /** How many blocks {@link #overRows} has just run. */
  int blocksOfRows() {
    return Math.ceilDiv(rows, size);
  }

  /** Blocks of rows of a sparse matrix. */
  void overEntries(EntryBlocks blocks, Kernel theKernel) {
    kernel = theKernel;
    entryBlocks = blocks;
    workers.run(blocks.count(), ofEntries, interruptible.getAsBoolean());
  }

  /** A block per tile of {@code length} items; {@code from} is the tile. */
  void overTiles(int length, Kernel theKernel) {
    overBlocks(Math.ceilDiv(length, engine.tile()), theKernel);
  }

  /** {@code blocks} blocks that are only counted. */
  void overBlocks(int blocks, Kernel theKernel) {
    kernel = theKernel;
    workers.run(blocks, ofNumbers, interruptible.getAsBoolean());
  }

  /** See {@link Workers#endIfInterrupted}. */
  void endIfInterrupted() {
    workers.endIfInterrupted();
  }

  /** Room for the results of blocks. */
  void needPartial(int length) {
    if (partial.length < length) {
      partial = new double[length];
    }
  }

  /** The sum of the first {@code length} results, in their order. */
  double totalOf(int length) {
    double sum = 0;
    for (int b = 0; b < length; b++) {
      sum += partial[b];
    }
    return sum;
  }
}
