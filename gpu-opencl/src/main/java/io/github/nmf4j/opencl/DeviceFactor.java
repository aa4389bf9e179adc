package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;

/** A factor on the device: item-major, rows of {@link #stride} numbers, padding zero. */
final class DeviceFactor extends Factor {

  /** Row strides are multiples of this: a vector of four, and a cache line of floats. */
  private static final int LANES = 16;

  private final Session owner;
  private final ClBuffer buffer;
  private final long at;

  /**
   * @param at index of the first number in the buffer
   */
  DeviceFactor(Session owner, ClBuffer buffer, long at, int rows, int rank) {
    super(owner, rows, rank);
    this.owner = owner;
    this.buffer = buffer;
    this.at = at;
  }

  static int stride(int rank) {
    return Math.multiplyExact(Math.ceilDiv(rank, LANES), LANES);
  }

  ClBuffer buffer() {
    return buffer;
  }

  long at() {
    return at;
  }

  /** Index in the buffer of the first number of an item. */
  long at(int item) {
    return at + (long) item * stride();
  }

  int stride() {
    return stride(rank());
  }

  /** Numbers from the first item to the last, padding included. */
  long extent() {
    return (long) rows() * stride();
  }

  @Override
  protected Factor view(int from, int to) {
    return new DeviceFactor(owner, buffer, at(from), to - from, rank());
  }
}
