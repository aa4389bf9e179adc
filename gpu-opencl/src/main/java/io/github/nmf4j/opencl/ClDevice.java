package io.github.nmf4j.opencl;

import static io.github.nmf4j.opencl.binding.ClConst.*;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.nmf4j.backend.DeviceInfo;
import io.github.nmf4j.opencl.binding.Cl;
import io.github.nmf4j.opencl.binding.SignalHandlers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device and what it says of itself. Devices belong to the driver: nothing needs to be released.
 *
 * @param id the {@code cl_device_id}
 * @param platform the driver's name and version
 * @param driver the driver's own version
 * @param version the OpenCL version that the device offers
 * @param hasLocalMemory whether local memory is memory of its own, not a part of global memory
 * @param vectorBytes the vectors that it computes in
 * @param correctDivision whether it can round division correctly in single precision
 * @param fusedMultiplyAdd whether its hardware has fused multiply-adds in single precision
 */
record ClDevice(
    MemorySegment id,
    DeviceInfo info,
    String platform,
    String driver,
    String version,
    long maxAllocationBytes,
    long localBytes,
    long workGroupSize,
    boolean hasLocalMemory,
    int vectorBytes,
    boolean correctDivision,
    boolean fusedMultiplyAdd) {

  private static @Nullable List<ClDevice> found;

  /**
   * The usable devices of all platforms: GPUs first, CPUs last, otherwise in the driver's order.
   * Looked for once in the life of the JVM and by one thread: drivers prepare their devices at the
   * first question, and PoCL 3.1 gives invalid ones to a second thread that asks meanwhile.
   *
   * @throws ClEnvironmentException if there is no platform
   */
  static synchronized List<ClDevice> all() {
    List<ClDevice> known = found;
    if (known == null) {
      known = List.copyOf(SignalHandlers.keptDuring(ClDevice::look));
      found = known;
    }
    return known;
  }

  private static List<ClDevice> look() {
    try (Arena arena = Arena.ofConfined()) {
      var devices = new ArrayList<ClDevice>();
      for (MemorySegment platform : platforms(arena)) {
        devices.addAll(devices(platform, arena));
      }
      devices.sort(Comparator.comparingInt(d -> rank(d.info.kind())));
      return devices;
    }
  }

  String name() {
    return info.name();
  }

  private static int rank(DeviceInfo.Kind kind) {
    return switch (kind) {
      case GPU -> 0;
      case OTHER -> 1;
      case CPU -> 2;
    };
  }

  private static List<MemorySegment> platforms(Arena arena) {
    MemorySegment count = arena.allocate(JAVA_INT);
    ClException.check(
        Cl.clGetPlatformIDs(0, MemorySegment.NULL, count), "clGetPlatformIDs", "this machine");
    int n = count.get(JAVA_INT, 0);
    if (n == 0) {
      throw ClException.of(CL_PLATFORM_NOT_FOUND_KHR, "clGetPlatformIDs", "this machine");
    }
    MemorySegment ids = arena.allocate(ADDRESS, n);
    ClException.check(
        Cl.clGetPlatformIDs(n, ids, MemorySegment.NULL), "clGetPlatformIDs", "this machine");
    return list(ids, n);
  }

  private static List<ClDevice> devices(MemorySegment platform, Arena arena) {
    var platformInfo =
        new ClInfo(
            (parameter, size, value, ret) ->
                Cl.clGetPlatformInfo(platform, parameter, size, value, ret),
            "clGetPlatformInfo",
            "a platform");
    String name = platformInfo.text(CL_PLATFORM_NAME);
    MemorySegment count = arena.allocate(JAVA_INT);
    int status = Cl.clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, MemorySegment.NULL, count);
    if (status == CL_DEVICE_NOT_FOUND) {
      return List.of();
    }
    ClException.check(status, "clGetDeviceIDs", name);
    int n = count.get(JAVA_INT, 0);
    MemorySegment ids = arena.allocate(ADDRESS, n);
    ClException.check(
        Cl.clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, n, ids, MemorySegment.NULL),
        "clGetDeviceIDs",
        name);
    String platformName = name + ", " + platformInfo.text(CL_PLATFORM_VERSION);
    return list(ids, n).stream()
        .filter(ClDevice::isUsable)
        .map(id -> describe(id, platformName))
        .toList();
  }

  private static List<MemorySegment> list(MemorySegment ids, int n) {
    var list = new ArrayList<MemorySegment>();
    for (int i = 0; i < n; i++) {
      list.add(ids.getAtIndex(ADDRESS, i));
    }
    return list;
  }

  private static ClInfo query(MemorySegment id) {
    return new ClInfo(
        (parameter, size, value, ret) -> Cl.clGetDeviceInfo(id, parameter, size, value, ret),
        "clGetDeviceInfo",
        "a device");
  }

  private static boolean isUsable(MemorySegment id) {
    ClInfo info = query(id);
    return info.number(CL_DEVICE_AVAILABLE) != 0
        && info.number(CL_DEVICE_COMPILER_AVAILABLE) != 0
        && info.number(CL_DEVICE_ENDIAN_LITTLE) != 0
        && info.number(CL_DEVICE_MAX_WORK_GROUP_SIZE) >= DeviceLimits.LEAST_GROUP
        && !info.text(CL_DEVICE_VERSION).startsWith("OpenCL 1.0")
        && !info.text(CL_DEVICE_VERSION).startsWith("OpenCL 1.1");
  }

  private static ClDevice describe(MemorySegment id, String platform) {
    ClInfo info = query(id);
    long type = info.number(CL_DEVICE_TYPE);
    DeviceInfo.Kind kind =
        (type & CL_DEVICE_TYPE_GPU) != 0
            ? DeviceInfo.Kind.GPU
            : (type & CL_DEVICE_TYPE_CPU) != 0 ? DeviceInfo.Kind.CPU : DeviceInfo.Kind.OTHER;
    String driver = info.text(CL_DRIVER_VERSION);
    String version = info.text(CL_DEVICE_VERSION);
    boolean doubles = info.text(CL_DEVICE_EXTENSIONS).contains("cl_khr_fp64");
    long local = info.number(CL_DEVICE_LOCAL_MEM_SIZE);
    long singles = info.number(CL_DEVICE_SINGLE_FP_CONFIG);
    return new ClDevice(
        id,
        new DeviceInfo(
            info.text(CL_DEVICE_NAME),
            kind,
            (int) info.number(CL_DEVICE_MAX_COMPUTE_UNITS),
            info.number(CL_DEVICE_GLOBAL_MEM_SIZE),
            doubles,
            "%s, driver %s, %d KiB local memory".formatted(version, driver, local >> 10)),
        platform,
        driver,
        version,
        info.number(CL_DEVICE_MAX_MEM_ALLOC_SIZE),
        local,
        info.number(CL_DEVICE_MAX_WORK_GROUP_SIZE),
        info.number(CL_DEVICE_LOCAL_MEM_TYPE) == CL_LOCAL,
        (int) info.number(CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT) * Float.BYTES,
        (singles & CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0,
        (singles & CL_FP_FMA) != 0);
  }
}
