package io.github.nmf4j.opencl;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** OpenCL's status codes: number, meaning, and whose fault each one is. */
enum ClStatus {
  CL_SUCCESS(0, Kind.DEFECT, "success"),
  CL_DEVICE_NOT_FOUND(-1, Kind.ENVIRONMENT, "no device of that type"),
  CL_DEVICE_NOT_AVAILABLE(-2, Kind.ENVIRONMENT, "the device is not available"),
  CL_COMPILER_NOT_AVAILABLE(-3, Kind.ENVIRONMENT, "the driver has no compiler"),
  CL_MEM_OBJECT_ALLOCATION_FAILURE(-4, Kind.DEVICE, "no memory for a buffer"),
  CL_OUT_OF_RESOURCES(-5, Kind.DEVICE, "the device ran out of resources or a kernel failed"),
  CL_OUT_OF_HOST_MEMORY(-6, Kind.DEVICE, "the driver ran out of host memory"),
  CL_PROFILING_INFO_NOT_AVAILABLE(-7, Kind.DEFECT, "no profiling information"),
  CL_MEM_COPY_OVERLAP(-8, Kind.DEFECT, "source and target overlap"),
  CL_IMAGE_FORMAT_MISMATCH(-9, Kind.DEFECT, "image formats differ"),
  CL_IMAGE_FORMAT_NOT_SUPPORTED(-10, Kind.DEVICE, "image format not supported"),
  CL_BUILD_PROGRAM_FAILURE(-11, Kind.DEVICE, "the program does not compile"),
  CL_MAP_FAILURE(-12, Kind.DEVICE, "a buffer cannot be mapped"),
  CL_MISALIGNED_SUB_BUFFER_OFFSET(-13, Kind.DEFECT, "misaligned sub-buffer"),
  CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST(-14, Kind.DEVICE, "an earlier command failed"),
  CL_COMPILE_PROGRAM_FAILURE(-15, Kind.DEVICE, "the program does not compile"),
  CL_LINKER_NOT_AVAILABLE(-16, Kind.ENVIRONMENT, "the driver has no linker"),
  CL_LINK_PROGRAM_FAILURE(-17, Kind.DEVICE, "the program does not link"),
  CL_DEVICE_PARTITION_FAILED(-18, Kind.DEVICE, "the device cannot be partitioned"),
  CL_KERNEL_ARG_INFO_NOT_AVAILABLE(-19, Kind.DEFECT, "no argument information"),
  CL_INVALID_VALUE(-30, Kind.DEFECT, "invalid value"),
  CL_INVALID_DEVICE_TYPE(-31, Kind.DEFECT, "invalid device type"),
  CL_INVALID_PLATFORM(-32, Kind.DEFECT, "invalid platform"),
  CL_INVALID_DEVICE(-33, Kind.DEFECT, "invalid device"),
  CL_INVALID_CONTEXT(-34, Kind.DEFECT, "invalid context"),
  CL_INVALID_QUEUE_PROPERTIES(-35, Kind.DEFECT, "invalid queue properties"),
  CL_INVALID_COMMAND_QUEUE(-36, Kind.DEFECT, "invalid command queue"),
  CL_INVALID_HOST_PTR(-37, Kind.DEFECT, "invalid host pointer"),
  CL_INVALID_MEM_OBJECT(-38, Kind.DEFECT, "invalid buffer"),
  CL_INVALID_IMAGE_FORMAT_DESCRIPTOR(-39, Kind.DEFECT, "invalid image format"),
  CL_INVALID_IMAGE_SIZE(-40, Kind.DEFECT, "invalid image size"),
  CL_INVALID_SAMPLER(-41, Kind.DEFECT, "invalid sampler"),
  CL_INVALID_BINARY(-42, Kind.ENVIRONMENT, "the binary is not for this device"),
  CL_INVALID_BUILD_OPTIONS(-43, Kind.DEFECT, "invalid build options"),
  CL_INVALID_PROGRAM(-44, Kind.DEFECT, "invalid program"),
  CL_INVALID_PROGRAM_EXECUTABLE(-45, Kind.DEFECT, "the program was not built"),
  CL_INVALID_KERNEL_NAME(-46, Kind.DEFECT, "no kernel of that name"),
  CL_INVALID_KERNEL_DEFINITION(-47, Kind.DEFECT, "kernel signatures differ"),
  CL_INVALID_KERNEL(-48, Kind.DEFECT, "invalid kernel"),
  CL_INVALID_ARG_INDEX(-49, Kind.DEFECT, "no such argument"),
  CL_INVALID_ARG_VALUE(-50, Kind.DEFECT, "invalid argument value"),
  CL_INVALID_ARG_SIZE(-51, Kind.DEFECT, "argument of the wrong size"),
  CL_INVALID_KERNEL_ARGS(-52, Kind.DEFECT, "arguments are missing"),
  CL_INVALID_WORK_DIMENSION(-53, Kind.DEFECT, "invalid number of dimensions"),
  CL_INVALID_WORK_GROUP_SIZE(
      -54, Kind.DEFECT, "work-group too large for this kernel or not a divisor"),
  CL_INVALID_WORK_ITEM_SIZE(-55, Kind.DEFECT, "work-group too large in one dimension"),
  CL_INVALID_GLOBAL_OFFSET(-56, Kind.DEFECT, "invalid global offset"),
  CL_INVALID_EVENT_WAIT_LIST(-57, Kind.DEFECT, "invalid wait list"),
  CL_INVALID_EVENT(-58, Kind.DEFECT, "invalid event"),
  CL_INVALID_OPERATION(-59, Kind.DEFECT, "operation not allowed here"),
  CL_INVALID_GL_OBJECT(-60, Kind.DEFECT, "invalid GL object"),
  CL_INVALID_BUFFER_SIZE(-61, Kind.DEVICE, "buffer larger than the device allows"),
  CL_INVALID_MIP_LEVEL(-62, Kind.DEFECT, "invalid mip level"),
  CL_INVALID_GLOBAL_WORK_SIZE(-63, Kind.DEFECT, "invalid global size"),
  CL_INVALID_PROPERTY(-64, Kind.DEFECT, "invalid property"),
  CL_INVALID_IMAGE_DESCRIPTOR(-65, Kind.DEFECT, "invalid image descriptor"),
  CL_INVALID_COMPILER_OPTIONS(-66, Kind.DEFECT, "invalid compiler options"),
  CL_INVALID_LINKER_OPTIONS(-67, Kind.DEFECT, "invalid linker options"),
  CL_INVALID_DEVICE_PARTITION_COUNT(-68, Kind.DEFECT, "invalid partition"),
  CL_PLATFORM_NOT_FOUND_KHR(-1001, Kind.ENVIRONMENT, "no OpenCL driver is installed");

  /** Whose fault a status is. */
  enum Kind {
    /** The device refused: memory, resources, limits. */
    DEVICE,
    /** Something is not installed or not available. */
    ENVIRONMENT,
    /** This program called OpenCL wrongly. */
    DEFECT
  }

  private static final Map<Integer, ClStatus> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(s -> s.code, Function.identity()));

  private final int code;
  private final Kind kind;
  private final String meaning;

  ClStatus(int code, Kind kind, String meaning) {
    this.code = code;
    this.kind = kind;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  Kind kind() {
    return kind;
  }

  String meaning() {
    return meaning;
  }

  /** The status of this number; empty for a vendor's own. */
  static Optional<ClStatus> of(int code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }
}
