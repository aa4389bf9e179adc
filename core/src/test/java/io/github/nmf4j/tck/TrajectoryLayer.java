package io.github.nmf4j.tck;

/** Whole factorisations beside the reference backend's. */
abstract class TrajectoryLayer extends Layer {}
