/** The SIMD backend: Vector API kernels over off-heap memory, on all cores. Exports nothing. */
module io.github.nmf4j.simd {
  requires io.github.nmf4j.core;
  requires jdk.incubator.vector;
  requires jdk.management;
  requires static org.jspecify;

  provides io.github.nmf4j.backend.BackendProvider with
      io.github.nmf4j.simd.SimdProvider;
}
