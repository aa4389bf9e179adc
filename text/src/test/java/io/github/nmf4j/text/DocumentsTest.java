package io.github.nmf4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nmf4j.matrix.InvalidDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files to terms. */
class DocumentsTest {

  @TempDir Path folder;

  private List<Document> read(Path source) throws IOException {
    var documents = new ArrayList<Document>();
    Documents.read(source, documents::add);
    return documents;
  }

  private void write(String name, byte... content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private void write(String name, String content) throws IOException {
    write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertComplaint(InvalidDataException e, String... parts) {
    for (String part : parts) {
      assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }
  }

  @Test
  void filesOfAFolderInTheOrderOfTheirPaths() throws IOException {
    write("b.txt", "zwei");
    write("a/z.txt", "\uFEFFeins");
    write("a/.hidden", new byte[] {0});
    write(".git/config", "x");
    assertEquals(
        List.of(new Document("a/z.txt", "eins"), new Document("b.txt", "zwei")), read(folder));
  }

  @Test
  void linesOfAFileWithTheirNumbers() throws IOException {
    write("lines.txt", "one\r\n\n  \nfour\nfive");
    assertEquals(
        List.of(new Document("1", "one"), new Document("4", "four"), new Document("5", "five")),
        read(folder.resolve("lines.txt")));
  }

  @Test
  void whatIsNoTextIsNamed() throws IOException {
    write("good.txt", "fine");
    write("picture", new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A});
    assertComplaint(
        assertThrows(InvalidDataException.class, () -> read(folder)),
        "picture",
        "no text",
        "0x1a at offset 6");
    write("picture", "caf".getBytes(StandardCharsets.UTF_8));
    write("z", new byte[] {'a', '\n', 'b', (byte) 0xE9, ' '});
    assertComplaint(
        assertThrows(InvalidDataException.class, () -> read(folder)),
        "z: line 2: byte 0xe9 at offset 3 is not UTF-8");
    write("z", new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0});
    assertComplaint(assertThrows(InvalidDataException.class, () -> read(folder)), "UTF-16");
  }

  @Test
  void nothingIsAnError() throws IOException {
    assertThrows(InvalidDataException.class, () -> read(folder));
    write("empty", " \n\n");
    assertThrows(InvalidDataException.class, () -> read(folder.resolve("empty")));
    assertThrows(NoSuchFileException.class, () -> read(folder.resolve("nowhere")));
  }

  private static List<String> terms(String text, Set<String> stopWords) {
    var terms = new ArrayList<String>();
    new Tokenizer(stopWords).terms(text, terms::add);
    return terms;
  }

  @Test
  void termsAreWordsInLowerCase() {
    assertEquals(
        List.of("don't", "stop", "über", "b2b", "naïve", "x_1", "日本"),
        terms("Don’t STOP! Über-B2B (naïve) x_1 a 42 3.14 日本", Set.of()));
    assertEquals(List.of("end"), terms("the end", Set.of("the")));
  }

  @Test
  void englishStopWords() {
    Set<String> words = StopWords.english();
    assertTrue(words.containsAll(Set.of("the", "and", "of", "don't", "yourselves", "ok")));
    assertTrue(words.size() > 300, words.size() + " words");
    assertTrue(words.stream().noneMatch(word -> word.startsWith("#") || word.isBlank()));
  }
}
