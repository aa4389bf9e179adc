package io.github.nmf4j.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Finds backends and chooses one. {@code auto} takes the available one of highest priority, and
 * never an OpenCL device that is a CPU; a backend named by the caller starts or is an error.
 */
public final class Backends {

  /** The name that leaves the choice to the library. */
  public static final String AUTO = "auto";

  private Backends() {}

  /** A backend that was found, with what its probe said. */
  public record Found(String name, int priority, Availability availability) {}

  /** A backend that {@code auto} passed over, and why. */
  public record Refusal(String backend, String reason, String remedy) {}

  /** An opened backend and those that were passed over before it. The caller closes the backend. */
  public record Selection(Backend backend, List<Refusal> refusals) {
    public Selection {
      refusals = List.copyOf(refusals);
    }
  }

  /** Probes every backend that is installed, highest priority first. */
  public static List<Found> found() {
    var found = new ArrayList<Found>();
    for (BackendProvider provider : providers(new ArrayList<>())) {
      found.add(new Found(provider.name(), provider.priority(), provider.probe()));
    }
    return found;
  }

  /** The names of the installed backends, highest priority first. */
  public static List<String> names() {
    return providers(new ArrayList<>()).stream().map(BackendProvider::name).toList();
  }

  /**
   * Opens a backend; {@code auto} for a large problem.
   *
   * @param specification {@code auto}, a backend's name, or {@code name:device} with an index or a
   *     part of a device's name
   * @param threads worker threads, 0 for one per core
   * @throws BackendUnavailableException if the backend named is not installed or cannot start
   */
  public static Selection select(String specification, int threads) {
    return select(specification, threads, Double.POSITIVE_INFINITY);
  }

  /**
   * Opens a backend.
   *
   * @param specification as above
   * @param threads as above
   * @param work floating-point operations to come; {@code auto} passes over backends whose start
   *     they do not pay
   * @throws BackendUnavailableException as above
   */
  public static Selection select(String specification, int threads, double work) {
    var refusals = new ArrayList<Refusal>();
    List<BackendProvider> providers = providers(refusals);
    if (specification.equals(AUTO)) {
      return automatic(providers, threads, work, refusals);
    }
    int colon = specification.indexOf(':');
    String name = colon < 0 ? specification : specification.substring(0, colon);
    String device = colon < 0 ? "" : specification.substring(colon + 1);
    for (BackendProvider provider : providers) {
      if (provider.name().equals(name)) {
        return new Selection(provider.open(new BackendOptions(threads, device)), refusals);
      }
    }
    String installed = String.join(", ", providers.stream().map(BackendProvider::name).toList());
    String broken =
        refusals.isEmpty() ? "" : "; could not be loaded: " + refusals.getFirst().reason();
    throw new BackendUnavailableException(
        "there is no backend '%s'; installed: %s%s".formatted(name, installed, broken));
  }

  private static Selection automatic(
      List<BackendProvider> providers, int threads, double work, List<Refusal> refusals) {
    for (BackendProvider provider : providers) {
      if (work < provider.leastWork()) {
        refusals.add(
            new Refusal(
                provider.name(),
                String.format(
                    Locale.ROOT,
                    "%.2g floating-point operations do not pay for its start; %.2g would",
                    work,
                    provider.leastWork()),
                "ask for it by name: --backend " + provider.name()));
        continue;
      }
      switch (provider.probe()) {
        case Availability.Refused refused ->
            refusals.add(new Refusal(provider.name(), refused.reason(), refused.remedy()));
        case Availability.Available available -> {
          int index = automaticDevice(provider, available.devices());
          if (index < 0) {
            refusals.add(
                new Refusal(
                    provider.name(),
                    "none of its devices is a choice for auto",
                    "ask for it by name: --backend " + provider.name()));
            continue;
          }
          try {
            String device = available.devices().size() > 1 ? Integer.toString(index) : "";
            return new Selection(provider.open(new BackendOptions(threads, device)), refusals);
          } catch (BackendUnavailableException e) {
            refusals.add(new Refusal(provider.name(), String.valueOf(e.getMessage()), ""));
          }
        }
      }
    }
    throw new BackendUnavailableException("no backend can run here: " + refusals);
  }

  /** The first device that {@code auto} may take, or −1. */
  private static int automaticDevice(BackendProvider provider, List<DeviceInfo> devices) {
    for (int i = 0; i < devices.size(); i++) {
      if (provider.suitsAuto(devices.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** A provider that cannot even be loaded must not take the others down. */
  private static List<BackendProvider> providers(List<Refusal> refusals) {
    var providers = new ArrayList<BackendProvider>();
    var iterator = ServiceLoader.load(BackendProvider.class, loader()).iterator();
    while (true) {
      try {
        if (!iterator.hasNext()) {
          break;
        }
        providers.add(iterator.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        refusals.add(
            new Refusal(
                "(a provider)",
                String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                "on the class path, start Java with --add-modules jdk.incubator.vector"));
      }
    }
    providers.sort(
        Comparator.comparingInt(BackendProvider::priority)
            .reversed()
            .thenComparing(p -> p.name().toLowerCase(Locale.ROOT)));
    return providers;
  }

  private static ClassLoader loader() {
    return Backends.class.getClassLoader();
  }
}
