package io.github.nmf4j.cli.topics;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.NmfResult;
import io.github.nmf4j.Solver;
import io.github.nmf4j.cli.Choices;
import io.github.nmf4j.cli.CommonOptions;
import io.github.nmf4j.cli.ComputeOptions;
import io.github.nmf4j.cli.Context;
import io.github.nmf4j.cli.OutputFolder;
import io.github.nmf4j.cli.OutputOptions;
import io.github.nmf4j.cli.PageOptions;
import io.github.nmf4j.cli.Results;
import io.github.nmf4j.cli.Run;
import io.github.nmf4j.cli.RunReport;
import io.github.nmf4j.cli.StartOptions;
import io.github.nmf4j.cli.StoppingOptions;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.SparseMatrix;
import io.github.nmf4j.text.Clustering;
import io.github.nmf4j.text.Corpus;
import io.github.nmf4j.text.Documents;
import io.github.nmf4j.text.Topics;
import io.github.nmf4j.text.Weighting;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf topics}. */
@Command(
    name = "topics",
    header = "Finds topics in texts.",
    description = {
      "",
      "INPUT is a folder of text files, a file with one document per line, or a matrix of counts "
          + "(.mtx, .npz), terms × documents. Topics with their terms, documents with their topics, "
          + "W, H, the terms and a page of pictures are written to DIR.",
      ""
    })
public final class TopicsCommand implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "INPUT", description = "Where the texts are.")
  Path input = Path.of("");

  @Option(
      names = {"-k", "--rank"},
      paramLabel = "K",
      required = true,
      description = "Number of topics.")
  int rank;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Terms that are listed per topic (default: 10).")
  int top = 10;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "Known classes, one per document and line: say how well the dominant topics agree with "
              + "them.")
  @Nullable Path labels;

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      converter = Choices.Losses.class,
      description = "kl (the default), frobenius, or beta:B with B > 0.")
  Loss loss = Loss.KULLBACK_LEIBLER;

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      converter = Choices.Solvers.class,
      completionCandidates = Choices.Solvers.class,
      description = "${COMPLETION-CANDIDATES}, as for nmf factorize (default: auto).")
  Solver solver = Solver.AUTO;

  @Mixin OutputOptions output = new OutputOptions();

  @Mixin CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, heading = "%nFrom texts to a matrix:%n")
  CorpusOptions texts = new CorpusOptions();

  @ArgGroup(validate = false, heading = "%nPictures:%n")
  PageOptions pictures = new PageOptions();

  @ArgGroup(validate = false, heading = "%nStart:%n")
  StartOptions start = new StartOptions();

  @ArgGroup(validate = false, heading = "%nEnd:%n")
  StoppingOptions stopping = new StoppingOptions();

  @ArgGroup(validate = false, heading = "%nWhere it runs:%n")
  ComputeOptions compute = new ComputeOptions();

  /** The command. */
  public TopicsCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    texts.check(input);
    pictures.check();
    start.check();
    if (loss.needsPositiveData()) {
      throw new IllegalArgumentException(
          "--loss %s is infinite for words that do not occur; use kl, frobenius or beta:B with B > 0"
              .formatted(loss));
    }
    if (top < 2) {
      throw new IllegalArgumentException("--top must be at least 2, was " + top);
    }
    NmfOptions asked =
        compute
            .apply(stopping.apply(NmfOptions.rank(rank).loss(loss).solver(solver)))
            .requireConsistent();
    OutputFolder folder = output.check(TopicFiles.NAMES, "W", "H");

    long begin = System.nanoTime();
    try (Arena arena = Arena.ofShared()) {
      Corpus corpus = texts.read(input, arena);
      Optional<List<String>> classes = classes(corpus);
      Weighting weighting = texts.weighting(loss);
      SparseMatrix v = weighting.apply(corpus, arena);
      NmfOptions options = start.apply(asked, v, arena);
      double readSeconds = (System.nanoTime() - begin) * 1e-9;
      return new Run(context, output, stopping, common)
          .go(
              options,
              with -> Nmf.factorize(v, with),
              folder,
              result ->
                  List.of(
                      Results.w(result, Optional.of(corpus.terms())),
                      Results.h(result, Optional.of(corpus.documents()))),
              result ->
                  new RunReport(
                      "topics",
                      context.arguments(),
                      new RunReport.Input(
                          input.toString(),
                          CorpusOptions.kind(input),
                          v.rows(),
                          v.columns(),
                          v.storedEntries()),
                      options,
                      start.start(options).word(),
                      start.files(),
                      output.format(),
                      result,
                      json -> texts.write(json, weighting),
                      readSeconds),
              result -> files(corpus, v, classes, weighting, result));
    }
  }

  private Results.Companions files(
      Corpus corpus,
      SparseMatrix v,
      Optional<List<String>> classes,
      Weighting weighting,
      NmfResult result) {
    var topics = new Topics(corpus, result.w(), result.h());
    Optional<Clustering> agreement =
        classes.map(
            list ->
                Clustering.compare(
                    IntStream.range(0, list.size()).mapToObj(topics::dominant).toList(), list));
    agreement.ifPresent(
        found ->
            context
                .out()
                .println(
                    "purity %.4f, normalised mutual information %.4f"
                        .formatted(found.purity(), found.nmi())));
    warnOfEmpty(corpus, topics);
    return new TopicFiles(corpus, v, topics, top, agreement, weighting, pictures);
  }

  private void warnOfEmpty(Corpus corpus, Topics topics) {
    long empty =
        IntStream.range(0, corpus.documents().size()).filter(j -> topics.dominant(j) < 0).count();
    if (empty > 0) {
      context.warn(
          "%d of %d documents have none of the terms, and so no topic"
              .formatted(empty, corpus.documents().size()));
    }
  }

  private Optional<List<String>> classes(Corpus corpus) throws IOException {
    if (labels == null) {
      return Optional.empty();
    }
    List<String> lines = Documents.lines(labels);
    if (lines.size() != corpus.documents().size()) {
      throw new InvalidDataException(
          "%s: %d labels for %d documents; there is one per line"
              .formatted(labels, lines.size(), corpus.documents().size()));
    }
    return Optional.of(lines);
  }
}
