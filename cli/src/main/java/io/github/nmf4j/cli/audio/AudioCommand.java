package io.github.nmf4j.cli.audio;

import io.github.nmf4j.cli.CommandGroup;
import io.github.nmf4j.cli.CommonOptions;
import io.github.nmf4j.cli.Context;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nmf audio}, which only knows its commands. */
@Command(
    name = "audio",
    header = "Sound: separates, analyses, and measures separations.",
    synopsisSubcommandLabel = "COMMAND",
    description = {"", "nmf audio COMMAND --help says more.", ""})
public final class AudioCommand implements CommandGroup {

  private final Context context;

  @Mixin CommonOptions common = new CommonOptions();

  /** The group. */
  public AudioCommand(Context context) {
    this.context = context;
  }

  @Override
  public List<Object> commands() {
    return List.of(
        new SeparateCommand(context),
        new AnalyzeCommand(context),
        new ScoreCommand(context),
        new SegmentCommand(context),
        new EvaluateCommand(context));
  }
}
