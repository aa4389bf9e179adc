package io.github.nmf4j.cli.topics;

import io.github.nmf4j.NmfResult;
import io.github.nmf4j.cli.Json;
import io.github.nmf4j.cli.PlotOptions;
import io.github.nmf4j.cli.Results;
import io.github.nmf4j.cli.RunPage;
import io.github.nmf4j.cli.RunReport;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.report.BarChart;
import io.github.nmf4j.report.Block;
import io.github.nmf4j.report.FactorizationReport;
import io.github.nmf4j.report.Section;
import io.github.nmf4j.text.Clustering;
import io.github.nmf4j.text.Corpus;
import io.github.nmf4j.text.Topics;
import io.github.nmf4j.text.Weighting;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The files that tell of topics: two tables, the same as JSON, and a page of pictures. */
record TopicFiles(
    Corpus corpus,
    SparseMatrix v,
    Topics topics,
    int top,
    Optional<Clustering> agreement,
    Weighting weighting,
    NmfResult result)
    implements Results.Companions {

  private static final String TOPICS = "topics.tsv";
  private static final String DOCUMENTS = "documents.tsv";
  private static final String JSON = "topics.json";

  static final List<String> NAMES = List.of(TOPICS, DOCUMENTS, JSON);

  /** Documents that are named for a topic on the page. */
  private static final int EXAMPLES = 3;

  @Override
  public List<String> write(Path folder, byte[] run) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(TOPICS))) {
      writeTopics(out);
    }
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(DOCUMENTS))) {
      writeDocuments(out);
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve(JSON)));
        Json json = new Json(out)) {
      json.object(() -> fields(json));
    }
    var page = RunPage.parse(run);
    page.build(report(page)).write(folder.resolve(PlotOptions.REPORT_FILE));
    return List.of(TOPICS, DOCUMENTS, JSON, PlotOptions.REPORT_FILE);
  }

  private void writeTopics(BufferedWriter out) throws IOException {
    out.write("topic\tshare\tcoherence\trank\tterm\tweight\n");
    for (int c = 0; c < topics.count(); c++) {
      List<Topics.Term> terms = topics.terms(c, top);
      String start =
          "c%d\t%s\t%s\t"
              .formatted(c + 1, number(topics.meanShare(c)), number(topics.coherence(terms)));
      for (int n = 0; n < terms.size(); n++) {
        Topics.Term term = terms.get(n);
        out.write(
            "%s%d\t%s\t%s\n".formatted(start, n + 1, field(term.name()), number(term.weight())));
      }
    }
  }

  private void writeDocuments(BufferedWriter out) throws IOException {
    out.write("document\ttopic");
    for (int c = 0; c < topics.count(); c++) {
      out.write("\tc" + (c + 1));
    }
    out.write("\n");
    for (int j = 0; j < corpus.documents().size(); j++) {
      out.write(field(corpus.documents().get(j)) + "\t" + dominant(j).orElse(""));
      for (int c = 0; c < topics.count(); c++) {
        out.write("\t" + number(topics.share(c, j)));
      }
      out.write("\n");
    }
  }

  private Optional<String> dominant(int document) {
    int topic = topics.dominant(document);
    return topic < 0 ? Optional.empty() : Optional.of("c" + (topic + 1));
  }

  /** A table has no place for tabs and line breaks in a name. */
  private static String field(String text) {
    return text.replaceAll("[\\t\\r\\n]", " ");
  }

  private static String number(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.6g", value);
  }

  private void fields(Json json) {
    json.field("schemaVersion", RunReport.SCHEMA_VERSION);
    json.field("terms", corpus.terms().size());
    json.field("documents", corpus.documents().size());
    json.field("weights", new CorpusOptions.Weights().nameOf(weighting));
    agreement.ifPresent(
        found -> {
          json.field("purity", found.purity());
          json.field("nmi", found.nmi());
        });
    json.array(
        "topics",
        () -> {
          for (int c = 0; c < topics.count(); c++) {
            int topic = c;
            json.object(() -> topic(json, topic));
          }
        });
    json.array(
        "topicsOfDocuments",
        () -> {
          for (int j = 0; j < corpus.documents().size(); j++) {
            int document = j;
            json.object(() -> document(json, document));
          }
        });
  }

  private void topic(Json json, int c) {
    List<Topics.Term> terms = topics.terms(c, top);
    json.field("topic", "c" + (c + 1));
    json.field("share", topics.meanShare(c));
    json.field("coherence", topics.coherence(terms));
    json.array(
        "terms",
        () ->
            terms.forEach(
                term ->
                    json.object(
                        () -> {
                          json.field("term", term.name());
                          json.field("weight", term.weight());
                        })));
  }

  private void document(Json json, int j) {
    json.field("document", corpus.documents().get(j));
    json.field("topic", dominant(j));
    json.array(
        "shares",
        () -> {
          for (int c = 0; c < topics.count(); c++) {
            json.element(topics.share(c, j));
          }
        });
  }

  private FactorizationReport report(RunPage page) {
    FactorizationReport report =
        page.report(
            v,
            result.w(),
            result.h(),
            new RunPage.Names(
                "term", Optional.of(corpus.terms()), "document", Optional.of(corpus.documents())));
    var charts = new ArrayList<Block>();
    var rows = new ArrayList<List<String>>();
    for (int c = 0; c < topics.count(); c++) {
      List<Topics.Term> terms = topics.terms(c, top);
      String name = "c" + (c + 1);
      if (!terms.isEmpty()) {
        charts.add(chart(name, terms));
      }
      rows.add(
          List.of(
              name,
              "%.1f %%".formatted(100 * topics.meanShare(c)),
              "%.3f".formatted(topics.coherence(terms)),
              examples(c)));
    }
    report.before(
        new Section(
            "Topics",
            new Block.Row(charts),
            new Block.Table(
                "Topics and the documents that they make up most of",
                List.of("topic", "share", "coherence (NPMI)", "documents"),
                rows)));
    agreement.ifPresent(
        found ->
            report.before(
                new Section(
                    "Agreement with the labels",
                    new Block.Facts(
                        List.of(
                            new Block.Fact("Purity", "%.4f".formatted(found.purity())),
                            new Block.Fact(
                                "Normalised mutual information",
                                "%.4f".formatted(found.nmi())))))));
    return report;
  }

  private static Block chart(String name, List<Topics.Term> terms) {
    String listed = terms.stream().map(Topics.Term::name).collect(Collectors.joining(", "));
    return new Block.Figure(
        new BarChart(
            "Topic " + name,
            "The strongest terms of topic %s: %s.".formatted(name, listed),
            terms.stream().map(term -> new BarChart.Bar(term.name(), term.weight())).toList()),
        "Shares of the topic's terms.");
  }

  private String examples(int c) {
    return IntStream.range(0, corpus.documents().size())
        .boxed()
        .filter(j -> topics.share(c, j) > 0)
        .sorted(Comparator.comparingDouble((Integer j) -> -topics.share(c, j)))
        .limit(EXAMPLES)
        .map(j -> corpus.documents().get(j))
        .collect(Collectors.joining(", "));
  }
}
