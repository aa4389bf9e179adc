package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code nmf report} and {@code factorize --report}. */
class ReportTest {

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    shell.file("v.csv", "name,a,b,c\nred & green,1,2,3\nblue,4,5,6\npink,7,8,10\n<gray>,2,1,1\n");
  }

  @Test
  void bothWaysMakeTheSamePage() throws IOException {
    Shell.Outcome outcome =
        shell.line("factorize ./v.csv -k 2 -o ./out --report --plots svg,png").exits(0);
    assertTrue(outcome.out().contains(folder.resolve("out/report.html").toString()));
    assertTrue(outcome.out().contains(folder.resolve("out/plot-W.svg").toString()));
    assertTrue(outcome.out().contains(folder.resolve("out/plot-residual.png").toString()));
    String page = shell.text("out/report.html");
    assertTrue(page.contains("red &amp; green"), "names of rows are missing");
    assertTrue(page.contains("<title>v.csv in 2 components</title>"), page.substring(0, 600));
    assertTrue(page.contains("nmf factorize " + folder.resolve("v.csv")));
    SortedSet<String> before = shell.tree();

    Files.delete(folder.resolve("out/report.html"));
    shell.line("report ./out --plots svg,png").exits(4).complains("plot-", "--force");
    shell.line("report ./out --force --plots svg,png").exits(0);
    assertEquals(page, shell.text("out/report.html"));
    assertEquals(before, shell.tree());
  }

  @Test
  void dataThatIsGoneIsSaid() throws IOException {
    shell.line("factorize ./v.csv -k 2 -o ./out --format csv").exits(0);
    shell.file("v.csv", "1,2\n3,4\n");
    Shell.Outcome outcome = shell.line("report ./out").exits(0);
    assertTrue(outcome.err().contains("has changed its shape"), outcome.err());
    String page = shell.text("out/report.html");
    assertTrue(page.contains("there are no pictures of V"));
    assertTrue(page.contains("red &amp; green"), "names of rows come from W.csv");
    assertFalse(page.contains("V − W·H"));
  }

  @Test
  void transformHasAReportToo() throws IOException {
    shell.line("factorize ./v.csv -k 2 -o ./out").exits(0);
    shell.line("transform ./v.csv --w ./out/W.npy -o ./new").exits(0);
    shell.line("report ./new --plots svg").exits(0);
    assertTrue(shell.text("new/report.html").contains("Activations of v.csv for 2 components"));
    assertTrue(Files.exists(folder.resolve("new/plot-H.svg")));
    String page = shell.text("new/report.html");
    shell.line("transform ./v.csv --w ./out/W.npy -o ./at-once --plots svg").exits(2);
    shell.line("transform ./v.csv --w ./out/W.npy -o ./at-once --plots svg --report").exits(0);
    assertEquals(pictures(page), pictures(shell.text("at-once/report.html")));
    assertEquals(shell.text("new/plot-H.svg"), shell.text("at-once/plot-H.svg"));
  }

  /** The page down to what differs from run to run. */
  private static String pictures(String page) {
    return page.substring(0, page.indexOf(">The run</h2>"));
  }

  @Test
  void newResultsReplaceOldPictures() throws IOException {
    shell.line("factorize ./v.csv -k 2 -o ./out --report --plots svg").exits(0);
    shell.line("factorize ./v.csv -k 1 -o ./out --force").exits(0);
    assertFalse(Files.exists(folder.resolve("out/report.html")));
    assertFalse(Files.exists(folder.resolve("out/plot-W.svg")));
  }

  @Test
  void picturesOfItems() throws IOException {
    shell.line("factorize ./v.csv -k 2 -o ./columns --report --tiles 2x2:columns").exits(0);
    assertTrue(shell.text("columns/report.html").contains("Each column of W, from 0"));
    shell.line("factorize ./v.csv -k 2 -o ./rows --report --tiles 1x3").exits(0);
    assertTrue(shell.text("rows/report.html").contains("Each row of H, from 0"));
    shell.line("factorize ./v.csv -k 2 -o ./sound --report --spectrogram 8000:100").exits(0);
    String page = shell.text("sound/report.html");
    assertTrue(page.contains("frequency (Hz)") && page.contains("time (s)"));
  }

  @Test
  void wrongUseIsSaidBeforeAnythingIsDone() throws IOException {
    SortedSet<String> before = shell.tree();
    String factorize = "factorize ./v.csv -k 2 -o ./out ";
    shell.line(factorize + "--tiles 2x2").exits(2).complains("--report");
    shell.line(factorize + "--report --tiles 2x5").exits(2).complains("10 pixels", "4 rows");
    shell.line(factorize + "--report --tiles big").exits(2).complains("HxW", "'big'");
    shell.line(factorize + "--report --tiles 0x4").exits(2).complains("greater than 0");
    shell.line(factorize + "--report --spectrogram 0:4").exits(2).complains("greater than 0");
    shell
        .line(factorize + "--report --spectrogram 8000:4 --tiles 2x2")
        .exits(2)
        .complains("leave one of them out");
    shell.line(factorize + "--report --plots gif").exits(2).complains("svg, png", "'gif'");
    shell.line("report ./nowhere").exits(4).complains("run.json", "no such file");
    assertEquals(before, shell.tree());

    Files.createDirectory(folder.resolve("bad"));
    shell.file("bad/run.json", "{\"command\": 3,");
    shell.line("report ./bad").exits(3).complains("run.json", "line 1", "no JSON");
    shell.file("bad/run.json", "{\"command\": \"factorize\"}");
    shell.line("report ./bad").exits(3).complains("options/format", "missing");
    shell.file("bad/run.json", "{\"command\": \"topics\"}");
    shell.line("report ./bad").exits(3).complains("input/file", "missing");
    shell.file("bad/run.json", "{\"command\": \"compare\"}");
    shell.line("report ./bad").exits(3).complains("'compare'");

    shell
        .line(factorize + "--taps 2 --report --tiles 2x2")
        .exits(2)
        .complains("--tiles", "--taps", "2 columns");
  }

  @Test
  void templatesOfSeveralColumnsAreShown() throws IOException {
    for (String boundary : List.of("same", "valid")) {
      String out = "./" + boundary;
      shell
          .line("factorize ./v.csv -k 1 --taps 2 --report -o " + out + " --boundary " + boundary)
          .exits(0);
      String page = shell.text(boundary + "/report.html");
      assertTrue(page.contains("from left to right 2 columns"), page);
      assertTrue(page.contains("V − W·H"));
      shell.line("report --force " + out).exits(0);
      assertEquals(page, shell.text(boundary + "/report.html"));
    }
  }
}
