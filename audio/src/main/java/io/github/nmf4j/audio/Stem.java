package io.github.nmf4j.audio;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Components that are heard together.
 *
 * @param name what the stem's file is called
 * @param components their indices, from 0
 */
public record Stem(String name, List<Integer> components) {

  /** The stem of what no group names. */
  public static final String REST = "rest";

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_ .#♭+-]{0,80}");

  public Stem {
    components = List.copyOf(components);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a stem's name has letters, digits, blanks and . _ - + #, and begins with a letter, digit or"
              + " _, was '%s'".formatted(name));
    }
  }

  /** One stem for each component: {@code component-0} and so on. */
  public static List<Stem> each(int rank) {
    int digits = Integer.toString(rank - 1).length();
    return IntStream.range(0, rank)
        .mapToObj(r -> new Stem(("component-%0" + digits + "d").formatted(r), List.of(r)))
        .toList();
  }

  /**
   * Stems as a user writes them: {@code bass=0,2;drums=1,3-5}. Components that are not named become
   * the stem {@value #REST}.
   *
   * @throws IllegalArgumentException if a component does not exist or is named twice, a name occurs
   *     twice, or the text is malformed
   */
  public static List<Stem> parse(String text, int rank) {
    var stems = new ArrayList<Stem>();
    var names = new HashSet<String>();
    var taken = new BitSet();
    for (String group : text.split(";", -1)) {
      int equals = group.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "groups look like bass=0,2;drums=1,3-5, was '%s'".formatted(text));
      }
      var components = new ArrayList<Integer>();
      for (String item : group.substring(equals + 1).split(",", -1)) {
        range(item.strip(), rank).forEach(components::add);
      }
      for (int component : components) {
        if (taken.get(component)) {
          throw new IllegalArgumentException(
              "groups name component %d twice: '%s'".formatted(component, text));
        }
        taken.set(component);
      }
      Stem stem = new Stem(group.substring(0, equals).strip(), components);
      if (!names.add(stem.name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("two groups are called '%s'".formatted(stem.name));
      }
      stems.add(stem);
    }
    return complete(stems, rank);
  }

  private static IntStream range(String item, int rank) {
    int dash = item.indexOf('-');
    int first = component(dash < 0 ? item : item.substring(0, dash), rank);
    int last = dash < 0 ? first : component(item.substring(dash + 1), rank);
    if (last < first) {
      throw new IllegalArgumentException("'%s' runs backwards".formatted(item));
    }
    return IntStream.rangeClosed(first, last);
  }

  private static int component(String text, int rank) {
    try {
      int component = Integer.parseInt(text.strip());
      if (component >= 0 && component < rank) {
        return component;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not the number of a component".formatted(text), e);
    }
    throw new IllegalArgumentException(
        "there is no component %s; they are 0 to %d".formatted(text.strip(), rank - 1));
  }

  /**
   * Adds the stem {@value #REST} if components are left over.
   *
   * @throws IllegalArgumentException if a stem has that name already
   */
  public static List<Stem> complete(List<Stem> stems, int rank) {
    var rest = new BitSet();
    rest.set(0, rank);
    stems.forEach(stem -> stem.components.forEach(rest::clear));
    var all = new ArrayList<>(stems);
    if (!rest.isEmpty()) {
      if (stems.stream().anyMatch(stem -> stem.name.equalsIgnoreCase(REST))) {
        throw new IllegalArgumentException(
            "a group must not be called '%s' unless it has all components that others have not"
                .formatted(REST));
      }
      all.add(new Stem(REST, rest.stream().boxed().toList()));
    }
    return List.copyOf(all);
  }
}
