package io.github.nmf4j;

import java.util.OptionalDouble;

/**
 * Where a running factorisation is.
 *
 * @param iteration iterations done; 0 right after the start
 * @param maxIterations iterations at most
 * @param loss the loss, if it was evaluated after this iteration
 * @param seconds time since the first iteration began, evaluation of the loss included
 */
public record Progress(int iteration, int maxIterations, OptionalDouble loss, double seconds) {}
