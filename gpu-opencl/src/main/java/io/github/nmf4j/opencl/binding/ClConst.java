package io.github.nmf4j.opencl.binding;

/** OpenCL's constants under their C names, as far as they are used. */
public final class ClConst {

  public static final int CL_SUCCESS = 0;
  public static final int CL_DEVICE_NOT_FOUND = -1;
  public static final int CL_PLATFORM_NOT_FOUND_KHR = -1001;

  public static final int CL_TRUE = 1;
  public static final int CL_FALSE = 0;

  public static final int CL_PLATFORM_VERSION = 0x0901;
  public static final int CL_PLATFORM_NAME = 0x0902;

  public static final long CL_DEVICE_TYPE_CPU = 1 << 1;
  public static final long CL_DEVICE_TYPE_GPU = 1 << 2;
  public static final long CL_DEVICE_TYPE_ALL = 0xFFFFFFFFL;

  public static final int CL_DEVICE_TYPE = 0x1000;
  public static final int CL_DEVICE_MAX_COMPUTE_UNITS = 0x1002;
  public static final int CL_DEVICE_MAX_WORK_GROUP_SIZE = 0x1004;
  public static final int CL_DEVICE_MAX_MEM_ALLOC_SIZE = 0x1010;
  public static final int CL_DEVICE_SINGLE_FP_CONFIG = 0x101B;
  public static final int CL_DEVICE_GLOBAL_MEM_SIZE = 0x101F;
  public static final int CL_DEVICE_LOCAL_MEM_TYPE = 0x1022;
  public static final int CL_DEVICE_LOCAL_MEM_SIZE = 0x1023;
  public static final int CL_DEVICE_ENDIAN_LITTLE = 0x1026;
  public static final int CL_DEVICE_AVAILABLE = 0x1027;
  public static final int CL_DEVICE_COMPILER_AVAILABLE = 0x1028;
  public static final int CL_DEVICE_NAME = 0x102B;
  public static final int CL_DRIVER_VERSION = 0x102D;
  public static final int CL_DEVICE_VERSION = 0x102F;
  public static final int CL_DEVICE_EXTENSIONS = 0x1030;
  public static final int CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT = 0x103A;

  public static final int CL_LOCAL = 1;

  public static final long CL_FP_FMA = 1 << 5;
  public static final long CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT = 1 << 7;

  public static final long CL_QUEUE_PROFILING_ENABLE = 1 << 1;
  public static final int CL_PROFILING_COMMAND_START = 0x1282;
  public static final int CL_PROFILING_COMMAND_END = 0x1283;

  public static final long CL_MEM_READ_WRITE = 1;

  public static final int CL_PROGRAM_BINARY_SIZES = 0x1165;
  public static final int CL_PROGRAM_BINARIES = 0x1166;
  public static final int CL_PROGRAM_BUILD_LOG = 0x1183;

  public static final int CL_KERNEL_NUM_ARGS = 0x1191;
  public static final int CL_KERNEL_WORK_GROUP_SIZE = 0x11B0;
  public static final int CL_KERNEL_LOCAL_MEM_SIZE = 0x11B2;

  private ClConst() {}
}
