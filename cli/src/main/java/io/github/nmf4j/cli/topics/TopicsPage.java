package io.github.nmf4j.cli.topics;

import io.github.nmf4j.cli.Context;
import io.github.nmf4j.cli.Inputs;
import io.github.nmf4j.cli.JsonTree;
import io.github.nmf4j.cli.OutputOptions;
import io.github.nmf4j.cli.PlotOptions;
import io.github.nmf4j.cli.RunPage;
import io.github.nmf4j.matrix.DenseMatrix;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.report.BarChart;
import io.github.nmf4j.report.Block;
import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.Plot;
import io.github.nmf4j.report.PlotGrid;
import io.github.nmf4j.report.Report;
import io.github.nmf4j.report.Section;
import io.github.nmf4j.text.Corpus;
import io.github.nmf4j.text.Documents;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The page about topics. It is made from the files of the results, so that it can also be made
 * later.
 */
public final class TopicsPage {

  /** Documents that are named for a topic on the page. */
  private static final int EXAMPLES = 3;

  private final RunPage page;
  private final JsonTree topics;
  private final List<BarChart> charts = new ArrayList<>();

  private TopicsPage(byte[] run, Path folder) throws IOException {
    this.page = RunPage.parse(run);
    this.topics = JsonTree.read(folder.resolve(TopicFiles.JSON));
    for (JsonTree topic : topics.elements("topics")) {
      if (!topic.elements("terms").isEmpty()) {
        charts.add(chart(topic));
      }
    }
  }

  /**
   * Writes the page, and the plots that were asked for, beside the results.
   *
   * @param run the content of {@code run.json}
   * @param v the weights that were factorised, if the texts are still there
   * @return the names of the files
   */
  static List<String> write(byte[] run, Path folder, Optional<SparseMatrix> v, PlotOptions plots)
      throws IOException {
    try (Arena arena = Arena.ofShared()) {
      JsonTree tree = JsonTree.parse(OutputOptions.RUN_FILE, run);
      String format = tree.requireText("options/format");
      DenseMatrix w = Inputs.factor(folder.resolve("W." + format), arena);
      DenseMatrix h = Inputs.factor(folder.resolve("H." + format), arena);
      var made = new TopicsPage(run, folder);
      FactorizationReport report = made.report(tree, folder, v, w, h);
      Report built = made.page.build(report);
      var drawn = new HashMap<String, Plot>(report.plots());
      if (!made.charts.isEmpty()) {
        drawn.put(PlotOptions.TOPICS, made.grid());
      }
      return plots.write(folder, built, drawn);
    }
  }

  /** The page of results that are there already: {@code nmf report}. */
  public static List<String> again(byte[] run, Path folder, PlotOptions plots, Context context)
      throws IOException {
    JsonTree tree = JsonTree.parse(OutputOptions.RUN_FILE, run);
    Path input = Path.of(tree.requireText("input/file"));
    if (!Files.exists(input)) {
      context.warn(missing(input));
      return write(run, folder, Optional.empty(), plots);
    }
    CorpusOptions texts = CorpusOptions.of(tree);
    try (Arena arena = Arena.ofShared()) {
      Corpus corpus = texts.read(input, arena);
      boolean same =
          corpus.terms().equals(Documents.lines(folder.resolve(TopicFiles.TERMS)))
              && corpus.documents().size() == tree.number("input/columns").orElse(-1);
      if (!same) {
        context.warn(missing(input));
        return write(run, folder, Optional.empty(), plots);
      }
      SparseMatrix v = texts.requireWeighting().apply(corpus, arena);
      return write(run, folder, Optional.of(v), plots);
    }
  }

  private static String missing(Path input) {
    return "The texts, which were %s, are not there any more or have changed: there are no pictures of V and of the residual."
        .formatted(input);
  }

