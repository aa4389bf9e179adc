/** OpenCL's C interface, raw: the only place that links native functions. */
@NullMarked
package io.github.nmf4j.opencl.binding;

import org.jspecify.annotations.NullMarked;
