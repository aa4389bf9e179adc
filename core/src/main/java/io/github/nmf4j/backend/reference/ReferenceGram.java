package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.Gram;
import io.github.nmf4j.backend.Session;

/** All k × k numbers. */
final class ReferenceGram extends Gram {

  final double[][] entries;

  ReferenceGram(Session session, int rank) {
    super(session, rank);
    this.entries = new double[rank][rank];
  }
}
