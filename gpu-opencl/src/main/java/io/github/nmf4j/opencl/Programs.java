package io.github.nmf4j.opencl;

/** Where kernels come from. */
@FunctionalInterface
interface Programs {

  /**
   * The program in a kernel file.
   *
   * @throws ClBuildException if it does not compile
   */
  ClProgram program(String file, String options);
}
