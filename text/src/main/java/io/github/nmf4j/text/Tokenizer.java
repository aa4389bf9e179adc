package io.github.nmf4j.text;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into terms: runs of letters, marks and digits with a letter among them, at least two
 * characters long, in lower case. An apostrophe between letters is a part of the word ({@code
 * don't}), any other character separates words.
 *
 * @param stopWords terms that are left out, in lower case
 */
public record Tokenizer(Set<String> stopWords) {

  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}_]+(?:['’][\\p{L}\\p{M}]+)*");
  private static final Pattern LETTER = Pattern.compile("\\p{L}");

  public Tokenizer {
    stopWords = Set.copyOf(stopWords);
  }

  /** Gives each term of a text, in order, to {@code reader}. */
  public void terms(String text, Consumer<String> reader) {
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      String term = words.group().toLowerCase(Locale.ROOT).replace('’', '\'');
      if (term.length() > 1 && LETTER.matcher(term).find() && !stopWords.contains(term)) {
        reader.accept(term);
      }
    }
  }
}
