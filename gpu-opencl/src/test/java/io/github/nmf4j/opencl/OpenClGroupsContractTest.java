package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.BackendProvider;
import io.github.nmf4j.tck.BackendContract;

/** The kernels for GPUs, where the only device is a processor. */
final class OpenClGroupsContractTest extends BackendContract {

  @Override
  protected BackendProvider provider() {
    return new OpenClProvider(TestDevice.GROUPS);
  }
}
