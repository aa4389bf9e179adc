package io.github.nmf4j.opencl;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The backend's system properties, read when a backend is opened:
 *
 * <ul>
 *   <li>{@code nmf.opencl.profile}: {@code device} (default) uses what the device has; {@code
 *       small} behaves as a small device: 32 KiB of local memory, groups of 256, buffers of 1 MiB,
 *       and scalars of float sessions summed without double precision; {@code smallest} is the same
 *       with groups of 128, fewer than which no kernel can do with; {@code vectors} uses the
 *       kernels for processors, {@code groups} those for GPUs, with a GPU's 48 KiB of local memory
 *       and groups of 1024, on whatever device; {@code gpu} is the same with programs as a GPU's
 *       compiler gets them, each for one loss and with loops unrolled
 *   <li>{@code nmf.opencl.memory}: bytes of device memory to use at most; default all
 *   <li>{@code nmf.opencl.panels}: bytes of host memory to keep arranged panels of a streamed
 *       sparse V in at most, 0 for none; default half of what the machine still has beside them
 *   <li>{@code nmf.opencl.cache}: folder for compiled kernels, or {@code off}; default {@code
 *       ${XDG_CACHE_HOME:-~/.cache}/nmf4j/opencl}, and none for PoCL, which keeps one itself
 *   <li>{@code nmf.opencl.keep}: {@code false} gives context and programs back to the driver when a
 *       backend is closed; by default they stay for the next one in this process
 *   <li>{@code nmf.opencl.finish}: {@code true} waits after every command, so that an error of the
 *       device shows where it arises
 *   <li>{@code nmf.opencl.times}: {@code true} takes the time of every command and compilation, for
 *       {@link io.github.nmf4j.backend.Backend#times}; it waits after every command
 * </ul>
 *
 * @param profile what is made of the device
 * @param memoryBytes most bytes of device memory to use
 * @param panelBytes most bytes of host memory for panels that are kept
 * @param cacheGiven whether the caller chose the folder, or off
 * @param cache folder for compiled kernels; empty if there is no cache
 * @param keep whether context and programs outlive their backend
 * @param finishEach whether to wait after every command
 * @param times whether to take the time of every command
 */
record Settings(
    Profile profile,
    long memoryBytes,
    long panelBytes,
    boolean cacheGiven,
    Optional<Path> cache,
    boolean keep,
    boolean finishEach,
    boolean times) {

  /** Values of {@code nmf.opencl.profile}. */
  enum Profile {
    DEVICE,
    SMALL,
    SMALLEST,
    VECTORS,
    GROUPS,
    GPU
  }

  /** Whether a small device is imitated. */
  boolean small() {
    return profile == Profile.SMALL || profile == Profile.SMALLEST;
  }

  static Settings fromSystem() {
    return of(System::getProperty, System.getenv());
  }

  /**
   * @throws IllegalArgumentException for a value that is not allowed
   */
  static Settings of(UnaryOperator<@Nullable String> property, Map<String, String> environment) {
    return new Settings(
        profile(property.apply("nmf.opencl.profile")),
        bytes("nmf.opencl.memory", 1, "a positive", property),
        bytes("nmf.opencl.panels", 0, "a nonnegative", property),
        property.apply("nmf.opencl.cache") != null,
        cache(property.apply("nmf.opencl.cache"), property, environment),
        isTrue("nmf.opencl.keep", true, property),
        isTrue("nmf.opencl.finish", false, property),
        isTrue("nmf.opencl.times", false, property));
  }

  private static Profile profile(@Nullable String profile) {
    return switch (profile) {
      case null -> Profile.DEVICE;
      case "device" -> Profile.DEVICE;
      case "small" -> Profile.SMALL;
      case "smallest" -> Profile.SMALLEST;
      case "vectors" -> Profile.VECTORS;
      case "groups" -> Profile.GROUPS;
      case "gpu" -> Profile.GPU;
      default ->
          throw new IllegalArgumentException(
              "nmf.opencl.profile must be device, small, smallest, vectors, groups or gpu, was '%s'"
                  .formatted(profile));
    };
  }

  private static long bytes(
      String name, long least, String kind, UnaryOperator<@Nullable String> property) {
    String bytes = property.apply(name);
    if (bytes == null) {
      return Long.MAX_VALUE;
    }
    try {
      long value = Long.parseLong(bytes);
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      // reported below, like a number that is too small
    }
    throw new IllegalArgumentException(
        "%s must be %s number of bytes, was '%s'".formatted(name, kind, bytes));
  }

  private static boolean isTrue(
      String name, boolean byDefault, UnaryOperator<@Nullable String> property) {
    String value = property.apply(name);
    return switch (value == null ? Boolean.toString(byDefault) : value.toLowerCase(Locale.ROOT)) {
      case "false" -> false;
      case "true", "" -> true;
      default ->
          throw new IllegalArgumentException(
              "%s must be true or false, was '%s'".formatted(name, value));
    };
  }

  private static Optional<Path> cache(
      @Nullable String folder,
      UnaryOperator<@Nullable String> property,
      Map<String, String> environment) {
    if (folder != null) {
      return folder.equals("off") ? Optional.empty() : Optional.of(Path.of(folder));
    }
    String home = environment.get("XDG_CACHE_HOME");
    if (home != null && Path.of(home).isAbsolute()) {
      return Optional.of(Path.of(home, "nmf4j", "opencl"));
    }
    return Optional.ofNullable(property.apply("user.home"))
        .map(user -> Path.of(user, ".cache", "nmf4j", "opencl"));
  }
}
