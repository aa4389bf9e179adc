package io.github.nmf4j.cli.audio;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where results go and what is said about them. */
final class FolderOptions {

  static final String RUN_FILE = "run.json";
  static final String W_FILE = "W.npy";
  static final String H_FILE = "H.npy";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      required = true,
      description = "Folder for the results; it must be new or empty.")
  Path folder = Path.of("");

  @Option(
      names = "--force",
      description = "Replace earlier results in DIR; other files there stay as they are.")
  boolean force;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no summary; warnings and errors remain.")
  boolean quiet;
}
