package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.BackendProvider;
import io.github.nmf4j.tck.BackendContract;

/** On whatever device comes first; PoCL where there is no GPU. */
final class OpenClBackendContractTest extends BackendContract {

  @Override
  protected BackendProvider provider() {
    return new OpenClProvider();
  }
}
