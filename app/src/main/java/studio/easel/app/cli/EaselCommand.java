package studio.easel.app.cli;

import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import studio.easel.app.Folders;
import studio.easel.app.Signals;
import studio.easel.engine.EaselException;
import studio.easel.engine.Names;
import studio.easel.engine.onnx.Providers;
import studio.easel.engine.pipeline.EaselVersion;

/** {@code easel}: without a command it opens the window; each command is a class of its own. */
@Command(
        name = "easel",
        description = "Type a prompt, get a picture; on this machine, offline.",
        footer = {
            "",
            "Without a command the studio window opens.",
            "Bad input ends with exit code 2 and a sentence saying what to do."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = EaselCommand.Version.class)
public final class EaselCommand {
    /** Exit code for input that cannot work. */
    public static final int BAD_INPUT = 2;

    /** Exit code after Ctrl+C, as shells have it. */
    public static final int INTERRUPTED = 130;

    /** Exit code for a fault of Easel's own. */
    public static final int FAULT = 70;

    private EaselCommand() {}

    /** Runs a command on this machine's terminal. */
    public static int run(Folders folders, String... args) {
        endOnSignal("INT");
        endOnSignal("TERM");
        return run(
                folders,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args);
    }

    /**
     * Ctrl+C is Cancel: the command ends within a step and closes what it opened. A shutdown hook
     * would not do, since hooks run side by side and ONNX Runtime has one that pulls the ground
     * from under a graph being opened. Whoever asks twice is not kept waiting.
     */
    private static void endOnSignal(String name) {
        Thread command = Thread.currentThread();
        AtomicBoolean asked = new AtomicBoolean();
        Signals.on(
                name,
                () -> {
                    if (asked.getAndSet(true)) {
                        Runtime.getRuntime().halt(INTERRUPTED);
                    }
                    command.interrupt();
                });
    }

    /**
     * Runs a command.
     *
     * @param out results
     * @param err progress and complaints
     * @return the exit code
     */
    public static int run(Folders folders, PrintWriter out, PrintWriter err, String... args) {
        Workbench workbench = Workbench.at(folders, err);
        CommandLine commands =
                new CommandLine(new EaselCommand())
                        .addSubcommand(new GenerateCommand(workbench))
                        .addSubcommand(new AnimateCommand(workbench))
                        .addSubcommand(new UpscaleCommand(workbench))
                        .addSubcommand(new ShowCommand())
                        .addSubcommand(ModelsCommand.with(workbench))
                        .addSubcommand(new DoctorCommand(workbench))
                        .addSubcommand(new BenchCommand(workbench));
        commands.setOut(out).setErr(err);
        commands.setExecutionStrategy(EaselCommand::executeOnce);
        commands.setParameterExceptionHandler(EaselCommand::refuse);
        commands.setExecutionExceptionHandler(
                (problem, command, parsed) -> complain(problem, command.getErr()));
        return commands.execute(args);
    }

    /** Within a group picocli would take the last of two, silently. */
    private static int executeOnce(ParseResult parsed) {
        for (ParseResult level :
                parsed.asCommandLineList().stream().map(CommandLine::getParseResult).toList()) {
            for (OptionSpec option : level.matchedOptions()) {
                if (!option.isMultiValue() && option.originalStringValues().size() > 1) {
                    throw new OverwrittenOptionException(
                            level.commandSpec().commandLine(),
                            option,
                            "option '%s' should be specified only once"
                                    .formatted(option.longestName()));
                }
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int refuse(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        if (problem instanceof UnmatchedArgumentException unmatched) {
            if (unmatched.isUnknownOption()) {
                err.println(problem.getMessage() + ".");
                UnmatchedArgumentException.printSuggestions(unmatched, err);
            } else {
                err.println(tooMuch(command, unmatched.getUnmatched().get(0)));
            }
        } else {
            String message = String.valueOf(problem.getMessage());
            err.println(message.endsWith(".") ? message : message + ".");
        }
        err.printf("Try \"%s --help\".%n", command.getCommandSpec().qualifiedName());
        return BAD_INPUT;
    }

    /** A word nobody takes: most often a misspelt command, or a prompt without its quotes. */
    private static String tooMuch(CommandLine command, String word) {
        if (!command.getSubcommands().isEmpty()) {
            return Names.unknown(
                    "The command", word, List.copyOf(command.getSubcommands().keySet()));
        }
        String expected =
                command.getCommandSpec().positionalParameters().stream()
                        .map(PositionalParamSpec::paramLabel)
                        .collect(Collectors.joining(" "));
        return "\"%s\" is one word too many after \"%s\", expected %s. Put words that belong together in quotes."
                .formatted(
                        word,
                        command.getCommandSpec().qualifiedName(),
                        expected.isEmpty() ? "options only" : "only " + expected);
    }

    private static int complain(Exception problem, PrintWriter err) {
        if (isCancelled(problem)) {
            err.println("Cancelled; pictures already finished are kept.");
            return INTERRUPTED;
        }
        if (problem instanceof EaselException sentence) {
            LoggerFactory.getLogger(EaselCommand.class).debug("refused", sentence);
            err.println(sentence.getMessage());
            return BAD_INPUT;
        }
        LoggerFactory.getLogger(EaselCommand.class).error("unexpected", problem);
        err.printf(
                "Easel met a fault of its own (%s). The log has the details: %s%n",
                problem, System.getProperty("easel.log", "(none)"));
        return FAULT;
    }

    /** Ctrl+C in the middle of reading a file is no trouble with the file. */
    private static boolean isCancelled(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof CancellationException
                    || cause instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    /** Says which Easel and which ONNX Runtime this is. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "Easel "
                        + EaselVersion.text()
                        + " (ONNX Runtime "
                        + Providers.runtimeVersion()
                        + ")"
            };
        }
    }
}
