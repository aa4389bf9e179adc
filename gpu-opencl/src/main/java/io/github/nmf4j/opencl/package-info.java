/**
 * The OpenCL backend. {@code Cl…} classes own OpenCL objects and check every status; {@code
 * OpenCl…} classes are the backend; the rest lays out data and drives the kernels.
 */
@NullMarked
package io.github.nmf4j.opencl;

import org.jspecify.annotations.NullMarked;
