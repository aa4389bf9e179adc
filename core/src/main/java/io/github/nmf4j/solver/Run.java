package io.github.nmf4j.solver;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.Backends;
import java.util.List;

/**
 * On what a run takes place, and what it took before V was uploaded.
 *
 * @param refusals of backends that would have come first
 * @param initialization seconds
 */
record Run(Backend backend, List<Backends.Refusal> refusals, double initialization) {

  /** The same as a result tells it, now that the run is over. */
  NmfResult.Run finished(double upload, double iterations) {
    return new NmfResult.Run(
        backend.name(),
        backend.device(),
        backend.threads(),
        refusals,
        initialization,
        upload,
        iterations,
        backend.times());
  }
}
