package io.github.nmf4j.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** The plots of a report by the names that files of them have. */
final class Figures {

  private final Map<String, Plot> plots = new LinkedHashMap<>();

  /** A block with this plot, which is kept. */
  Block.Figure figure(String name, Plot plot, String caption) {
    plots.put(name, plot);
    return new Block.Figure(plot, caption);
  }

  Map<String, Plot> plots() {
    return Map.copyOf(plots);
  }
}
