package io.github.nmf4j.report;

import java.util.List;

/** A part of a {@link Report} under a heading of its own. */
public record Section(String heading, List<Block> blocks) {

  public Section {
    blocks = List.copyOf(blocks);
  }

  public Section(String heading, Block... blocks) {
    this(heading, List.of(blocks));
  }
}
