package io.github.nmf4j.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a control group of Linux (a container, a service) leaves a process of the memory, in either
 * version of the interface. Files that the kernel keeps in memory count as used there, but are
 * given up when memory is needed, so that they count as available here.
 */
final class ControlGroup {

  /** The names of one version of the interface. */
  private record Names(String limit, String used, String cachePrefix) {}

  private static final Names FIRST =
      new Names("memory.limit_in_bytes", "memory.usage_in_bytes", "total_");
  private static final Names SECOND = new Names("memory.max", "memory.current", "");
  private static final String CONTROLLER = "memory";

  /** The groups of a process and those around them, each with a limit of its own. */
  private final List<Path> folders;

  private final Names names;

  private ControlGroup(List<Path> folders, Names names) {
    this.folders = folders;
    this.names = names;
  }

  /** The groups that this process is in. */
  static ControlGroup own() {
    return of(Path.of("/sys/fs/cgroup"), lines(Path.of("/proc/self/cgroup")));
  }

  /**
   * @param root where the interface is mounted
   * @param memberships lines {@code number:controllers:path}, as in /proc/self/cgroup
   */
  static ControlGroup of(Path root, List<String> memberships) {
    for (String line : memberships) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains(CONTROLLER)) {
        return new ControlGroup(upTo(root.resolve(CONTROLLER), parts[2]), FIRST);
      }
    }
    for (String line : memberships) {
      if (line.startsWith("0::")) {
        return new ControlGroup(upTo(root, line.substring(3)), SECOND);
      }
    }
    return new ControlGroup(List.of(), SECOND);
  }

  /**
   * The group at {@code path} and all around it. In a container the path may be the one outside of
   * it, which does not exist there: what is mounted is the container's own group then.
   */
  private static List<Path> upTo(Path mounted, String path) {
    var folders = new ArrayList<Path>();
    Path folder = mounted.resolve(path.substring(path.startsWith("/") ? 1 : 0)).normalize();
    for (Path f = folder; f != null && f.startsWith(mounted); f = f.getParent()) {
      if (Files.isDirectory(f)) {
        folders.add(f);
      }
    }
    return folders.isEmpty() ? List.of(mounted) : folders;
  }

  /** Bytes that can still be allocated; {@code Long.MAX_VALUE} without a limit. */
  long availableBytes() {
    long available = Long.MAX_VALUE;
    for (Path folder : folders) {
      OptionalLong limit = number(folder.resolve(names.limit), "");
      OptionalLong used = number(folder.resolve(names.used), "");
      if (limit.isPresent() && used.isPresent()) {
        long taken = Math.max(0, used.getAsLong() - cachedBytes(folder));
        available = Math.min(available, Math.max(0, limit.getAsLong() - taken));
      }
    }
    return available;
  }

  private long cachedBytes(Path folder) {
    Path statistics = folder.resolve("memory.stat");
    return number(statistics, names.cachePrefix + "inactive_file ").orElse(0)
        + number(statistics, names.cachePrefix + "active_file ").orElse(0);
  }

  /** The number behind {@code key} at the start of a line; none if the file does not say. */
  static OptionalLong number(Path file, String key) {
    return lines(file).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip().split(" ", 2)[0])
        .filter(text -> text.matches("\\d{1,18}")) // "max" is none; of more digits is none meant
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of(); // a system file that cannot be read says nothing
    }
  }
}
