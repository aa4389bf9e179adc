/**
 * nmf4j's OpenCL backend: kernels in OpenCL C 1.2, driven through {@code java.lang.foreign}. It is
 * found as a service and exports nothing.
 */
module io.github.nmf4j.opencl {
  requires io.github.nmf4j.core;
  requires static org.jspecify;

  provides io.github.nmf4j.backend.BackendProvider with
      io.github.nmf4j.opencl.OpenClProvider;
}
