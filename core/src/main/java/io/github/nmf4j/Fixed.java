package io.github.nmf4j;

/** Which factor keeps its starting values. */
public enum Fixed {
  NONE,
  /** W is given and stays; H is solved for. */
  W,
  /** H is given and stays; W is solved for. */
  H
}
