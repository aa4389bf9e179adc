package io.github.nmf4j.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.github.nmf4j.backend.Availability;
import io.github.nmf4j.simd.kernel.Tiles;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** What must be there for vector code to be fast; where it is not, it would be slower than none. */
final class Requirements {

  static final String MODULE = "jdk.incubator.vector";
  private static final String USE_REFERENCE = "use --backend reference";
  private static final int FULL_OPTIMISATION = 4;
  private static final int NARROWEST = 128;

  private Requirements() {}

  /** Why the backend cannot run here, or null if it can. */
  static Availability.@Nullable Refused refusal() {
    if (!present() && !(VectorModule.load() && present())) {
      return new Availability.Refused(
          "the module %s is not loaded".formatted(MODULE),
          "start Java with --add-modules " + MODULE);
    }
    Availability.Refused compiler = compiler();
    if (compiler != null) {
      return compiler;
    }
    Availability.Refused width = width();
    return width == null ? large() : width;
  }

  private static boolean present() {
    try {
      Class.forName(MODULE + ".FloatVector", false, Requirements.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Without C2 every vector is an object on the heap. */
  private static Availability.@Nullable Refused compiler() {
    var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    String info = System.getProperty("java.vm.info", "");
    if (options == null) {
      return new Availability.Refused(
          "this JVM (%s) is not HotSpot, whose C2 compiler vector code needs"
              .formatted(System.getProperty("java.vm.name", "")),
          "use a HotSpot JVM, or --backend reference");
    }
    if (info.contains("interpreted")) {
      return new Availability.Refused(
          "the JVM only interprets (-Xint)", "start Java without -Xint");
    }
    String stop = option(options, "TieredStopAtLevel");
    if (!stop.isEmpty() && Integer.parseInt(stop) < FULL_OPTIMISATION) {
      return new Availability.Refused(
          "the C2 compiler is off (-XX:TieredStopAtLevel=%s)".formatted(stop),
          "start Java without -XX:TieredStopAtLevel");
    }
    if (info.contains("emulated-client")) {
      return new Availability.Refused(
          "the C2 compiler is off (java.vm.info says '%s')".formatted(info),
          "start Java without -XX:CompilationMode=quick-only");
    }
    if (option(options, "UseJVMCICompiler").equals("true")) {
      return new Availability.Refused(
          "a JVMCI compiler replaces C2 and does not know the Vector API",
          "start Java with -XX:-UseJVMCICompiler");
    }
    if (option(options, "UseFMA").equals("false")) {
      return new Availability.Refused(
          "the CPU has no fused multiply-add, or it is off (-XX:-UseFMA)", USE_REFERENCE);
    }
    return null;
  }

  /** The value of a VM option, empty if this VM does not have it. */
  private static String option(HotSpotDiagnosticMXBean options, String name) {
    try {
      return options.getVMOption(name).getValue();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static Availability.@Nullable Refused large() {
    String bytes = System.getProperty(Tiles.LARGE_PROPERTY);
    if (bytes == null || bytes.matches("[0-9]{1,18}")) {
      return null;
    }
    return new Availability.Refused(
        "-D%s=%s is not a number of bytes".formatted(Tiles.LARGE_PROPERTY, bytes),
        "use a whole number, or leave it out");
  }

  private static Availability.@Nullable Refused width() {
    int hardware = Hardware.bits();
    if (hardware < NARROWEST) {
      return new Availability.Refused(
          "vectors have %d bits here, at least %d are needed".formatted(hardware, NARROWEST),
          USE_REFERENCE);
    }
    String forced = System.getProperty(Hardware.WIDTH_PROPERTY, "");
    if (forced.isEmpty()) {
      return null;
    }
    if (!forced.equals("128") && !forced.equals("256") && !forced.equals("512")) {
      return new Availability.Refused(
          "-D%s=%s is not a width".formatted(Hardware.WIDTH_PROPERTY, forced),
          "use 128, 256 or 512");
    }
    if (Integer.parseInt(forced) > hardware) {
      return new Availability.Refused(
          "-D%s=%s is more than this CPU has: %d bits"
              .formatted(Hardware.WIDTH_PROPERTY, forced, hardware),
          "use %d or less, or leave it out".formatted(hardware));
    }
    return null;
  }
}
