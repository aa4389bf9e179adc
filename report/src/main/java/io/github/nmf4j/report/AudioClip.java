package io.github.nmf4j.report;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A sound in a report.
 *
 * @param label what is heard
 * @param source where the player finds it: a {@code data:} URL or a link relative to the report
 * @param file a link to the whole sound, relative to the report; empty if there is none
 */
public record AudioClip(String label, String source, String file) {

  /** Clips up to this size travel in the report: about 15 seconds of 16-bit CD audio, mono. */
  public static final long EMBEDDING_LIMIT = 1_500_000;

  /**
   * A clip from a WAV file: within the report if it is small, otherwise as a link, for which both
   * must stay where they are to each other.
   *
   * @param file where the file is now
   * @param link where it will be, relative to the report's folder, with {@code /} between folders
   * @param limit bytes up to which the file becomes a part of the report, such as {@link
   *     #EMBEDDING_LIMIT}; several clips share the size that a page can have
   */
  public static AudioClip of(String label, Path file, String link, long limit) throws IOException {
    return Files.size(file) <= limit
        ? embedded(label, Files.readAllBytes(file))
        : linked(label, link);
  }

  /** A clip whose WAV file is a part of the report. */
  public static AudioClip embedded(String label, byte[] wav) {
    return new AudioClip(
        label, "data:audio/wav;base64," + Base64.getEncoder().encodeToString(wav), "");
  }

  /** A clip in a file beside the report. */
  public static AudioClip linked(String label, String link) {
    String source = relative(link);
    return new AudioClip(label, source, source);
  }

  /** The same clip with a link to the whole sound, relative to the report. */
  public AudioClip withFile(String link) {
    return new AudioClip(label, source, relative(link));
  }

  private static String relative(String link) {
    try {
      // without a scheme, ./ keeps a colon in the name from being taken for one
      return new URI(null, null, "./" + link, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a relative link: " + link, e);
    }
  }

  /** Whether the sound is in a file of its own. */
  public boolean isLinked() {
    return !source.startsWith("data:");
  }
}
