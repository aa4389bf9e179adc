package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code nmf images}. */
class ImagesTest {

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    Files.createDirectories(folder.resolve("pictures"));
    var random = new Random(1);
    for (int p = 0; p < 8; p++) {
      var text = new StringBuilder("P2 4 3 100\n");
      for (int i = 0; i < 12; i++) {
        text.append(1 + random.nextInt(100)).append(' ');
      }
      shell.file("pictures/p" + p + ".pgm", text.toString());
    }
  }

  /** Width and height in the header of a PNG file. */
  private List<Integer> size(String file) throws IOException {
    ByteBuffer png = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file)));
    return List.of(png.getInt(16), png.getInt(20));
  }

  @Test
  void partsAndReconstructionsOfAFolder() throws IOException {
    shell.line("images ./pictures -k 3 -o ./out --show 5 --format csv").exits(0);
    assertEquals(List.of(2 + 2 * (4 * 16 + 2), 2 + 2 * (3 * 16 + 2)), size("out/parts.png"));
    assertEquals(
        List.of(2 + 5 * (4 * 16 + 2), 2 + 2 * (3 * 16 + 2)), size("out/reconstructions.png"));
    assertTrue(shell.text("out/H.csv").contains("p7.pgm"), shell.text("out/H.csv"));
    String page = shell.text("out/report.html");
    assertTrue(page.contains("Pictures and their reconstructions"));
    assertTrue(page.contains("pictures in 3 parts"));
    assertEquals(13, shell.text("out/W.csv").lines().count());
  }

  @Test
  void stacksAndMatricesAreTheSame() throws IOException {
    double[] values = new double[4 * 6];
    ByteBuffer stack = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + i * i % 17;
      stack.putDouble(values[i]);
    }
    shell.file("stack.npy", Npy.file(Npy.header("<f8", "4, 2, 3"), stack.array()));
    double[] transposed = new double[values.length];
    for (int p = 0; p < 4; p++) {
      for (int i = 0; i < 6; i++) {
        transposed[i * 4 + p] = values[p * 6 + i];
      }
    }
    shell.file("v.npy", Npy.of(6, 4, transposed));
    shell.line("images ./stack.npy -k 2 -o ./a").exits(0);
    shell.line("images ./v.npy --size 2x3 -k 2 -o ./b").exits(0);
    for (String file : new String[] {"W.npy", "H.npy", "parts.png", "reconstructions.png"}) {
      assertEquals(
          -1, Files.mismatch(folder.resolve("a/" + file), folder.resolve("b/" + file)), file);
    }
  }

  @Test
  void pageAndPlotsCanBeMadeAgain() throws IOException {
    String images = "images ./pictures -k 3 -o ./out --show 5 --plots svg,png";
    Shell.Outcome outcome = shell.line(images).exits(0);
    assertTrue(outcome.out().contains(folder.resolve("out/plot-parts.svg").toString()));
    for (String plot :
        List.of("parts", "reconstructions", "V", "WH", "residual", "W", "H", "loss")) {
      assertTrue(shell.text("out/plot-" + plot + ".svg").startsWith("<svg "), plot);
      assertEquals(
          List.of(0x89504E47, 0x0D0A1A0A),
          List.of(
              ByteBuffer.wrap(Files.readAllBytes(folder.resolve("out/plot-" + plot + ".png")))
                  .getInt(0),
              ByteBuffer.wrap(Files.readAllBytes(folder.resolve("out/plot-" + plot + ".png")))
                  .getInt(4)));
    }
    assertTrue(shell.text("out/plot-reconstructions.svg").contains("p6.pgm"));
    assertEquals("p0.pgm", shell.text("out/pictures.txt").lines().findFirst().orElseThrow());
    String page = shell.text("out/report.html");
    SortedSet<String> before = shell.tree();
    shell.line("report ./out").exits(4).complains("--force");
    shell.line("report ./out --force --spectrogram 8000:4").exits(2).complains("nmf images");
    shell.line("report ./out --force --plots svg,png").exits(0);
    assertEquals(page, shell.text("out/report.html"));
    assertEquals(before, shell.tree());

    Files.delete(folder.resolve("pictures/p0.pgm"));
    outcome = shell.line("report ./out --force").exits(0);
    assertTrue(outcome.err().contains("have changed"), outcome.err());
    page = shell.text("out/report.html");
    assertTrue(page.contains("no reconstructions") && page.contains("Components as pictures"));
    shell.line(images + " --force --no-report").exits(2).complains("--plots", "--no-report");
    shell.line("images ./pictures -k 3 -o ./out --force --no-report").exits(0);
    assertFalse(shell.tree().stream().anyMatch(name -> name.matches("out/(plot|report).*")));
  }

  @Test
  void matricesHaveAPageAgain() throws IOException {
    double[] values = new double[24];
    Arrays.setAll(values, i -> 1 + i * i % 17);
    shell.file("v.npy", Npy.of(6, 4, values));
    shell.line("images ./v.npy --size 2x3:columns -k 2 -o ./out --format csv").exits(0);
    String page = shell.text("out/report.html");
    shell.line("report ./out --force").exits(0);
    assertEquals(page, shell.text("out/report.html"));
    Files.delete(folder.resolve("v.npy"));
    shell.line("report ./out --force").exits(0);
    assertTrue(shell.text("out/report.html").contains("there are no reconstructions"));
  }

  @Test
  void badInputLeavesNothing() throws IOException {
    shell.file("pictures/p9.pgm", "P2 3 4 9 1 1 1 1 1 1 1 1 1 1 1 1");
    shell.file("v.npy", Npy.of(2, 2, 1, 2, 3, 4));
    SortedSet<String> before = shell.tree();
    String end = " -k 2 -o ./out";
    shell.line("images ./pictures" + end).exits(3).complains("p9.pgm", "one size");
    shell.line("images ./nowhere" + end).exits(4).complains("nowhere");
    shell.line("images ./v.npy" + end).exits(3).complains("v.npy", "three dimensions");
    shell.line("images ./v.npy --size 1x3" + end).exits(3).complains("3 pixels", "2 rows");
    shell.line("images ./v.npy --size 0x3" + end).exits(2).complains("--size");
    shell.line("images ./pictures --size 3x4" + end).exits(2).complains("--size");
    shell.line("images ./pictures --show 0" + end).exits(2).complains("--show");
    assertEquals(before, shell.tree());
  }

  /** Frobenius parts of faces are local: most of a part's weight is on a small share of pixels. */
  @Test
  void partsOfFacesAreLocal() throws IOException {
    Path data = Path.of("../../shared/data/faces-cbcl/V.npy");
    assumeTrue(Files.exists(data), data + " is not there");
    shell
        .run(
            "images",
            data.toString(),
            "--size",
            "19x19:columns",
            "-k",
            "49",
            "-o",
            "./out",
            "--format",
            "csv")
        .exits(0);
    double[][] columns = new double[49][361];
    int row = 0;
    for (String line : shell.text("out/W.csv").lines().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      for (int c = 0; c < 49; c++) {
        columns[c][row] = Double.parseDouble(cells[cells.length - 49 + c]);
      }
      row++;
    }
    int local = 0;
    for (double[] part : columns) {
      double[] sorted = part.clone();
      Arrays.sort(sorted);
      double all = 0;
      double strongest = 0;
      for (int i = 0; i < sorted.length; i++) {
        all += sorted[i];
        strongest += i >= sorted.length - 90 ? sorted[i] : 0;
      }
      local += strongest > 0.6 * all ? 1 : 0;
    }
    assertTrue(local >= 35, local + " of 49 parts have most of their weight on a quarter");
  }
}
