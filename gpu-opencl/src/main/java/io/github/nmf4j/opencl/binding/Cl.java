package io.github.nmf4j.opencl.binding;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;

/**
 * OpenCL 1.2 as C declares it: one static method per function, in C's argument order, {@code
 * size_t} and {@code cl_bitfield} as {@code long}. Nothing is checked here; that is the caller's
 * part. Pointers are off-heap segments, and a segment whose arena is closed is refused before the
 * call. Initialising this class loads the library: ask {@link ClLibrary} first whether there is
 * one.
 */
public final class Cl {

  private static final SymbolLookup LIBRARY = ClLibrary.required();
  private static final Linker LINKER = Linker.nativeLinker();

  private static final MethodHandle clGetPlatformIDs$handle =
      link("clGetPlatformIDs", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle clGetPlatformInfo$handle =
      link("clGetPlatformInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle clGetDeviceIDs$handle =
      link("clGetDeviceIDs", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle clGetDeviceInfo$handle =
      link("clGetDeviceInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle clCreateContext$handle =
      link("clCreateContext", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle clReleaseContext$handle =
      link("clReleaseContext", JAVA_INT, ADDRESS);
  private static final MethodHandle clCreateCommandQueue$handle =
      link("clCreateCommandQueue", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private static final MethodHandle clReleaseCommandQueue$handle =
      link("clReleaseCommandQueue", JAVA_INT, ADDRESS);
  private static final MethodHandle clFlush$handle = link("clFlush", JAVA_INT, ADDRESS);
  private static final MethodHandle clFinish$handle = link("clFinish", JAVA_INT, ADDRESS);
  private static final MethodHandle clCreateBuffer$handle =
      link("clCreateBuffer", ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle clReleaseMemObject$handle =
      link("clReleaseMemObject", JAVA_INT, ADDRESS);
  private static final MethodHandle clEnqueueReadBuffer$handle =
      link(
          "clEnqueueReadBuffer",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle clEnqueueWriteBuffer$handle =
      link(
          "clEnqueueWriteBuffer",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle clEnqueueFillBuffer$handle =
      link(
          "clEnqueueFillBuffer",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle clEnqueueCopyBuffer$handle =
      link(
          "clEnqueueCopyBuffer",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle clWaitForEvents$handle =
      link("clWaitForEvents", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle clReleaseEvent$handle =
      link("clReleaseEvent", JAVA_INT, ADDRESS);
  private static final MethodHandle clGetEventProfilingInfo$handle =
      link("clGetEventProfilingInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle clCreateProgramWithSource$handle =
      link("clCreateProgramWithSource", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle clCreateProgramWithBinary$handle =
      link(
          "clCreateProgramWithBinary",
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle clBuildProgram$handle =
      link("clBuildProgram", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle clGetProgramInfo$handle =
      link("clGetProgramInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle clGetProgramBuildInfo$handle =
      link(
          "clGetProgramBuildInfo",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_LONG,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle clReleaseProgram$handle =
      link("clReleaseProgram", JAVA_INT, ADDRESS);
  private static final MethodHandle clCreateKernel$handle =
      link("clCreateKernel", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle clReleaseKernel$handle =
      link("clReleaseKernel", JAVA_INT, ADDRESS);
  private static final MethodHandle clSetKernelArg$handle =
      link("clSetKernelArg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle clGetKernelInfo$handle =
      link("clGetKernelInfo", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle clGetKernelWorkGroupInfo$handle =
      link(
          "clGetKernelWorkGroupInfo",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_LONG,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle clEnqueueNDRangeKernel$handle =
      link(
          "clEnqueueNDRangeKernel",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);

  private Cl() {}

  /**
   * The object behind a pointer that a function handed out: closing {@code arena} calls {@code
   * release}, and using the object afterwards is an exception.
   */
  @SuppressWarnings("restricted")
  public static MemorySegment owned(
      MemorySegment pointer, Arena arena, Consumer<MemorySegment> release) {
    return pointer.reinterpret(arena, release);
  }

  public static int clGetPlatformIDs(
      int numEntries, MemorySegment platforms, MemorySegment numPlatforms) {
    try {
      return (int) clGetPlatformIDs$handle.invokeExact(numEntries, platforms, numPlatforms);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clGetPlatformInfo(
      MemorySegment platform,
      int paramName,
      long paramValueSize,
      MemorySegment paramValue,
      MemorySegment paramValueSizeRet) {
    try {
      return (int)
          clGetPlatformInfo$handle.invokeExact(
              platform, paramName, paramValueSize, paramValue, paramValueSizeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clGetDeviceIDs(
      MemorySegment platform,
      long deviceType,
      int numEntries,
      MemorySegment devices,
      MemorySegment numDevices) {
    try {
      return (int)
          clGetDeviceIDs$handle.invokeExact(platform, deviceType, numEntries, devices, numDevices);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clGetDeviceInfo(
      MemorySegment device,
      int paramName,
      long paramValueSize,
      MemorySegment paramValue,
      MemorySegment paramValueSizeRet) {
    try {
      return (int)
          clGetDeviceInfo$handle.invokeExact(
              device, paramName, paramValueSize, paramValue, paramValueSizeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static MemorySegment clCreateContext(
      MemorySegment properties,
      int numDevices,
      MemorySegment devices,
      MemorySegment notify,
      MemorySegment userData,
      MemorySegment errcodeRet) {
    try {
      return (MemorySegment)
          clCreateContext$handle.invokeExact(
              properties, numDevices, devices, notify, userData, errcodeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clReleaseContext(MemorySegment context) {
    try {
      return (int) clReleaseContext$handle.invokeExact(context);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static MemorySegment clCreateCommandQueue(
      MemorySegment context, MemorySegment device, long properties, MemorySegment errcodeRet) {
    try {
      return (MemorySegment)
          clCreateCommandQueue$handle.invokeExact(context, device, properties, errcodeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clReleaseCommandQueue(MemorySegment queue) {
    try {
      return (int) clReleaseCommandQueue$handle.invokeExact(queue);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clFlush(MemorySegment queue) {
    try {
      return (int) clFlush$handle.invokeExact(queue);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clFinish(MemorySegment queue) {
    try {
      return (int) clFinish$handle.invokeExact(queue);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static MemorySegment clCreateBuffer(
      MemorySegment context,
      long flags,
      long size,
      MemorySegment hostPtr,
      MemorySegment errcodeRet) {
    try {
      return (MemorySegment)
          clCreateBuffer$handle.invokeExact(context, flags, size, hostPtr, errcodeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clReleaseMemObject(MemorySegment memObject) {
    try {
      return (int) clReleaseMemObject$handle.invokeExact(memObject);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clEnqueueReadBuffer(
      MemorySegment queue,
      MemorySegment buffer,
      int blocking,
      long offset,
      long size,
      MemorySegment ptr,
      int numEvents,
      MemorySegment waitList,
      MemorySegment event) {
    try {
      return (int)
          clEnqueueReadBuffer$handle.invokeExact(
              queue, buffer, blocking, offset, size, ptr, numEvents, waitList, event);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clEnqueueWriteBuffer(
      MemorySegment queue,
      MemorySegment buffer,
      int blocking,
      long offset,
      long size,
      MemorySegment ptr,
      int numEvents,
      MemorySegment waitList,
      MemorySegment event) {
    try {
      return (int)
          clEnqueueWriteBuffer$handle.invokeExact(
              queue, buffer, blocking, offset, size, ptr, numEvents, waitList, event);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clEnqueueFillBuffer(
      MemorySegment queue,
      MemorySegment buffer,
      MemorySegment pattern,
      long patternSize,
      long offset,
      long size,
      int numEvents,
      MemorySegment waitList,
      MemorySegment event) {
    try {
      return (int)
          clEnqueueFillBuffer$handle.invokeExact(
              queue, buffer, pattern, patternSize, offset, size, numEvents, waitList, event);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clEnqueueCopyBuffer(
      MemorySegment queue,
      MemorySegment source,
      MemorySegment target,
      long sourceOffset,
      long targetOffset,
      long size,
      int numEvents,
      MemorySegment waitList,
      MemorySegment event) {
    try {
      return (int)
          clEnqueueCopyBuffer$handle.invokeExact(
              queue, source, target, sourceOffset, targetOffset, size, numEvents, waitList, event);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clWaitForEvents(int numEvents, MemorySegment eventList) {
    try {
      return (int) clWaitForEvents$handle.invokeExact(numEvents, eventList);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clReleaseEvent(MemorySegment event) {
    try {
      return (int) clReleaseEvent$handle.invokeExact(event);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clGetEventProfilingInfo(
      MemorySegment event,
      int paramName,
      long paramSize,
      MemorySegment paramValue,
      MemorySegment paramSizeRet) {
    try {
      return (int)
          clGetEventProfilingInfo$handle.invokeExact(
              event, paramName, paramSize, paramValue, paramSizeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static MemorySegment clCreateProgramWithSource(
      MemorySegment context,
      int count,
      MemorySegment strings,
      MemorySegment lengths,
      MemorySegment errcodeRet) {
    try {
      return (MemorySegment)
          clCreateProgramWithSource$handle.invokeExact(
              context, count, strings, lengths, errcodeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static MemorySegment clCreateProgramWithBinary(
      MemorySegment context,
      int numDevices,
      MemorySegment deviceList,
      MemorySegment lengths,
      MemorySegment binaries,
      MemorySegment binaryStatus,
      MemorySegment errcodeRet) {
    try {
      return (MemorySegment)
          clCreateProgramWithBinary$handle.invokeExact(
              context, numDevices, deviceList, lengths, binaries, binaryStatus, errcodeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clBuildProgram(
      MemorySegment program,
      int numDevices,
      MemorySegment deviceList,
      MemorySegment options,
      MemorySegment notify,
      MemorySegment userData) {
    try {
      return (int)
          clBuildProgram$handle.invokeExact(
              program, numDevices, deviceList, options, notify, userData);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clGetProgramInfo(
      MemorySegment program,
      int paramName,
      long paramValueSize,
      MemorySegment paramValue,
      MemorySegment paramValueSizeRet) {
    try {
      return (int)
          clGetProgramInfo$handle.invokeExact(
              program, paramName, paramValueSize, paramValue, paramValueSizeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clGetProgramBuildInfo(
      MemorySegment program,
      MemorySegment device,
      int paramName,
      long paramValueSize,
      MemorySegment paramValue,
      MemorySegment paramValueSizeRet) {
    try {
      return (int)
          clGetProgramBuildInfo$handle.invokeExact(
              program, device, paramName, paramValueSize, paramValue, paramValueSizeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clReleaseProgram(MemorySegment program) {
    try {
      return (int) clReleaseProgram$handle.invokeExact(program);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static MemorySegment clCreateKernel(
      MemorySegment program, MemorySegment kernelName, MemorySegment errcodeRet) {
    try {
      return (MemorySegment) clCreateKernel$handle.invokeExact(program, kernelName, errcodeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clReleaseKernel(MemorySegment kernel) {
    try {
      return (int) clReleaseKernel$handle.invokeExact(kernel);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clSetKernelArg(
      MemorySegment kernel, int argIndex, long argSize, MemorySegment argValue) {
    try {
      return (int) clSetKernelArg$handle.invokeExact(kernel, argIndex, argSize, argValue);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clGetKernelInfo(
      MemorySegment kernel,
      int paramName,
      long paramValueSize,
      MemorySegment paramValue,
      MemorySegment paramValueSizeRet) {
    try {
      return (int)
          clGetKernelInfo$handle.invokeExact(
              kernel, paramName, paramValueSize, paramValue, paramValueSizeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clGetKernelWorkGroupInfo(
      MemorySegment kernel,
      MemorySegment device,
      int paramName,
      long paramValueSize,
      MemorySegment paramValue,
      MemorySegment paramValueSizeRet) {
    try {
      return (int)
          clGetKernelWorkGroupInfo$handle.invokeExact(
              kernel, device, paramName, paramValueSize, paramValue, paramValueSizeRet);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  public static int clEnqueueNDRangeKernel(
      MemorySegment queue,
      MemorySegment kernel,
      int workDim,
      MemorySegment globalOffset,
      MemorySegment globalSize,
      MemorySegment localSize,
      int numEvents,
      MemorySegment waitList,
      MemorySegment event) {
    try {
      return (int)
          clEnqueueNDRangeKernel$handle.invokeExact(
              queue,
              kernel,
              workDim,
              globalOffset,
              globalSize,
              localSize,
              numEvents,
              waitList,
              event);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /** C functions throw nothing: what arrives here was thrown while the arguments were passed. */
  static RuntimeException unexpected(Throwable t) {
    switch (t) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("a native call threw a checked exception", t);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(String name, MemoryLayout result, MemoryLayout... parameters) {
    MemorySegment address =
        LIBRARY
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("the OpenCL library has no " + name));
    return LINKER.downcallHandle(address, FunctionDescriptor.of(result, parameters));
  }
}
