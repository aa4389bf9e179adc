package io.github.nmf4j.bench.forks;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Where the time goes, by samples of the stacks: the compiled method (or the interpreted one) that
 * the innermost frame of simd's belongs to, what was inlined into it included.
 */
final class HotMethods implements Closeable {

  private static final String OURS = "io.github.nmf4j.simd.";
  private static final Duration PERIOD = Duration.ofMillis(5);

  private final Recording recording = new Recording();
  private final Path file;

  /** Starts sampling. */
  HotMethods() throws IOException {
    file = Files.createTempFile("nmf4j-forks", ".jfr");
    recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
    recording.start();
  }

  /** Ends sampling. */
  void stop() throws IOException {
    recording.stop();
    recording.dump(file);
  }

  /** A line per method. */
  void print(PrintStream out) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      String method = method(event);
      if (method != null) {
        counts.merge(method, 1, Integer::sum);
      }
    }
    counts.forEach((method, count) -> out.println("hot|" + method + "|" + count));
  }

  /**
   * {@code CLASS::METHOD|interpreted} or {@code |compiled}; null if none of ours is on the stack.
   */
  private static @Nullable String method(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return null;
    }
    boolean inside = false;
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      inside |= frame.getMethod().getType().getName().startsWith(OURS);
      if (inside && !frame.getType().equals("Inlined")) {
        return frame.getMethod().getType().getName()
            + "::"
            + frame.getMethod().getName()
            + (frame.getType().equals("Interpreted") ? "|interpreted" : "|compiled");
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    recording.close();
    Files.deleteIfExists(file);
  }
}
