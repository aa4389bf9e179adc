package io.github.nmf4j.simd.kernel;

/** Arrays by way of which one worker packs V; made by an {@link Engine}. */
public sealed interface PackRoom permits FloatPackRoom, DoublePackRoom {}
