package io.github.nmf4j.opencl;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The programs of one context: each is compiled once per set of options, or loaded from disk if it
 * was compiled before for the same device, driver, source and options.
 */
final class ProgramCache implements Programs {

  private record Key(String file, String options) {}

  private final ClContext context;
  private final BinaryCache binaries;
  private final Arena arena;
  private final Map<Key, ClProgram> programs = new HashMap<>();

  /**
   * @param arena owns the programs
   */
  ProgramCache(ClContext context, BinaryCache binaries, Arena arena) {
    this.context = context;
    this.binaries = binaries;
    this.arena = arena;
  }

  @Override
  public synchronized ClProgram program(String file, String options) {
    return programs.computeIfAbsent(
        new Key(file, options), key -> loadOrCompile(KernelSource.load(key.file()), key.options()));
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
