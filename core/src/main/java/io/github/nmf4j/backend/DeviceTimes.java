package io.github.nmf4j.backend;

/**
 * What a device did with its time, apart from each other; by its own clock where it has one.
 *
 * @param kernelSeconds computing, and moving data within the device
 * @param transferSeconds moving data between the host and the device
 * @param compileSeconds compiling kernels, or loading compiled ones
 */
public record DeviceTimes(double kernelSeconds, double transferSeconds, double compileSeconds) {}
