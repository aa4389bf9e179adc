package io.github.nmf4j.backend;

/** Something that a session owns. It gives no access to its numbers; only its session does. */
public abstract sealed class Handle permits Data, Factor, Gram {

  private final Session owner;

  Handle(Session owner) {
    this.owner = owner;
  }

  /** Whether {@code session} itself made this handle. */
  @SuppressWarnings("ReferenceEquality") // identity is what ownership means
  final boolean belongsTo(SessionMemory session) {
    return owner == session;
  }
}
