package io.github.nmf4j.cli;

import io.github.nmf4j.backend.Availability;
import io.github.nmf4j.backend.Backends;
import io.github.nmf4j.backend.DeviceInfo;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nmf backends}. */
@Command(
    name = "backends",
    header = "Lists what can compute here, what cannot, and why.",
    description = {"", "The backends are listed in the order in which auto tries them.", ""})
final class BackendsCommand implements Callable<Integer> {

  private final Context context;

  @Option(names = "--json", description = "One JSON document instead of text.")
  boolean json;

  @Mixin CommonOptions common = new CommonOptions();

  BackendsCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<Backends.Found> found = Backends.found();
    if (json) {
      writeJson(found);
    } else {
      found.forEach(this::print);
    }
    return ExitCode.DONE;
  }

  private void print(Backends.Found backend) {
    switch (backend.availability()) {
      case Availability.Available available -> {
        context.out().printf("%-10s available%n", backend.name());
        for (int i = 0; i < available.devices().size(); i++) {
          context
              .out()
              .printf("  %s:%d  %s%n", backend.name(), i, line(available.devices().get(i)));
        }
      }
      case Availability.Refused refused ->
          context.out().printf("%-10s not available: %s%n", backend.name(), refusal(refused));
    }
  }

  static String refusal(Availability.Refused refused) {
    return refused.remedy().isEmpty()
        ? refused.reason()
        : refused.reason() + "; " + refused.remedy();
  }

  private static String line(DeviceInfo device) {
    return String.format(
        Locale.ROOT,
        "%s, %s, %d units, %s, %s%s",
        device.name(),
        device.kind(),
        device.units(),
        Text.bytes(device.memoryBytes()),
        device.doublePrecision() ? "float and double" : "float only",
        device.details().isEmpty() ? "" : ", " + device.details());
  }

  private void writeJson(List<Backends.Found> found) {
    try (Json document = new Json(context.out())) {
      document.object(
          () ->
              document.array("backends", () -> found.forEach(backend -> write(document, backend))));
    }
  }

  private static void write(Json document, Backends.Found backend) {
    document.object(
        () -> {
          document.field("name", backend.name());
          document.field("priority", backend.priority());
          switch (backend.availability()) {
            case Availability.Available available -> {
              document.field("available", true);
              document.array(
                  "devices", () -> available.devices().forEach(device -> write(document, device)));
            }
            case Availability.Refused refused -> {
              document.field("available", false);
              document.field("reason", refused.reason());
              document.field("remedy", refused.remedy());
            }
          }
        });
  }

  private static void write(Json document, DeviceInfo device) {
    document.object(
        () -> {
          document.field("name", device.name());
          document.field("kind", RunReport.word(device.kind()));
          document.field("units", device.units());
          document.field("memoryBytes", device.memoryBytes());
          document.field("doublePrecision", device.doublePrecision());
          document.field("details", device.details());
        });
  }
}
