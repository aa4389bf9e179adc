package io.github.nmf4j.opencl;

import io.github.nmf4j.backend.Availability;
import io.github.nmf4j.backend.Backend;
import io.github.nmf4j.backend.BackendOptions;
import io.github.nmf4j.backend.BackendProvider;
import io.github.nmf4j.backend.BackendUnavailableException;
import io.github.nmf4j.backend.DeviceInfo;
import io.github.nmf4j.opencl.binding.ClLibrary;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The backend {@code opencl}. A device is chosen by its index in the list of devices (GPUs first,
 * CPUs last) or by a part of its name; the default is the first.
 */
public final class OpenClProvider implements BackendProvider {

  static final String NAME = "opencl";

  private static final String INSTALL =
      "install the GPU vendor's driver, or PoCL to run OpenCL on the CPU (Debian and Ubuntu: apt"
          + " install pocl-opencl-icd ocl-icd-libopencl1)";

  private final Supplier<Settings> settings;

  /** Does nothing; the library is loaded when the provider is asked. */
  public OpenClProvider() {
    this(Settings::fromSystem);
  }

  /** A provider whose backends have these settings. */
  OpenClProvider(Settings settings) {
    this(() -> settings);
  }

  private OpenClProvider(Supplier<Settings> settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int priority() {
    return 200;
  }

  @Override
  public boolean suitsAuto(DeviceInfo device) {
    return device.kind() != DeviceInfo.Kind.CPU;
  }

  /**
   * Loading a driver, making a context and building the kernels takes seconds on first use. The
   * figure is a guess: it has not been measured on a GPU.
   */
  @Override
  public double leastWork() {
    return 2e10;
  }

  @Override
  public Availability probe() {
    try {
      return switch (find()) {
        case Devices.Found found ->
            new Availability.Available(found.devices().stream().map(ClDevice::info).toList());
        case Devices.None none -> new Availability.Refused(none.reason(), none.remedy());
      };
    } catch (RuntimeException | LinkageError e) {
      // whatever a driver does, the other backends must still be found
      return new Availability.Refused(String.valueOf(e.getMessage()), "check the OpenCL driver");
    }
  }

  @Override
  public Backend open(BackendOptions options) {
    try {
      return switch (find()) {
        case Devices.Found found ->
            new OpenClBackend(choose(found.devices(), options.device()), settings.get());
        case Devices.None none ->
            throw new BackendUnavailableException(
                "opencl cannot run here: %s; %s".formatted(none.reason(), none.remedy()));
      };
    } catch (ClException | LinkageError e) {
      throw new BackendUnavailableException("opencl cannot run here: " + e.getMessage(), e);
    }
  }

  private sealed interface Devices {
    record Found(List<ClDevice> devices) implements Devices {}

    record None(String reason, String remedy) implements Devices {}
  }

  private static Devices find() {
    if (ClLibrary.search() instanceof ClLibrary.Search.Missing missing) {
      return new Devices.None(
          "no OpenCL library was found (%s)".formatted(missing.attempts()),
          "%s, or name the library with -D%s=PATH".formatted(INSTALL, ClLibrary.PROPERTY));
    }
    try {
      List<ClDevice> devices = ClDevice.all();
      return devices.isEmpty()
          ? new Devices.None("OpenCL has no device with a compiler here", INSTALL)
          : new Devices.Found(devices);
    } catch (ClEnvironmentException e) {
      return new Devices.None(String.valueOf(e.getMessage()), INSTALL);
    }
  }

  /** The device of this index or, failing that, the first whose name contains the text. */
  static ClDevice choose(List<ClDevice> devices, String wanted) {
    if (wanted.isEmpty()) {
      return devices.getFirst();
    }
    if (wanted.matches("\\d{1,4}") && Integer.parseInt(wanted) < devices.size()) {
      return devices.get(Integer.parseInt(wanted));
    }
    String part = wanted.toLowerCase(Locale.ROOT);
    return devices.stream()
        .filter(d -> d.name().toLowerCase(Locale.ROOT).contains(part))
        .findFirst()
        .orElseThrow(
            () ->
                new BackendUnavailableException(
                    "opencl has no device '%s'; there %s: %s"
                        .formatted(wanted, devices.size() == 1 ? "is" : "are", describe(devices))));
  }

  private static String describe(List<ClDevice> devices) {
    return IntStream.range(0, devices.size())
        .mapToObj(i -> i + " = " + devices.get(i).name())
        .collect(Collectors.joining(", "));
  }
}
