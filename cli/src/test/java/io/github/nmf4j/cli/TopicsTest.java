package io.github.nmf4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code nmf topics}. */
class TopicsTest {

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws IOException {
    shell = new Shell(folder);
    shell.file(
        "lines.txt",
        """
        cats and dogs chase cats
        stocks and bonds fell
        dogs chase the other dogs
        bonds rose, stocks rose
        """);
    shell.file("labels.txt", "animals\nmoney\nanimals\nmoney\n");
  }

  @Test
  void findsTopicsOfLines() throws IOException {
    Shell.Outcome outcome =
        shell.line("topics ./lines.txt -k 2 -o ./out --labels ./labels.txt --top 3").exits(0);
    assertTrue(
        outcome.out().contains("purity 1.0000, normalised mutual information 1.0000"),
        outcome.out());
    assertEquals(
        Set.of(
            "out/W.npy",
            "out/H.npy",
            "out/run.json",
            "out/topics.tsv",
            "out/documents.tsv",
            "out/topics.json",
            "out/terms.txt",
            "out/report.html"),
        Set.copyOf(shell.tree().stream().filter(name -> name.startsWith("out/")).toList()));
    List<String> topics = shell.text("out/topics.tsv").lines().toList();
    assertEquals("topic\tshare\tcoherence\trank\tterm\tweight", topics.getFirst());
    assertEquals(7, topics.size());
    List<String> documents = shell.text("out/documents.tsv").lines().toList();
    assertEquals(
        List.of("document", "topic", "c1", "c2"), List.of(documents.get(0).split("\t", -1)));
    assertEquals(
        List.of(documents.get(1).split("\t", -1)).get(1),
        List.of(documents.get(3).split("\t", -1)).get(1));
    JsonNode json = JsonMapper.shared().readTree(shell.text("out/topics.json"));
    assertEquals(1, json.get("purity").doubleValue());
    assertEquals(2, json.get("topics").size());
    assertEquals(4, json.get("topicsOfDocuments").size());
    assertEquals("counts", json.get("weights").stringValue());
    JsonNode run = JsonMapper.shared().readTree(shell.text("out/run.json"));
    assertEquals("topics", run.get("command").stringValue());
    assertEquals("lines", run.at("/input/format").stringValue());
    assertTrue(shell.text("out/report.html").contains("Topic c2"));
  }

  @Test
  void pageAndPlotsCanBeMadeAgain() throws IOException {
    String options = " --top 3 --stop-words none --min-df 2 --weights tf-idf";
    Shell.Outcome outcome =
        shell
            .line(
                "topics ./lines.txt -k 2 -o ./out --labels ./labels.txt --plots svg,png" + options)
            .exits(0);
    assertTrue(outcome.out().contains(folder.resolve("out/plot-topics.png").toString()));
    for (String plot : List.of("topics", "parts", "V", "WH", "residual", "W", "H", "loss")) {
      assertTrue(shell.text("out/plot-" + plot + ".svg").startsWith("<svg "), plot);
      assertPng("out/plot-" + plot + ".png");
    }
    String drawn = shell.text("out/plot-topics.svg");
    assertTrue(drawn.contains(">Topic c1<") && drawn.contains(">Topic c2<"), drawn);
    assertTrue(drawn.contains(">and<"), drawn);
    assertEquals("and", shell.text("out/terms.txt").lines().findFirst().orElseThrow());
    String page = shell.text("out/report.html");
    SortedSet<String> before = shell.tree();

    shell.line("report ./out --plots svg").exits(4).complains("report.html", "--force");
    shell.line("report ./out --force --tiles 2x2").exits(2).complains("nmf topics", "--tiles");
    shell.line("report ./out --force --plots svg,png").exits(0);
    assertEquals(page, shell.text("out/report.html"));
    assertEquals(drawn, shell.text("out/plot-topics.svg"));
    assertEquals(before, shell.tree());

    shell.file("lines.txt", "cats and dogs\nand dogs chase cats\n");
    outcome = shell.line("report ./out --force").exits(0);
    assertTrue(outcome.err().contains("have changed"), outcome.err());
    page = shell.text("out/report.html");
    assertTrue(page.contains("Topic c2") && page.contains("no pictures of V"), page);
    assertTrue(page.contains("Purity"), page);
    Files.delete(folder.resolve("lines.txt"));
    shell.line("report ./out --force").exits(0);

    shell.file("out/terms.txt", "and\n");
    shell.line("report ./out --force").exits(3).complains("1 terms", "of one run");
  }

  private void assertPng(String file) throws IOException {
    byte[] png = Files.readAllBytes(folder.resolve(file));
    assertTrue(png.length > 500 && png[1] == 'P' && png[2] == 'N' && png[3] == 'G', file);
  }

  @Test
  void pagesCanBeLeftOut() throws IOException {
    shell.line("topics ./lines.txt -k 2 -o ./out --plots svg").exits(0);
    shell.line("topics ./lines.txt -k 2 -o ./out --force --no-report").exits(0);
    assertFalse(Files.exists(folder.resolve("out/report.html")));
    assertFalse(Files.exists(folder.resolve("out/plot-topics.svg")));
    shell.line("topics ./lines.txt -k 2 -o ./out --force --report").exits(0);
    assertTrue(Files.exists(folder.resolve("out/report.html")));
    shell
        .line("topics ./lines.txt -k 2 -o ./no --no-report --plots svg")
        .exits(2)
        .complains("--no-report");
  }

