/**
 * nmf4j's engine: matrices, problem, solvers, initialisation, the backend seam with its reference
 * backend, and file formats.
 */
module io.github.nmf4j.core {
  requires jdk.management;
  requires static org.jspecify;

  exports io.github.nmf4j;
  exports io.github.nmf4j.matrix;
  exports io.github.nmf4j.backend;
  exports io.github.nmf4j.io;

  uses io.github.nmf4j.backend.BackendProvider;

  provides io.github.nmf4j.backend.BackendProvider with
      io.github.nmf4j.backend.reference.ReferenceProvider;
}
