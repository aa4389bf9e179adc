package io.github.nmf4j.cli;

import picocli.CommandLine.Command;

/** {@code nmf} itself, which only knows its commands. */
@Command(
    name = "nmf",
    header = "Nonnegative matrix factorisation: V ≈ W·H.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {"", "nmf help COMMAND says more. Arguments can come from a file: @FILE.", ""})
final class NmfCommand {}