  @Test
  void matricesHaveAVocabulary() throws IOException {
    shell.file(
        "v.mtx",
        "%%MatrixMarket matrix coordinate integer general\n3 2 4\n1 1 2\n2 1 1\n2 2 3\n3 2 1\n");
    shell.file("terms.txt", "red\ngreen\nblue\n");
    shell.line("topics ./v.mtx --vocabulary ./terms.txt -k 1 -o ./out --format csv").exits(0);
    assertTrue(shell.text("out/W.csv").contains("\ngreen,"), shell.text("out/W.csv"));
    shell.line("topics ./v.mtx -k 1 -o ./plain --format csv").exits(0);
    assertTrue(shell.text("plain/W.csv").contains("\nterm 2,"), shell.text("plain/W.csv"));
    for (String result : List.of("out", "plain")) {
      String page = shell.text(result + "/report.html");
      shell.line("report --force ./" + result).exits(0);
      assertEquals(page, shell.text(result + "/report.html"));
    }
    shell.file("terms.txt", "red\ngreen\n");
    shell
        .line("topics ./v.mtx --vocabulary ./terms.txt -k 1 -o ./no")
        .exits(3)
        .complains("2 terms", "3 rows");
    shell.file("terms.txt", "red\ngreen\nred\n");
    shell
        .line("topics ./v.mtx --vocabulary ./terms.txt -k 1 -o ./no")
        .exits(3)
        .complains("term 3, 'red'");
  }

  @Test
  void stopWordsAndFrequencies() throws IOException {
    shell.line("topics ./lines.txt -k 2 -o ./a --stop-words none --format csv").exits(0);
    assertTrue(shell.text("a/W.csv").contains("\nand,"), shell.text("a/W.csv"));
    shell.file("stop.txt", "# mine\ncats dogs\n");
    shell.line("topics ./lines.txt -k 2 -o ./b --format csv --stop-words", "./stop.txt").exits(0);
    String names = shell.text("b/W.csv");
    assertTrue(names.contains("\nand,") && !names.contains("\ndogs,"), names);
    shell.line("topics ./lines.txt -k 2 -o ./c --format csv --min-df 2 --max-df 0.5").exits(0);
    assertEquals(5, shell.text("c/W.csv").lines().count(), shell.text("c/W.csv"));
    shell
        .line("topics ./lines.txt -k 2 -o ./d --format csv --max-terms 1 --loss frobenius")
        .exits(0);
    assertEquals(2, shell.text("d/W.csv").lines().count());
    assertTrue(shell.text("d/topics.json").contains("tf-idf"));
  }

  @Test
  void badInputLeavesNothing() throws IOException {
    shell.file("stop.txt", "the of\n");
    Files.createDirectories(folder.resolve("texts"));
    shell.file("texts/a.txt", "fine");
    shell.file("texts/b.bin", new byte[] {1, 2, 3});
    SortedSet<String> before = shell.tree();
    String end = " -k 2 -o ./out";
    shell.line("topics ./texts" + end).exits(3).complains("b.bin", "no text", "offset 0");
    shell.line("topics ./stop.txt" + end).exits(3).complains("no term");
    shell.line("topics ./nowhere" + end).exits(4).complains("nowhere");
    shell.line("topics ./lines.txt --labels ./stop.txt" + end).exits(3).complains("1 labels for 4");
    shell.line("topics ./lines.txt --min-df 0" + end).exits(2).complains("--min-df", "'0'");
    shell.line("topics ./lines.txt --max-df 1.5" + end).exits(2).complains("--max-df", "'1.5'");
    shell.line("topics ./lines.txt --min-df 4" + end).exits(3).complains("--min-df");
    shell.line("topics ./lines.txt --loss is" + end).exits(2).complains("--loss is");
    shell.line("topics ./lines.txt --top 1" + end).exits(2).complains("--top");
    shell
        .line("topics ./lines.txt --vocabulary ./stop.txt" + end)
        .exits(2)
        .complains("--vocabulary");
    assertEquals(before, shell.tree());
  }

  @Test
  void hitechIsAsPureAsScikitLearnMakesIt() throws IOException {
    Path data = Path.of("../../shared/data/text-hitech");
    assumeTrue(Files.exists(data.resolve("V.mtx.gz")), data + " is not there");
    Shell.Outcome outcome =
        shell
            .run(
                "topics",
                data.resolve("V.mtx.gz").toString(),
                "-k",
                "6",
                "-o",
                "./out",
                "--labels",
                data.resolve("labels.txt").toString(),
                "--update-order",
                "w-h",
                "--rng",
                "numpy",
                "--seed",
                "0",
                "--solver",
                "mu")
            .exits(0);
    // scikit-learn 1.2.1, NMF(6, init="random", random_state=0, solver="mu", beta_loss=1)
    assertTrue(
        outcome.out().contains("purity 0.5359, normalised mutual information 0.2698"),
        outcome.out());
    assertTrue(outcome.out().contains("150 iterations, loss 1.41935e+06"), outcome.out());
  }
}
