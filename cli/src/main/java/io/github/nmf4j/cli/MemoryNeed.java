package io.github.nmf4j.cli;

import io.github.nmf4j.backend.Availability;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendUnavailableException;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.MemoryPlan;
import io.github.nmf4j.backend.ProblemSize;
import java.util.List;

/** What a problem would take on one backend, or why that backend cannot run. */
sealed interface MemoryNeed {

  String backend();

  record Planned(String backend, MemoryPlan plan) implements MemoryNeed {}

  record Unavailable(String backend, Availability.Refused why) implements MemoryNeed {}

  /** One for each installed backend. */
  static List<MemoryNeed> of(ProblemSize size) {
    return Backends.found().stream().map(found -> of(found, size)).toList();
  }

  private static MemoryNeed of(Backends.Found found, ProblemSize size) {
    return switch (found.availability()) {
      case Availability.Refused refused -> new Unavailable(found.name(), refused);
      case Availability.Available _ -> {
        try (Backend backend = Backends.select(found.name(), 0).backend()) {
          yield new Planned(found.name(), backend.plan(size));
        } catch (BackendUnavailableException e) {
          yield new Unavailable(
              found.name(), new Availability.Refused(String.valueOf(e.getMessage()), ""));
        }
      }
    };
  }
}
