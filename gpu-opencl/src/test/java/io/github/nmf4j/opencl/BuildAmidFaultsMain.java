package io.github.nmf4j.opencl;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * Compiles again and again while other threads make the processor fault, as null checks do that
 * HotSpot leaves to the hardware.
 */
final class BuildAmidFaultsMain {

  static final int BUILDS = 12;

  private static volatile int @Nullable [] nothing;

  private BuildAmidFaultsMain() {}

  public static void main(String[] arguments) {
    ClDevice device = ClDevice.all().getFirst();
    Thread.ofPlatform().daemon().start(BuildAmidFaultsMain::fault);
    Thread.ofPlatform().daemon().start(BuildAmidFaultsMain::fault);
    for (int i = 0; i < BUILDS; i++) {
      build(device, i);
    }
    System.out.println("built " + BUILDS);
  }

  private static void build(ClDevice device, int i) {
    var source = new KernelSource("empty.cl", "__kernel void empty() { int i = %d; }".formatted(i));
    try (Arena arena = Arena.ofShared()) {
      ClProgram.compile(ClContext.create(device, arena), source, "", arena);
    }
  }

  @SuppressWarnings({"NullAway", "EmptyCatch"})
  private static void fault() {
    while (true) {
      try {
        System.out.print(nothing.length);
      } catch (NullPointerException e) {
        // what it is for
      }
      Thread.onSpinWait();
    }
  }
}
