package io.github.nmf4j.tck;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.nmf4j.backend.Availability;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendOptions;
import io.github.nmf4j.backend.BackendProvider;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * What every backend owes, in layers from exact to statistical. A backend that is not available
 * here skips with its reason; {@code -Dnmf.test.require=name,…} turns that into a failure.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendContract {

  private Backend backend;

  /** The provider under test. */
  protected abstract BackendProvider provider();

  /** Name of the device to test on; empty for the default. */
  protected String device() {
    return "";
  }

  /** Whether it is a failure that the backend is not available here. */
  protected boolean isRequired() {
    String required = System.getProperty("nmf.test.require", "");
    return Arrays.asList(required.split(",", -1)).contains(provider().name());
  }

  @BeforeAll
  final void openBackend() {
    BackendProvider provider = provider();
    if (provider.probe() instanceof Availability.Refused refused) {
      String why = provider.name() + " is not available: " + refused.reason();
      if (isRequired()) {
        fail(why + " (required by nmf.test.require)");
      }
      abort(why);
    }
    backend = provider.open(new BackendOptions(0, device()));
  }

  @AfterAll
  final void closeBackend() {
    if (backend != null) {
      backend.close();
    }
  }

  final Backend backend() {
    return backend;
  }

  final Backend openWithThreads(int threads) {
    return provider().open(new BackendOptions(threads, device()));
  }

  /** Integers and powers of two: one right answer, compared with ==. */
  @Nested
  class ExactResults extends ExactLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** Shapes that a backend cuts into ranges and chunks. */
  @Nested
  class Cuts extends CutLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** Random operands: within the rounding that the operation's sums allow. */
  @Nested
  class BoundedErrors extends BoundedLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** Identities that need no oracle. */
  @Nested
  class Invariants extends InvariantLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** Tiny entries, entries that nothing acts on, models that vanish. */
  @Nested
  class Edges extends EdgeLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** Operations on items that follow each other in time. */
  @Nested
  class Sequences extends SequenceLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** The Kullback–Leibler divergence, coordinate by coordinate. */
  @Nested
  class Coordinates extends CoordinateLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** The same with weights, and the weighted Frobenius loss. */
  @Nested
  class WeightedCoordinates extends WeightedCoordinateLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** Passes that update a factor on the way. */
  @Nested
  class UpdatePasses extends UpdatePassLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** V as it may lie in memory. */
  @Nested
  class Transfers extends TransferLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** V panel by panel from where it lies. */
  @Nested
  class Streaming extends StreamingLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** Shapes too large for an oracle. */
  @Nested
  class LargeShapes extends ResidualLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** Outputs are not read, inputs are not written. */
  @Nested
  class MemoryAccess extends MemoryLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** Ownership, shapes, closing. */
  @Nested
  class LifeCycle extends LifeCycleLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** The objective of every algorithm under every constraint. */
  @Nested
  class Monotone extends MonotoneLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }

  /** Whole factorisations beside the reference backend's. */
  @Nested
  class Trajectories extends TrajectoryLayer {
    @Override
    BackendContract contract() {
      return BackendContract.this;
    }
  }
}
