package io.github.nmf4j.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Words that say nothing about what a text is about. */
public final class StopWords {

  private StopWords() {}

  /** English articles, pronouns, prepositions, conjunctions, auxiliary verbs and the like. */
  public static Set<String> english() {
    try (InputStream in = StopWords.class.getResourceAsStream("stop-words-en.txt")) {
      if (in == null) {
        throw new IllegalStateException("stop-words-en.txt is missing in the jar");
      }
      return words(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The words of a file, separated by white space; lines that begin with {@code #} are not read.
   */
  public static Set<String> read(Path file) throws IOException {
    return words(Documents.lines(file).stream());
  }

  private static Set<String> words(Stream<String> lines) {
    var words = new LinkedHashSet<String>();
    lines
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> Stream.of(line.strip().split("\\s+", -1)))
        .filter(word -> !word.isEmpty())
        .forEach(word -> words.add(word.toLowerCase(Locale.ROOT).replace('’', '\'')));
    return words;
  }
}
