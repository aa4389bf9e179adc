package io.github.nmf4j.opencl;

import static io.github.nmf4j.opencl.binding.ClConst.CL_PROGRAM_BINARIES;
import static io.github.nmf4j.opencl.binding.ClConst.CL_PROGRAM_BINARY_SIZES;
import static io.github.nmf4j.opencl.binding.ClConst.CL_PROGRAM_BUILD_LOG;
import static io.github.nmf4j.opencl.binding.ClConst.CL_SUCCESS;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.nmf4j.opencl.binding.Cl;
import io.github.nmf4j.opencl.binding.SignalHandlers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A program built for one device. */
final class ClProgram extends ClObject {

  /** How often a compiler may lose its files before that counts as an error. */
  private static final int ATTEMPTS = 3;

  private final ClDevice device;

  private ClProgram(MemorySegment pointer, ClDevice device, Arena arena) {
    super(pointer, arena, "clReleaseProgram", Cl::clReleaseProgram);
    this.device = device;
  }

  /**
   * Compiles a program.
   *
   * @throws ClBuildException if it does not compile
   */
  static ClProgram compile(ClContext context, KernelSource source, String options, Arena arena) {
    ClDevice device = context.device();
    try (Arena local = Arena.ofConfined()) {
      MemorySegment text = local.allocateFrom(source.text());
      MemorySegment strings = local.allocate(ADDRESS);
      strings.set(ADDRESS, 0, text);
      MemorySegment status = local.allocate(JAVA_INT);
      MemorySegment pointer =
          Cl.clCreateProgramWithSource(context.handle(), 1, strings, MemorySegment.NULL, status);
      ClException.check(status.get(JAVA_INT, 0), "clCreateProgramWithSource", device.name());
      var program = new ClProgram(pointer, device, arena);
      int built = program.build(options, local);
      for (int again = 1; built != CL_SUCCESS && again < ATTEMPTS && program.lostFile(); again++) {
        built = program.build(options, local);
      }
      if (built != CL_SUCCESS) {
        throw new ClBuildException(
            built, source.file(), device.name(), options, program.log(), source.text());
      }
      return program;
    }
  }

  /** The program in a binary made earlier; empty if the driver does not want it any more. */
  static Optional<ClProgram> load(ClContext context, byte[] binary, String options, Arena arena) {
    ClDevice device = context.device();
    try (Arena local = Arena.ofConfined()) {
      MemorySegment devices = local.allocate(ADDRESS);
      devices.set(ADDRESS, 0, device.id());
      MemorySegment length = local.allocate(JAVA_LONG);
      length.set(JAVA_LONG, 0, binary.length);
      MemorySegment bytes = local.allocate(Math.max(1, binary.length));
      MemorySegment.copy(binary, 0, bytes, JAVA_BYTE, 0, binary.length);
      MemorySegment binaries = local.allocate(ADDRESS);
      binaries.set(ADDRESS, 0, bytes);
      MemorySegment binaryStatus = local.allocate(JAVA_INT);
      MemorySegment status = local.allocate(JAVA_INT);
      MemorySegment pointer =
          Cl.clCreateProgramWithBinary(
              context.handle(), 1, devices, length, binaries, binaryStatus, status);
      if (status.get(JAVA_INT, 0) != CL_SUCCESS || binaryStatus.get(JAVA_INT, 0) != CL_SUCCESS) {
        return Optional.empty();
      }
      var program = new ClProgram(pointer, device, arena);
      return program.build(options, local) == CL_SUCCESS ? Optional.of(program) : Optional.empty();
    }
  }

  private int build(String options, Arena local) {
    MemorySegment devices = local.allocate(ADDRESS);
    devices.set(ADDRESS, 0, device.id());
    MemorySegment text = local.allocateFrom(options);
    return SignalHandlers.keptDuring(
        () ->
            Cl.clBuildProgram(handle(), 1, devices, text, MemorySegment.NULL, MemorySegment.NULL));
  }

  /**
   * Whether the compiler's temporary file went away under its hands, as {@link SignalHandlers}
   * explains. Nothing is wrong with the program then.
   */
  private boolean lostFile() {
    return log().contains("unable to rename temporary");
  }

  private String log() {
    return new ClInfo(
            (parameter, size, value, ret) ->
                Cl.clGetProgramBuildInfo(handle(), device.id(), parameter, size, value, ret),
            "clGetProgramBuildInfo",
            device.name())
        .text(CL_PROGRAM_BUILD_LOG);
  }

  /** What {@link #load} takes; empty if the driver gives none. */
  byte[] binary() {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment length = local.allocate(JAVA_LONG);
      ClException.check(
          Cl.clGetProgramInfo(handle(), CL_PROGRAM_BINARY_SIZES, 8, length, MemorySegment.NULL),
          "clGetProgramInfo(CL_PROGRAM_BINARY_SIZES)",
          device.name());
      int bytes = Math.toIntExact(length.get(JAVA_LONG, 0));
      if (bytes == 0) {
        return new byte[0];
      }
      MemorySegment binary = local.allocate(bytes);
      MemorySegment binaries = local.allocate(ADDRESS);
      binaries.set(ADDRESS, 0, binary);
      ClException.check(
          Cl.clGetProgramInfo(handle(), CL_PROGRAM_BINARIES, 8, binaries, MemorySegment.NULL),
          "clGetProgramInfo(CL_PROGRAM_BINARIES)",
          device.name());
      return binary.toArray(JAVA_BYTE);
    }
  }
}
