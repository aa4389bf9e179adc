package io.github.nmf4j.bench;

/**
 * One operation of the seam on operands that are ready.
 *
 * @param name as in {@link Operations#NAMES}
 * @param flops floating-point operations of a call, multiplications and additions counted apart and
 *     functions as one
 * @param body the call
 */
public record Operation(String name, double flops, Runnable body) {}
