package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.Factor;
import io.github.nmf4j.backend.Session;
import java.util.Arrays;

/** One array per item; a view holds the same arrays. */
final class ReferenceFactor extends Factor {

  private final Session session;
  final double[][] items;

  ReferenceFactor(Session session, double[][] items, int rank) {
    super(session, items.length, rank);
    this.session = session;
    this.items = items;
  }

  @Override
  protected Factor view(int from, int to) {
    return new ReferenceFactor(session, Arrays.copyOfRange(items, from, to), rank());
  }
}
