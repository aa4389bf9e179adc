/**
 * The contract of a backend as tests: subclass {@link BackendContract} and name the provider. Only
 * exported API is used, so that the suite runs against any implementation.
 */
package io.github.nmf4j.tck;
