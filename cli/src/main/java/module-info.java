/** The {@code nmf} command. Exports nothing: it is started, not called. */
module io.github.nmf4j.cli {
  requires info.picocli;
  requires io.github.nmf4j.audio;
  requires io.github.nmf4j.core;
  requires io.github.nmf4j.images;
  requires io.github.nmf4j.report;
  requires io.github.nmf4j.text;
  requires jdk.unsupported;
  requires tools.jackson.core;
  requires static org.jspecify;

  opens io.github.nmf4j.cli to
      info.picocli;
  opens io.github.nmf4j.cli.audio to
      info.picocli;
  opens io.github.nmf4j.cli.images to
      info.picocli;
  opens io.github.nmf4j.cli.topics to
      info.picocli;
}
