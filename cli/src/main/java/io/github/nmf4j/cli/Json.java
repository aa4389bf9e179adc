package io.github.nmf4j.cli;

import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * Writes one JSON document, field by field. Binding objects to JSON would cost every start of the
 * program a few hundred classes.
 */
public final class Json implements AutoCloseable {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private static final ObjectWriteContext INDENTED =
      new ObjectWriteContext.Base() {
        @Override
        public PrettyPrinter getPrettyPrinter() {
          return new DefaultPrettyPrinter();
        }

        @Override
        public boolean hasPrettyPrinter() {
          return true;
        }
      };

  private final JsonGenerator generator;

  /** A document on {@code target}, which stays open. */
  public Json(OutputStream target) {
    generator = FACTORY.createGenerator(INDENTED, target);
  }

  /** Fields that somebody else adds to an object. */
  @FunctionalInterface
  public interface Part {
    void write(Json json);

    /** No fields. */
    static Part none() {
      return _ -> {};
    }
  }

  /** Fields of an object, or elements of an array. */
  public interface Body {
    void write();
  }

  /** An object that is the document or an element of an array. */
  public void object(Body fields) {
    generator.writeStartObject();
    fields.write();
    generator.writeEndObject();
  }

  public void object(String name, Body fields) {
    generator.writeName(name);
    object(fields);
  }

  public void array(String name, Body elements) {
    generator.writeName(name);
    generator.writeStartArray();
    elements.write();
    generator.writeEndArray();
  }

  public void element(int value) {
    generator.writeNumber(value);
  }

  public void element(double value) {
    if (Double.isFinite(value)) {
      generator.writeNumber(value);
    } else {
      generator.writeNull();
    }
  }

  public void element(String value) {
    generator.writeString(value);
  }

  public void field(String name, @Nullable String value) {
    if (value == null) {
      generator.writeNullProperty(name);
    } else {
      generator.writeStringProperty(name, value);
    }
  }

  public void field(String name, Optional<String> value) {
    field(name, value.orElse(null));
  }

  public void field(String name, boolean value) {
    generator.writeBooleanProperty(name, value);
  }

  public void field(String name, int value) {
    generator.writeNumberProperty(name, value);
  }

  public void field(String name, long value) {
    generator.writeNumberProperty(name, value);
  }

  /** JSON has no NaN and no infinities: they become null. */
  public void field(String name, double value) {
    if (Double.isFinite(value)) {
      generator.writeNumberProperty(name, value);
    } else {
      generator.writeNullProperty(name);
    }
  }

  public void absent(String name) {
    generator.writeNullProperty(name);
  }

  /** Ends the document with a line break. */
  @Override
  public void close() {
    generator.writeRaw('\n');
    generator.close();
  }
}
