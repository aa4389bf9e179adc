package io.github.nmf4j.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Reads what a {@code clGet…Info} function answers: first its size, then its value. */
final class ClInfo {

  /** One {@code clGet…Info} call with everything but parameter, value and size bound. */
  @FunctionalInterface
  interface Query {
    int get(int parameter, long size, MemorySegment value, MemorySegment sizeRet);
  }

  private final Query query;
  private final String function;
  private final String device;

  ClInfo(Query query, String function, String device) {
    this.query = query;
    this.function = function;
    this.device = device;
  }

  /** The answer, in memory of {@code arena}. */
  MemorySegment bytes(int parameter, Arena arena) {
    MemorySegment size = arena.allocate(JAVA_LONG);
    check(query.get(parameter, 0, MemorySegment.NULL, size), parameter);
    long length = size.get(JAVA_LONG, 0);
    // room for a zero more: some drivers forget to end their strings
    MemorySegment value = arena.allocate(length + 8, 8);
    check(query.get(parameter, length, value, MemorySegment.NULL), parameter);
    return value.asSlice(0, length);
  }

  String text(int parameter) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = bytes(parameter, arena).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
      int end = 0;
      while (end < bytes.length && bytes[end] != 0) {
        end++;
      }
      return new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
    }
  }

  /** A number of 4 or 8 bytes; the former are taken as unsigned. */
  long number(int parameter) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = bytes(parameter, arena);
      return value.byteSize() == Integer.BYTES
          ? Integer.toUnsignedLong(value.get(JAVA_INT, 0))
          : value.get(JAVA_LONG, 0);
    }
  }

  private void check(int status, int parameter) {
    ClException.check(status, "%s(0x%04x)".formatted(function, parameter), device);
  }
}