  private FactorizationReport report(
      JsonTree run, Path folder, Optional<SparseMatrix> v, DenseMatrix w, DenseMatrix h)
      throws IOException {
    List<String> terms = Documents.lines(folder.resolve(TopicFiles.TERMS));
    List<JsonTree> documents = topics.elements("topicsOfDocuments");
    List<String> names =
        documents.stream().map(document -> document.requireText("document")).toList();
    if (terms.size() != w.rows()
        || names.size() != h.columns()
        || topics.elements("topics").size() != h.rows()
        || w.columns() != h.rows()) {
      throw new InvalidDataException(
          "%s: W is %d × %d and H %d × %d, but there are %d terms, %d topics and %d documents; all must be of one run"
              .formatted(
                  folder,
                  w.rows(),
                  w.columns(),
                  h.rows(),
                  h.columns(),
                  terms.size(),
                  topics.elements("topics").size(),
                  names.size()));
    }
    var axes = new RunPage.Names("term", Optional.of(terms), "document", Optional.of(names));
    FactorizationReport report =
        v.isPresent()
            ? page.report(v.get(), w, h, axes)
            : page.reportWithout(missing(Path.of(run.requireText("input/file"))), w, h, axes);
    report.before(
        new Section(
            "Topics",
            new Block.Row(
                charts.stream()
                    .<Block>map(chart -> new Block.Figure(chart, "Shares of the topic's terms."))
                    .toList()),
            table(documents, names)));
    if (topics.text("purity").isPresent()) {
      report.before(
          new Section(
              "Agreement with the labels",
              new Block.Facts(
                  List.of(
                      new Block.Fact("Purity", number("%.4f", topics, "purity")),
                      new Block.Fact(
                          "Normalised mutual information", number("%.4f", topics, "nmi"))))));
    }
    return report;
  }

  private static String number(String format, JsonTree from, String field) {
    return String.format(Locale.ROOT, format, from.number(field).orElse(0));
  }

  private static BarChart chart(JsonTree topic) {
    var bars = new ArrayList<BarChart.Bar>();
    for (JsonTree term : topic.elements("terms")) {
      bars.add(new BarChart.Bar(term.requireText("term"), term.number("weight").orElse(0)));
    }
    String name = topic.requireText("topic");
    String listed = bars.stream().map(BarChart.Bar::name).collect(Collectors.joining(", "));
    return new BarChart(
        "Topic " + name, "The strongest terms of topic %s: %s.".formatted(name, listed), bars);
  }

  /** All topics in one picture. */
  private PlotGrid grid() {
    return new PlotGrid(
        "Topics",
        "The strongest terms of %d topics, as bars.".formatted(charts.size()),
        charts,
        Math.min(4, (int) Math.ceil(Math.sqrt(charts.size()))));
  }

  private Block table(List<JsonTree> documents, List<String> names) {
    double[][] shares =
        documents.stream()
            .map(
                document ->
                    document.elements("shares").stream()
                        .mapToDouble(share -> share.number("").orElse(0))
                        .toArray())
            .toArray(double[][]::new);
    var rows = new ArrayList<List<String>>();
    List<JsonTree> all = topics.elements("topics");
    for (int c = 0; c < all.size(); c++) {
      JsonTree topic = all.get(c);
      rows.add(
          List.of(
              topic.requireText("topic"),
              String.format(Locale.ROOT, "%.1f %%", 100 * topic.number("share").orElse(0)),
              number("%.3f", topic, "coherence"),
              examples(c, shares, names)));
    }
    return new Block.Table(
        "Topics and the documents that they make up most of",
        List.of("topic", "share", "coherence (NPMI)", "documents"),
        rows);
  }

  private static String examples(int c, double[][] shares, List<String> names) {
    return IntStream.range(0, shares.length)
        .boxed()
        .filter(j -> c < shares[j].length && shares[j][c] > 0)
        .sorted(Comparator.comparingDouble((Integer j) -> -shares[j][c]))
        .limit(EXAMPLES)
        .map(names::get)
        .collect(Collectors.joining(", "));
  }
}
