package io.github.nmf4j.cli;

import io.github.nmf4j.cli.audio.AudioCommand;
import io.github.nmf4j.cli.images.ImagesCommand;
import io.github.nmf4j.cli.topics.TopicsCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the program starts. */
public final class Main {

  private static final Map<String, Function<Context, Object>> COMMANDS = commands();

  private Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    // decimal points and plain digits, whatever the machine's language
    Locale.setDefault(Locale.ROOT);
    System.exit(run(args, System.out, System.err));
  }

  private static Map<String, Function<Context, Object>> commands() {
    var commands = new LinkedHashMap<String, Function<Context, Object>>();
    commands.put("factorize", FactorizeCommand::new);
    commands.put("transform", TransformCommand::new);
    commands.put("topics", TopicsCommand::new);
    commands.put("images", ImagesCommand::new);
    commands.put("report", ReportCommand::new);
    commands.put("audio", AudioCommand::new);
    commands.put("compare", CompareCommand::new);
    commands.put("backends", BackendsCommand::new);
    commands.put("inspect", InspectCommand::new);
    return commands;
  }

  /**
   * Runs one command.
   *
   * @param args what was typed after {@code nmf}
   * @return the exit code
   */
  static int run(String[] args, PrintStream out, PrintStream err) {
    var context = new Context(List.of(args), out, err);
    boolean verbose = context.arguments().contains(CommonOptions.VERBOSE);
    try {
      if (args.length == 0) {
        commandLine(context).usage(err);
        return ExitCode.USAGE;
      }
      return commandLine(context)
          .setOut(new PrintWriter(out, true, out.charset()))
          .setErr(new PrintWriter(err, true, err.charset()))
          .setExecutionStrategy(Main::execute)
          .setParameterExceptionHandler((e, arguments) -> refuse(e, err))
          .setExecutionExceptionHandler((e, command, parsed) -> fail(e, verbose, err))
          .execute(args);
    } catch (Error e) {
      // picocli handles exceptions only; too little memory is an Error
      return fail(e, verbose, err);
    } finally {
      out.flush();
      err.flush();
    }
  }

  /** Only the command that was named is built: reading the annotations of all takes longer. */
  private static CommandLine commandLine(Context context) {
    var root = new CommandLine(new NmfCommand());
    String first = context.arguments().isEmpty() ? "" : context.arguments().getFirst();
    COMMANDS.forEach(
        (name, command) -> {
          if (name.equals(first) || !COMMANDS.containsKey(first)) {
            root.addSubcommand(name, subcommand(command.apply(context)));
          }
        });
    if (!COMMANDS.containsKey(first)) {
      root.addSubcommand("help", new HelpCommand());
    }
    root.getSubcommands().values().forEach(Main::addExitCodes);
    return root.setUsageHelpWidth(96);
  }

  /** A command, or a group of commands with those in it. */
  private static Object subcommand(Object command) {
    if (!(command instanceof CommandGroup group)) {
      return command;
    }
    var parent = new CommandLine(group);
    group.commands().forEach(parent::addSubcommand);
    return parent;
  }

  private static void addExitCodes(CommandLine command) {
    command.getSubcommands().values().forEach(Main::addExitCodes);
    var codes = new LinkedHashMap<String, String>();
    codes.put(" 0", "done");
    codes.put(" 1", "internal fault");
    codes.put(" 2", "wrong usage");
    codes.put(" 3", "bad data");
    codes.put(" 4", "a file is missing, unreadable or in the way, or the disk is full");
    codes.put(" 5", "the backend asked for is not available");
    codes.put(" 6", "not enough memory");
    codes.put(" 7", "not converged, with --require-convergence");
    codes.put("130", "interrupted; what was reached is written");
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(codes);
  }

  private static int execute(ParseResult parsed) {
    requireOnce(parsed);
    return new RunLast().execute(parsed);
  }

  /** picocli lets an option in a group be given again, and the last one win. */
  private static void requireOnce(ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    var given = new HashSet<OptionSpec>();
    for (String word : command.originalArgs()) {
      int end = word.indexOf('=');
      OptionSpec option = command.commandSpec().findOption(end < 0 ? word : word.substring(0, end));
      if (word.startsWith("-")
          && option != null
          && !option.typeInfo().isMultiValue()
          && !given.add(option)) {
        throw new ParameterException(
            command.commandSpec().commandLine(),
            "option '%s' should be specified only once".formatted(option.longestName()));
      }
    }
  }

  private static int refuse(ParameterException exception, PrintStream err) {
    CommandLine command = exception.getCommandLine();
    String message = Failure.oneLine(String.valueOf(exception.getMessage()));
    List<String> suggestions = List.of();
    if (exception instanceof UnmatchedArgumentException unmatched) {
      suggestions = unmatched.getSuggestions();
      String first = unmatched.getUnmatched().getFirst();
      if (!command.getSubcommands().isEmpty() && !first.startsWith("-")) {
        message =
            "there is no command '%s'"
                .formatted(
                    command.getParent() == null ? first : command.getCommandName() + " " + first);
      }
    }
    if (!suggestions.isEmpty()) {
      message += "; did you mean %s?".formatted(suggestions.getFirst());
    }
    err.println("nmf: error: " + message);
    err.println("see: %s --help".formatted(command.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE;
  }

  private static int fail(Throwable thrown, boolean verbose, PrintStream err) {
    Failure failure = Failure.of(thrown);
    err.println("nmf: error: " + failure.message());
    if (verbose) {
      thrown.printStackTrace(err);
    }
    return failure.code();
  }
}
