package io.github.nmf4j.cli.topics;

import io.github.nmf4j.cli.Json;
import io.github.nmf4j.cli.PageOptions;
import io.github.nmf4j.cli.Results;
import io.github.nmf4j.cli.RunReport;
import io.github.nmf4j.matrix.SparseMatrix;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The files that tell of topics: two tables, the same as JSON, the terms, and a page. */
record TopicFiles(
    Corpus corpus,
    SparseMatrix v,
    Topics topics,
    int top,
    Optional<Clustering> agreement,
    Weighting weighting,
    PageOptions page)
    implements Results.Companions {

  private static final String TOPICS = "topics.tsv";
  private static final String DOCUMENTS = "documents.tsv";

  /** Both tables. */
  static final String JSON = "topics.json";

  /** What the rows of W are, one per line: a vocabulary. */
  static final String TERMS = "terms.txt";

  static final List<String> NAMES = List.of(TOPICS, DOCUMENTS, JSON, TERMS);

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
    Files.write(folder.resolve(TERMS), corpus.terms());
    var names = new ArrayList<>(NAMES);
    if (page.report()) {
      names.addAll(TopicsPage.write(run, folder, Optional.of(v), page));
    }
    return names;
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
}
