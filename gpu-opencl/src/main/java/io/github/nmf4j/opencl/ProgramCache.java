package io.github.nmf4j.opencl;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The programs of one context: each is compiled once per set of options, or loaded from disk if it
 * was compiled before for the same device, driver, source and options.
 */
final class ProgramCache {

  private record Key(String file, String options) {}

  private final ClContext context;
  private final BinaryCache binaries;
  private final ClTimes times;
  private final Arena arena;
  private final Map<Key, ClProgram> programs = new HashMap<>();

  /**
   * @param times where the time of compiling and loading is added
   * @param arena owns the programs
   */
  ProgramCache(ClContext context, BinaryCache binaries, ClTimes times, Arena arena) {
    this.context = context;
    this.binaries = binaries;
    this.times = times;
    this.arena = arena;
  }

  /**
   * The program in a kernel file.
   *
   * @throws ClBuildException if it does not compile
   */
  synchronized ClProgram program(String file, String options) {
    return programs.computeIfAbsent(
        new Key(file, options), key -> create(KernelSource.load(key.file()), key.options()));
  }

  private ClProgram create(KernelSource source, String options) {
    long begin = System.nanoTime();
    ClProgram program = loadOrCompile(source, options);
    times.addCompilation(System.nanoTime() - begin);
    return program;
  }

  private ClProgram loadOrCompile(KernelSource source, String options) {
    if (!binaries.isOn()) {
      // not even asked for: PoCL compiles a second time to answer
      return ClProgram.compile(context, source, options, arena);
    }
    ClDevice device = context.device();
    String key =
        BinaryCache.key(
            List.of(
                device.platform(),
                device.name(),
                device.version(),
                device.driver(),
                source.text(),
                options));
    return binaries
        .get(key)
        .flatMap(binary -> ClProgram.load(context, binary, options, arena))
        .orElseGet(
            () -> {
              ClProgram program = ClProgram.compile(context, source, options, arena);
              binaries.put(key, program.binary());
              return program;
            });
  }
}
