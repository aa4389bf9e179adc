package io.github.nmf4j.cli;

import java.util.List;

/** A command that only holds others: {@code nmf audio separate}. */
public interface CommandGroup {

  /** The commands in it, annotated objects. */
  List<Object> commands();
}
