package io.github.nmf4j.tck;

import io.github.nmf4j.backend.BackendProvider;
import java.util.ServiceLoader;

/** The oracle is tested too. */
final class ReferenceBackendContractTest extends BackendContract {

  @Override
  protected BackendProvider provider() {
    return ServiceLoader.load(BackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(p -> p.name().equals("reference"))
        .findFirst()
        .orElseThrow();
  }
}
