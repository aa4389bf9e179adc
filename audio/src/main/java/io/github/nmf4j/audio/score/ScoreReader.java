package io.github.nmf4j.audio.score;

import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Reads scores from files. */
public final class ScoreReader {

  private static final long MOST_BYTES = 64L << 20;

  private ScoreReader() {}

  /**
   * Reads a standard MIDI file, or text with one note per line (see {@link TextScore}).
   *
   * @return the notes in the order of their start
   * @throws InvalidDataException if the content is malformed or has no note; the message says where
   * @throws IOException if the file cannot be read
   */
  public static List<Note> read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a directory, not a score");
    }
    long size = Files.size(file);
    if (size == 0 || size > MOST_BYTES) {
      throw new InvalidDataException(
          size == 0
              ? file + ": the file is empty"
              : "%s: %d bytes are too many for a score".formatted(file, size));
    }
    byte[] content = Files.readAllBytes(file);
    List<Note> notes = isMidi(file, content) ? MidiFile.read(file, content) : text(file, content);
    if (notes.isEmpty()) {
      throw new InvalidDataException(file + ": there is no note in it");
    }
    return notes.stream().sorted((a, b) -> Double.compare(a.start(), b.start())).toList();
  }

  private static boolean isMidi(Path file, byte[] content) {
    if (content.length >= 4
        && new String(content, 0, 4, StandardCharsets.ISO_8859_1).equals("MThd")) {
      return true;
    }
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".mid") || name.endsWith(".midi")) {
      throw new InvalidDataException(file + ": not a MIDI file: it does not begin with MThd");
    }
    return false;
  }

  private static List<Note> text(Path file, byte[] content) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      if (text.indexOf('\0') >= 0) {
        throw new InvalidDataException(file + ": a binary file; a score is MIDI or text");
      }
      return TextScore.read(file, text);
    } catch (CharacterCodingException e) {
      throw new InvalidDataException(
          file + ": neither a MIDI file nor text in UTF-8; a score is one of them", e);
    }
  }
}
