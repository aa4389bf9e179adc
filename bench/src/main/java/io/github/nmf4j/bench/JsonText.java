package io.github.nmf4j.bench;

import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Measurements for programs: JSON, indented. */
public final class JsonText {

  private JsonText() {}

  /** One object, whose fields {@code fields} writes. */
  public static String of(Consumer<JsonGenerator> fields) {
    var text = new StringWriter();
    var context =
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
    try (JsonGenerator json = new JsonFactory().createGenerator(context, text)) {
      json.writeStartObject();
      fields.accept(json);
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }
}
