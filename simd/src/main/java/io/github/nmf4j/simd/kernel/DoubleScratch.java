package io.github.nmf4j.simd.kernel;

import static io.github.nmf4j.simd.kernel.DoubleLanes.BYTES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.LANES;
import static io.github.nmf4j.simd.kernel.DoubleLanes.PAIR;
import static io.github.nmf4j.simd.kernel.DoubleLanes.TILE;
import static io.github.nmf4j.simd.kernel.DoubleLanes.VECTOR_BYTES;
import static io.github.nmf4j.simd.kernel.Width.MANY_REGISTERS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one worker computes in; a few tiles, so that they stay in its caches. */
final class DoubleScratch implements Scratch {

  /** Entries of a sparse X that are brought in together. */
  static final int CHUNK = 1024;

  /** Elements of a stripe, and of a chunk where that is more. */
  private static final int STRIPE = Math.max(TILE * PAIR, CHUNK);

  /** Stripes of ratios, or a chunk of them. */
  private static final int RATIOS = Math.max(STRIPE, TILE * DoublePasses.SPAN);

  /** A stripe of the model, or what {@link DoubleHals} has of a group of components. */
  private static final int SCORES = Math.max(STRIPE, 2 * DoubleScoreTiles.GROUP * TILE);

  /** Rows of {@link #rows(int)}. */
  static final int ROWS = 4;

  private final int rank;

  /** A tile of X that does not lie in tiles, and of its weights. */
  final DoubleTile broughtX;

  final DoubleTile broughtM;

  /** A tile of X where it lies, and of its weights. */
  private final DoubleTile inPlaceX;

  private final DoubleTile inPlaceM;

  /** Stripes of the ratio. */
  final DoubleTile z;

  /** As many of Y^(β−1). */
  final DoubleTile q;

  /** A stripe of the model; sums and changes of a group of components. */
  final double[] s = new double[SCORES];

  /** A stripe of powers. */
  final double[] p = new double[STRIPE];

  /** A vector of components of the fixed factor, packed by {@link DoubleRowSingles}. */
  final MemorySegment single;

  /** Items of the fixed factor as they lie, for 32 registers. */
  final DoubleRows rows;

  /** Items of the fixed factor, packed for 16 registers, and room for a vector more. */
  final double[] a;

  /** Columns of a Gram matrix, packed. */
  final double[] b;

  /** A group pack. */
  final double[] g;

  /** A lane pack. */
  final double[] h;

  /** What touching brought, so that it is done. */
  int touched;

  /** Output: a row per item, or component by component. */
  final double[] n;

  /** The second output. */
  final double[] d;

  /** Sums of {@link DoublePasses#spread}: the output of all items, tile by tile. */
  double[] sums = {};

  /** Those of the second output. */
  double[] secondSums = {};

  /** Rows of items: output that was turned, what is packed as it lies. */
  final double[] turned;

  /** Entries of a sparse X, and their indices. */
  final double[] values = new double[CHUNK];

  final int[] indices = new int[CHUNK];

  /** Which entries of X these are. */
  long firstLoaded;

  /** How many. */
  int loaded;

  final SparseDivergence sparseDivergence = new SparseDivergence();

  private final Map<Pass.Kind, Touching> touchingByRows = new EnumMap<>(Pass.Kind.class);

  private final Map<Pass.Kind, Touching> touchingByColumns = new EnumMap<>(Pass.Kind.class);

  private @Nullable Divergence divergence;

  private final double[] doubleRows;

  DoubleScratch(int rank, SegmentAllocator memory) {
    this.rank = rank;
    broughtX = tile(memory, TILE * TILE);
    broughtM = tile(memory, TILE * TILE);
    inPlaceX = tile(memory, 0);
    inPlaceM = tile(memory, 0);
    z = tile(memory, RATIOS);
    q = tile(memory, RATIOS);
    single = memory.allocate(TILE * VECTOR_BYTES, Mat.ALIGNMENT);
    int size = Math.multiplyExact(TILE, (int) (Mat.rowBytes(rank, BYTES) / BYTES));
    rows = new DoubleRows(memory.allocate((long) size * BYTES, Mat.ALIGNMENT));
    a = new double[MANY_REGISTERS ? 0 : size + LANES];
    b = new double[rank * DoubleHals.PACK];
    g = new double[size];
    h = new double[size];
    n = new double[size];
    d = new double[size];
    turned = new double[size];
    doubleRows = new double[ROWS * (size / TILE)];
    for (Pass.Kind kind : Pass.Kind.values()) {
      touchingByRows.put(kind, new Touching());
      touchingByColumns.put(kind, new Touching());
    }
  }

  private static DoubleTile tile(SegmentAllocator memory, int elements) {
    return new DoubleTile(memory.allocate((long) elements * BYTES, Mat.ALIGNMENT));
  }

  /** What is known of touching in passes like this one. */
  Touching touching(Pass pass) {
    var touching = pass.byRows() ? touchingByRows : touchingByColumns;
    return Objects.requireNonNull(touching.get(pass.kind()));
  }

  /** Tile (I, J) of X: in place, or brought into this worker's memory. */
  DoubleTile x(Source X, int I, int J) {
    return at(X, I, J, inPlaceX, broughtX);
  }

  /** Tile (I, J) of the weights. */
  DoubleTile m(Source M, int I, int J) {
    return at(M, I, J, inPlaceM, broughtM);
  }

  private static DoubleTile at(
      Source source, int I, int J, DoubleTile inPlace, DoubleTile brought) {
    switch (source) {
      case Tiles tiles -> {
        inPlace.point(tiles, I, J);
        return inPlace;
      }
      case Mat matrix -> DoublePacks.loadTile(matrix, I, J, brought);
      case Csr csr -> DoublePacks.loadTile(csr, I, J, brought);
    }
    return brought;
  }

  /** Up to {@link #ROWS} rows of a factor in double, {@code count} elements, all zero. */
  double[] rows(int count) {
    Arrays.fill(doubleRows, 0, count, 0);
    return doubleRows;
  }

  /** Room for {@code count} sums, all zero. */
  void clearSums(int count, boolean second) {
    sums = cleared(sums, count);
    if (second) {
      secondSums = cleared(secondSums, count);
    }
  }

  private static double[] cleared(double[] array, int count) {
    if (array.length < count) {
      return new double[count];
    }
    Arrays.fill(array, 0, count, 0);
    return array;
  }

  /** Arrays for the divergence, made when one is asked for. */
  Divergence divergence() {
    if (divergence == null) {
      divergence = new Divergence(TILE, rank);
    }
    return divergence;
  }

  @Override
  public int rank() {
    return rank;
  }
}
