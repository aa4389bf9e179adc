package io.github.nmf4j.backend.reference;

import io.github.nmf4j.backend.Availability;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendOptions;
import io.github.nmf4j.backend.BackendProvider;
import io.github.nmf4j.backend.BackendUnavailableException;
import java.util.List;

/** The reference backend, which is available everywhere. */
public final class ReferenceProvider implements BackendProvider {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(List.of(ReferenceBackend.DEVICE));
  }

  @Override
  public Backend open(BackendOptions options) {
    if (!options.device().isEmpty() && !options.device().equals("0")) {
      throw new BackendUnavailableException(
          "backend reference has one device, 0; there is no device '%s'"
              .formatted(options.device()));
    }
    return new ReferenceBackend();
  }
}
