package io.github.nmf4j.cli.images;

import io.github.nmf4j.Loss;
import io.github.nmf4j.Nmf;
import io.github.nmf4j.NmfOptions;
import io.github.nmf4j.Solver;
import io.github.nmf4j.cli.Choices;
import io.github.nmf4j.cli.CommonOptions;
import io.github.nmf4j.cli.ComputeOptions;
import io.github.nmf4j.cli.Context;
import io.github.nmf4j.cli.OutputFolder;
import io.github.nmf4j.cli.OutputOptions;
import io.github.nmf4j.cli.PageOptions;
import io.github.nmf4j.cli.PictureOptions;
import io.github.nmf4j.cli.Results;
import io.github.nmf4j.cli.Run;
import io.github.nmf4j.cli.RunReport;
import io.github.nmf4j.cli.StartOptions;
import io.github.nmf4j.cli.StoppingOptions;
import io.github.nmf4j.matrix.InvalidDataException;
import io.github.nmf4j.matrix.MatrixSummary;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nmf images}. */
@Command(
    name = "images",
    header = "Finds the parts that pictures are made of.",
    description = {
      "",
      "INPUT is a folder of pictures of one size (PNG, JPEG, PGM, PPM), an .npy array (count, "
          + "height, width), or, with --size, a matrix with a picture per column. The parts and "
          + "some pictures beside their reconstructions, W, H and a page of pictures are written to "
          + "DIR.",
      ""
    })
public final class ImagesCommand implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "INPUT", description = "Where the pictures are.")
  Path input = Path.of("");

  @Option(
      names = {"-k", "--rank"},
      paramLabel = "K",
      required = true,
      description = "Number of parts.")
  int rank;

  @Option(
      names = "--size",
      paramLabel = "HxW[:columns]",
      description =
          "For a matrix: its columns are pictures of H rows and W columns, one row after the other "
              + "(or one column after the other).")
  @Nullable String size;

  @Option(
      names = "--show",
      paramLabel = "N",
      description = "Pictures that are shown beside their reconstructions (default: 12).")
  int shown = 12;

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      converter = Choices.Losses.class,
      description = "frobenius (the default), kl, is (pixels > 0), or beta:B.")
  Loss loss = Loss.FROBENIUS;

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      converter = Choices.Solvers.class,
      completionCandidates = Choices.Solvers.class,
      description = "${COMPLETION-CANDIDATES}, as for nmf factorize (default: auto).")
  Solver solver = Solver.AUTO;

  @Mixin OutputOptions output = new OutputOptions();

  @Mixin CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, heading = "%nPictures:%n")
  PageOptions pictures = new PageOptions();

  @ArgGroup(validate = false, heading = "%nStart:%n")
  StartOptions start = new StartOptions();

  @ArgGroup(validate = false, heading = "%nEnd:%n")
  StoppingOptions stopping = new StoppingOptions();

  @ArgGroup(validate = false, heading = "%nWhere it runs:%n")
  ComputeOptions compute = new ComputeOptions();

  /** The command. */
  public ImagesCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    checkOptions();
    NmfOptions asked =
        compute
            .apply(stopping.apply(NmfOptions.rank(rank).loss(loss).solver(solver)))
            .requireConsistent();
    OutputFolder folder = output.check(ImageFiles.NAMES, "W", "H");

    long begin = System.nanoTime();
    try (Arena arena = Arena.ofShared()) {
      Stack stack = Stack.read(input, size, context, arena);
      MatrixSummary summary = stack.v().summary();
      if (loss.needsPositiveData() && summary.hasZeros()) {
        throw new InvalidDataException(
            "%s: there are black pixels, which --loss %s does not allow; use kl or frobenius"
                .formatted(input, loss));
      }
      NmfOptions options = start.apply(asked, stack.v(), arena);
      double readSeconds = (System.nanoTime() - begin) * 1e-9;
      return new Run(context, output, stopping, common)
          .go(
              options,
              with -> Nmf.factorize(stack.v(), with),
              folder,
              result ->
                  List.of(
                      Results.w(result, Optional.empty()),
                      Results.h(result, Optional.of(stack.names()))),
              result ->
                  new RunReport(
                      "images",
                      context.arguments(),
                      new RunReport.Input(
                          input.toString(),
                          stack.kind(),
                          summary.rows(),
                          summary.columns(),
                          summary.nonzeros()),
                      options,
                      start.start(options).word(),
                      start.files(),
                      output.format(),
                      result,
                      json -> stack.write(json, size, shown),
                      readSeconds),
              result -> new ImageFiles(stack, result, shown, pictures));
    }
  }

  private void checkOptions() {
    start.check();
    pictures.check();
    if (shown < 1 || shown > 60) {
      throw new IllegalArgumentException("--show must be from 1 to 60, was " + shown);
    }
    if (size != null) {
      PictureOptions.shape("--size", size);
      if (Files.isDirectory(input)) {
        throw new IllegalArgumentException(
            "--size is for a matrix; pictures in the folder %s have their own".formatted(input));
      }
    }
  }
}
