// How a sparse X (p × q, compressed rows) is cut up. A segment is a range of at most TS entries
// of one row; a tile is a range of segments with together at most TS entries and at most TS
// segments. One work-group of TS work-items takes a tile:
//
//   entries   |  row 4  |r5|   row 7       |      one work-item per entry: its weight
//   segments  |    s    |  |               |      then work-items over (segment, component)
//
// A row that fits one segment is written where it belongs; the segments of a longer row go to
// slots, which long_rows adds up in order. An empty row is a segment without entries.
//
//   tiles[t]      first segment of tile t; one more than there are tiles
//   starts[s]     first entry of segment s; one more than there are segments
//   owners[s]     the row that segment s belongs to
//   slots[s]      the slot that segment s writes, or −1

#ifndef TS
#define TS 128  // entries, segments and work-items per tile
#endif

// The segment in starts[low … high] that holds this entry: the last that begins at or before it
// (segments without entries begin where their successor does).
static int segment_of(__global const int *starts, int low, int high, int entry) {
  while (low < high) {
    int middle = (low + high + 1) / 2;
    if (starts[middle] <= entry) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

// ⟨f, g⟩ over ks components, four partial sums.
static REAL dot_rows(__global const REAL *f, __global const REAL *g, int ks) {
  REAL4 s = (REAL4)(0);
  for (int c = 0; c < ks; c += 4) {
    s += *(__global const REAL4 *)(f + c) * *(__global const REAL4 *)(g + c);
  }
  return (s.s0 + s.s1) + (s.s2 + s.s3);
}

// out rows = Σ weight·G over the entries of each segment; weights and columns of the tile's
// entries are in local memory.
static void add_up_tile(
    __global const int *starts, __global const int *owners, __global const int *slots,
    int first, int last, __local const REAL *weights, __local const int *columns,
    __global const REAL *G, int ks, __global REAL *R, __global REAL *partial, int add) {
  int base = starts[first];
  int cells = (last - first) * ks;
  for (int e = get_local_id(0); e < cells; e += TS) {
    int s = first + e / ks;
    int c = e % ks;
    int end = starts[s + 1] - base;
    REAL sum = 0;
    for (int at = starts[s] - base; at < end; at++) {
      sum += weights[at] * G[(size_t)columns[at] * ks + c];
    }
    int slot = slots[s];
    if (slot >= 0) {
      partial[(size_t)slot * ks + c] = sum;
    } else {
      size_t at = (size_t)owners[s] * ks + c;
      R[at] = add ? R[at] + sum : sum;
    }
  }
}
