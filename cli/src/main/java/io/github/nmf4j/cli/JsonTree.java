package io.github.nmf4j.cli;

import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON document that was read: asked by path, such as {@code loss/final}. */
public final class JsonTree {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final String name;
  private final @Nullable Object root;

  private JsonTree(String name, @Nullable Object root) {
    this.name = name;
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @throws InvalidDataException if it is no JSON
   */
  public static JsonTree read(Path file) throws IOException {
    return parse(file.toString(), Files.readAllBytes(file));
  }

  /** Reads a document; {@code name} is what messages call it. */
  public static JsonTree parse(String name, byte[] json) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      return new JsonTree(name, value(parser));
    } catch (JacksonException e) {
      throw new InvalidDataException(
          "%s: line %d, column %d: this is no JSON: %s"
              .formatted(
                  name,
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    }
  }

  /** The value whose first token is current: a map, list, text, number, truth value or null. */
  private static @Nullable Object value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return null;
    }
    return switch (token) {
      case START_OBJECT -> {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String field = parser.currentName();
          parser.nextToken();
          fields.put(field, value(parser));
        }
        yield fields;
      }
      case START_ARRAY -> {
        var elements = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> parser.getString();
    };
  }

  private @Nullable Object at(String path) {
    Object value = root;
    if (path.isEmpty()) {
      return value;
    }
    for (String field : path.split("/", -1)) {
      value = value instanceof Map<?, ?> fields ? fields.get(field) : null;
    }
    return value;
  }

  /** A text, or a number or truth value as one; empty if there is none. */
  public Optional<String> text(String path) {
    Object value = at(path);
    return switch (value) {
      case String text -> Optional.of(text);
      case Double number -> Optional.of(Text.number(number));
      case Boolean truth -> Optional.of(truth.toString());
      case null, default -> Optional.empty();
    };
  }

  /** A number; empty if there is none. */
  public OptionalDouble number(String path) {
    return at(path) instanceof Double number ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  /**
   * A text that must be there.
   *
   * @throws InvalidDataException if it is not
   */
  public String requireText(String path) {
    return text(path)
        .orElseThrow(
            () -> new InvalidDataException("%s: the field %s is missing".formatted(name, path)));
  }

  /** The elements of an array, each a tree of its own, at path ""; none if there is no array. */
  public List<JsonTree> elements(String path) {
    if (!(at(path) instanceof List<?> list)) {
      return List.of();
    }
    return list.stream().map(element -> new JsonTree(name, element)).toList();
  }
}
