package io.github.nmf4j;

/**
 * The loss at one moment of a run.
 *
 * @param iteration iterations done
 * @param loss the divergence D(V | WH)
 * @param objective loss plus penalties: what the solver minimises
 * @param seconds time since the first iteration began
 */
public record TracePoint(int iteration, double loss, double objective, double seconds) {}
