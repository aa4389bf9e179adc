package io.github.nmf4j.audio.score;

import io.github.nmf4j.audio.Pitch;
import io.github.nmf4j.matrix.InvalidDataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One note per line, fields separated by commas, semicolons, tabs or blanks, optionally in quotes.
 *
 * <p>A first line with names says which field is which: {@code start} (or onset, time), {@code
 * duration} or {@code end}, {@code pitch} (or midi, note), {@code label} (or instrument, hand,
 * voice). Without one, the number of fields does: 2 are start and label, 3 start, duration and
 * pitch, 4 also a label, 5 start, duration, pitch, velocity and label. An empty or missing pitch is
 * a drum's. Lines that begin with # are skipped.
 */
final class TextScore {

  private enum Field {
    START,
    DURATION,
    END,
    PITCH,
    LABEL,
    OTHER
  }

  private static final Map<String, Field> NAMES =
      Map.ofEntries(
          Map.entry("start", Field.START),
          Map.entry("onset", Field.START),
          Map.entry("time", Field.START),
          Map.entry("duration", Field.DURATION),
          Map.entry("end", Field.END),
          Map.entry("pitch", Field.PITCH),
          Map.entry("midi", Field.PITCH),
          Map.entry("note", Field.PITCH),
          Map.entry("label", Field.LABEL),
          Map.entry("instrument", Field.LABEL),
          Map.entry("hand", Field.LABEL),
          Map.entry("voice", Field.LABEL));

  private static final Map<Integer, List<Field>> BY_COUNT =
      Map.of(
          2, List.of(Field.START, Field.LABEL),
          3, List.of(Field.START, Field.DURATION, Field.PITCH),
          4, List.of(Field.START, Field.DURATION, Field.PITCH, Field.LABEL),
          5, List.of(Field.START, Field.DURATION, Field.PITCH, Field.OTHER, Field.LABEL));

  private final Path file;
  private final List<Note> notes = new ArrayList<>();
  private List<Field> fields = List.of();
  private char delimiter;

  private TextScore(Path file) {
    this.file = file;
  }

  static List<Note> read(Path file, String text) {
    var score = new TextScore(file);
    int number = 0;
    for (String line : text.split("\\R", -1)) {
      number++;
      String content = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
      if (!content.isBlank() && !content.startsWith("#")) {
        score.line(number, content);
      }
    }
    return score.notes;
  }

  private void line(int number, String line) {
    if (fields.isEmpty()) {
      delimiter = delimiter(line);
      List<String> values = split(line);
      if (!isNumber(values.getFirst())) {
        header(number, values);
        return;
      }
      fields = BY_COUNT.getOrDefault(values.size(), List.of());
      if (fields.isEmpty()) {
        throw invalid(
            number,
            "%d fields without a line of names; 2 are start and label, 3 to 5 start, duration, pitch,"
                    .formatted(values.size())
                + " (velocity,) label");
      }
    }
    List<String> values = split(line);
    if (values.size() != fields.size()) {
      throw invalid(
          number, "%d fields, there should be %d".formatted(values.size(), fields.size()));
    }
    try {
      notes.add(note(number, values));
    } catch (IllegalArgumentException e) {
      throw invalid(number, String.valueOf(e.getMessage()));
    }
  }

  private void header(int number, List<String> names) {
    var found = new ArrayList<Field>();
    for (String name : names) {
      Field field = NAMES.getOrDefault(name.toLowerCase(Locale.ROOT), Field.OTHER);
      if (field != Field.OTHER && found.contains(field)) {
        throw invalid(number, "the field '%s' is there twice".formatted(name));
      }
      found.add(field);
    }
    if (!found.contains(Field.START)) {
      throw invalid(
          number,
          "no field is called start, onset or time: '%s'".formatted(String.join("', '", names)));
    }
    if (!found.contains(Field.PITCH) && !found.contains(Field.LABEL)) {
      throw invalid(number, "no field is called pitch or label");
    }
    fields = List.copyOf(found);
  }

  private Note note(int number, List<String> values) {
    var of = new HashMap<Field, String>();
    for (int i = 0; i < values.size(); i++) {
      if (fields.get(i) != Field.OTHER && !values.get(i).isEmpty()) {
        of.put(fields.get(i), values.get(i));
      }
    }
    double start = number(of.getOrDefault(Field.START, ""), "start", number);
    OptionalDouble duration = OptionalDouble.empty();
    String length = of.get(Field.DURATION);
    String end = of.get(Field.END);
    if (length != null) {
      duration = OptionalDouble.of(number(length, "duration", number));
    } else if (end != null) {
      duration = OptionalDouble.of(number(end, "end", number) - start);
    }
    Optional<Pitch> pitch = Optional.ofNullable(of.get(Field.PITCH)).map(TextScore::pitch);
    return new Note(start, duration, pitch, whole(of.getOrDefault(Field.LABEL, "")));
  }

  private static Pitch pitch(String text) {
    return Pitch.parse(whole(text));
  }

  /** Tables of numbers write 60.0 and mean 60. */
  private static String whole(String text) {
    return text.matches("\\d+\\.0+") ? text.substring(0, text.indexOf('.')) : text;
  }

  private double number(String text, String what, int line) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new InvalidDataException(
          "%s, line %d: the %s '%s' is not a number".formatted(file, line, what, text), e);
    }
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static char delimiter(String line) {
    for (char candidate : new char[] {';', '\t', ','}) {
      if (line.indexOf(candidate) >= 0) {
        return candidate;
      }
    }
    return ' ';
  }

  private List<String> split(String line) {
    var values = new ArrayList<String>();
    var value = new StringBuilder();
    boolean quoted = false;
    for (char c : (delimiter == ' ' ? line.strip().replaceAll(" +", " ") : line).toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == delimiter && !quoted) {
        values.add(value.toString().strip());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString().strip());
    return values;
  }

  private InvalidDataException invalid(int line, String message) {
    return new InvalidDataException("%s, line %d: %s".formatted(file, line, message));
  }
}
