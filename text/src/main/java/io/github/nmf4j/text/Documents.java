package io.github.nmf4j.text;

import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads documents, one at a time. */
public final class Documents {

  private static final int LARGEST_FILE = 1 << 30;

  private Documents() {}

  /**
   * Reads the files of a folder and of the folders in it, each a document, in the order of their
   * paths, or the lines of a file, each a document. Hidden files and folders are left out, and so
   * are empty lines.
   *
   * @throws InvalidDataException naming file and place if one is not text in UTF-8, or there is no
   *     document
   * @throws IOException if one cannot be read
   */
  public static void read(Path source, Consumer<Document> reader) throws IOException {
    if (Files.isDirectory(source)) {
      readFolder(source, reader);
    } else if (Files.exists(source)) {
      readLines(source, reader);
    } else {
      throw new NoSuchFileException(source.toString());
    }
  }

  private static void readFolder(Path folder, Consumer<Document> reader) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          walk.filter(file -> !isHidden(folder.relativize(file)))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    if (files.isEmpty()) {
      throw new InvalidDataException(folder + ": there is no file in this folder");
    }
    for (Path file : files) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      reader.accept(new Document(name, text(file)));
    }
  }

  private static boolean isHidden(Path path) {
    for (Path part : path) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static void readLines(Path file, Consumer<Document> reader) throws IOException {
    List<String> lines = lines(file);
    boolean any = false;
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        reader.accept(new Document(Integer.toString(i + 1), lines.get(i)));
        any = true;
      }
    }
    if (!any) {
      throw new InvalidDataException(file.getFileName() + ": there is no document in this file");
    }
  }

  /** The lines of a text file in UTF-8. */
  public static List<String> lines(Path file) throws IOException {
    return text(file).lines().toList();
  }

  /**
   * The content of a text file in UTF-8, without a byte order mark.
   *
   * @throws InvalidDataException naming the first byte that is no text, or no UTF-8
   */
  static String text(Path file) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new InvalidDataException(
          "%s: %d bytes; a text may have 1 GiB".formatted(file, Files.size(file)));
    }
    byte[] bytes = Files.readAllBytes(file);
    requireText(file, bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(buffer)
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int at = buffer.position();
      throw new InvalidDataException(
          "%s: line %d: byte 0x%02x at offset %d is not UTF-8; save the file as UTF-8"
              .formatted(file, line(bytes, at), bytes[at], at),
          e);
    }
  }

  private static void requireText(Path file, byte[] bytes) {
    if (bytes.length > 1 && (bytes[0] & bytes[1] & 0xFE) == 0xFE) {
      throw new InvalidDataException(file + ": this is UTF-16; save the file as UTF-8");
    }
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i];
      if ((b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') || b == 0x7F) {
        throw new InvalidDataException(
            "%s: this is no text: byte 0x%02x at offset %d; take the file out of the folder"
                .formatted(file, b, i));
      }
    }
  }

  private static int line(byte[] bytes, int end) {
    int line = 1;
    for (int i = 0; i < end; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return line;
  }
}
