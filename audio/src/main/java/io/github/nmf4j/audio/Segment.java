package io.github.nmf4j.audio;

/**
 * A span of time in which one sound prevails.
 *
 * @param start seconds from the beginning
 * @param end seconds from the beginning, > start
 * @param label the component that prevails, from 0
 * @param confidence its mean share of the model in this span, 0 … 1
 */
public record Segment(double start, double end, int label, double confidence) {}
