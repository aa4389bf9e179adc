package io.github.nmf4j;

/** Which factor an iteration updates first; the second sees the first one's new values. */
public enum UpdateOrder {
  /** H, then W. */
  H_THEN_W,
  /** W, then H. */
  W_THEN_H
}
