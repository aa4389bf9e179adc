package io.github.nmf4j.opencl;

import static io.github.nmf4j.opencl.binding.ClConst.CL_KERNEL_LOCAL_MEM_SIZE;
import static io.github.nmf4j.opencl.binding.ClConst.CL_KERNEL_NUM_ARGS;
import static io.github.nmf4j.opencl.binding.ClConst.CL_KERNEL_WORK_GROUP_SIZE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.nmf4j.opencl.binding.Cl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A kernel object with arguments of its own: every session has its own, since setting arguments is
 * the one thing in OpenCL that two threads must not do at once.
 */
final class ClKernel extends ClObject {

  private final String name;
  private final String device;
  private final int arguments;
  private final long workGroupSize;
  private final long localBytes;
  private boolean started;

  private ClKernel(MemorySegment pointer, String name, ClDevice device, Arena arena) {
    super(pointer, arena, "clReleaseKernel", Cl::clReleaseKernel);
    this.name = name;
    this.device = device.name();
    var info =
        new ClInfo(
            (parameter, size, value, ret) ->
                Cl.clGetKernelInfo(handle(), parameter, size, value, ret),
            "clGetKernelInfo(" + name + ")",
            device.name());
    var groupInfo =
        new ClInfo(
            (parameter, size, value, ret) ->
                Cl.clGetKernelWorkGroupInfo(handle(), device.id(), parameter, size, value, ret),
            "clGetKernelWorkGroupInfo(" + name + ")",
            device.name());
    this.arguments = (int) info.number(CL_KERNEL_NUM_ARGS);
    this.workGroupSize = groupInfo.number(CL_KERNEL_WORK_GROUP_SIZE);
    this.localBytes = groupInfo.number(CL_KERNEL_LOCAL_MEM_SIZE);
  }

  static ClKernel create(ClProgram program, String name, ClDevice device, Arena arena) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment status = local.allocate(JAVA_INT);
      MemorySegment pointer = Cl.clCreateKernel(program.handle(), local.allocateFrom(name), status);
      ClException.check(
          status.get(JAVA_INT, 0), "clCreateKernel(%s)".formatted(name), device.name());
      return new ClKernel(pointer, name, device, arena);
    }
  }

  String name() {
    return name;
  }

  /** True once. */
  boolean isFirstRun() {
    boolean first = !started;
    started = true;
    return first;
  }

  /** Number of arguments. */
  int arguments() {
    return arguments;
  }

  /** The largest work-group that this kernel can run in. */
  long workGroupSize() {
    return workGroupSize;
  }

  /** Local memory that the kernel declares, without that of its arguments. */
  long localBytes() {
    return localBytes;
  }

  /** Sets an argument from the bytes of {@code value}; NULL with a size for local memory. */
  void argument(int index, long size, MemorySegment value) {
    int status = Cl.clSetKernelArg(handle(), index, size, value);
    if (status != 0) {
      throw ClException.of(status, "clSetKernelArg(%s, %d)".formatted(name, index), device);
    }
  }
}
