package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of file that is not a nonnegative matrix: exit code, message, and no traces. */
class BadInputTest {

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void openShell() {
    shell = new Shell(folder);
  }

  /** File name, content, exit code, and what the message must have. */
  static Stream<Arguments> files() throws IOException {
    byte[] good = Npy.of(3, 2, 1, 2, 3, 4, 5, 6);
    byte[] magic = good.clone();
    magic[1] = 'X';
    return Stream.of(
        bad("empty.csv", "", 3, "empty.csv", "empty"),
        bad("ragged.csv", "1,2,3\n4,5\n", 3, "ragged.csv", "line 2"),
        bad("text.csv", "1,2,3\n4,five,6\n", 3, "text.csv", "line 2, column 2", "five"),
        bad("gap.csv", "1,2,3\n4,,6\n", 3, "gap.csv", "line 2, column 2"),
        bad("nan.csv", "1,2\n3,nan\n", 3, "nan.csv", "line 2, column 2", "NaN"),
        bad("plus.csv", "1,2\ninf,4\n", 3, "plus.csv", "line 2, column 1", "nfinit"),
        bad("minus.csv", "1,-inf\n3,4\n", 3, "minus.csv", "line 1, column 2", "nfinit"),
        bad("negative.csv", "1,2\n3,-0.5\n", 3, "negative.csv", "line 2, column 2", "-0.5"),
        bad("negative.npy", Npy.of(2, 2, 1, 2, -3, 4), 3, "negative.npy", "(1, 0)", "-3"),
        bad("nan.npy", Npy.of(2, 2, 1, Double.NaN, 3, 4), 3, "nan.npy", "(0, 1)", "NaN"),
        bad("truncated.npy", Arrays.copyOf(good, good.length - 9), 3, "truncated.npy"),
        bad("header.npy", Arrays.copyOf(good, 40), 3, "header.npy"),
        bad("magic.npy", magic, 3, "magic.npy"),
        bad(
            "overflow.npy",
            Npy.file(Npy.header("<f8", "4611686018427387905, 4"), new byte[32]),
            3,
            "overflow.npy"),
        bad(
            "huge.npy",
            Npy.file(Npy.header("<f8", "1000000, 1000000"), new byte[32]),
            3,
            "huge.npy"),
        bad(
            "object.npy",
            Npy.file(Npy.header("|O", "2, 2"), new byte[32]),
            3,
            "object.npy",
            "object"),
        bad("complex.npy", Npy.file(Npy.header("<c16", "1, 2"), new byte[32]), 3, "complex.npy"),
        bad("cube.npy", Npy.file(Npy.header("<f8", "2, 2, 1"), new byte[32]), 3, "cube.npy"),
        bad("none.npy", Npy.of(0, 3), 3, "none.npy"),
        bad("bomb.npz", bomb(), 3, "bomb.npz"),
        bad("broken.npz", new byte[] {'P', 'K', 3, 4, 0, 0}, 3, "broken.npz"),
        bad("range.mtx", matrixMarket("3 2 2", "1 1 5", "4 1 6"), 3, "range.mtx", "line 4"),
        bad("zero.mtx", matrixMarket("3 2 1", "0 1 5"), 3, "zero.mtx", "line 3"),
        bad("fewer.mtx", matrixMarket("3 2 3", "1 1 5", "2 1 6"), 3, "fewer.mtx", "3"),
        bad("negative.mtx", matrixMarket("3 2 1", "3 2 -5"), 3, "negative.mtx", "-5"),
        bad("unknown.dat", "not a matrix at all\n", 3, "unknown.dat"));
  }

  private static Arguments bad(String name, Object content, int code, String... parts) {
    byte[] bytes =
        content instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) content;
    return Arguments.argumentSet(name, name, bytes, code, parts);
  }

  private static String matrixMarket(String... lines) {
    return "%%MatrixMarket matrix coordinate real general\n" + String.join("\n", lines) + "\n";
  }

  /** An array of two doubles whose compressed stream goes on for a gigabyte. */
  private static byte[] bomb() throws IOException {
    var archive = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(archive)) {
      zip.putNextEntry(new ZipEntry("arr_0.npy"));
      zip.write(Npy.of(1, 2, 1, 2));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        zip.write(zeros);
      }
    }
    return archive.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("files")
  void factorizeRefusesAndLeavesNothing(String name, byte[] content, int code, String... parts)
      throws IOException {
    shell.file(name, content);
    SortedSet<String> before = shell.tree();
    shell.run("factorize", "./" + name, "-k", "1", "-o", "./out/deep").exits(code).complains(parts);
    assertEquals(before, shell.tree());
  }

  @ParameterizedTest
  @MethodSource("files")
  void transformRefusesAndLeavesNothing(String name, byte[] content, int code, String... parts)
      throws IOException {
    shell.file(name, content);
    shell.file("w.csv", "1\n2\n");
    SortedSet<String> before = shell.tree();
    shell
        .run("transform", "./" + name, "--w", "./w.csv", "-o", "./out")
        .exits(code)
        .complains(parts);
    assertEquals(before, shell.tree());
  }

  @Test
  void missingFile() throws IOException {
    shell.line("factorize ./nope.csv -k 1 -o ./out").exits(4).complains("nope.csv", "no such file");
    assertEquals(1, shell.tree().size());
  }

  @Test
  void folderInsteadOfFile() throws IOException {
    Files.createDirectory(folder.resolve("v"));
    shell.line("factorize ./v -k 1 -o ./out").exits(4).complains("v");
    assertEquals(2, shell.tree().size());
  }

  @Test
  void lockedOutputIsNoticedBeforeTheInputIsRead() throws IOException {
    shell.file("file", "in the way");
    shell
        .line("factorize ./nope.csv -k 1 -o ./file/out")
        .exits(4)
        .complains("file is not a folder");
    shell.line("factorize ./nope.csv -k 1 -o ./file").exits(4).complains("is not a folder");
  }

  @Test
  void stackTraceOnlyWhenAsked() {
    Shell.Outcome quiet = shell.line("factorize ./nope.csv -k 1 -o ./out").exits(4);
    Shell.Outcome verbose = shell.line("factorize ./nope.csv -k 1 -o ./out --verbose").exits(4);
    assertTrue(!quiet.err().contains("\tat "), quiet.err());
    assertTrue(verbose.err().contains("\tat "), verbose.err());
  }
}
