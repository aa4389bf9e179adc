package io.github.nmf4j.io;

import java.io.IOException;

/** Does something with a {@code T} that may fail as input and output do. */
@FunctionalInterface
public interface IOConsumer<T> {
  /** Takes it. */
  void accept(T value) throws IOException;
}
