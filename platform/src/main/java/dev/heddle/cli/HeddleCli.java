package dev.heddle.cli;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code heddle} command. */
@Command(
        name = "heddle",
        description = "Registers model functions, and looks after what is served.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        footer = {
            "",
            "The client commands talk to the platform at --url or HEDDLE_URL (default"
                    + " http://127.0.0.1:8080), with the token of --token or HEDDLE_TOKEN.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage or refused, 3 not found."
        })
public final class HeddleCli implements Callable<Integer> {
    static final int FAILED = 1;
    static final int REFUSED = 2;
    static final int NOT_FOUND = 3;

    private static final Set<String> LISTING =
            Set.of("endpoints", "rules", "table", "batch", "stream", "topic", "workspace", "task");
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("register", RegisterCommand.class);
        COMMANDS.put("models", ModelsCommand.class);
        COMMANDS.put("show", ShowCommand.class);
        COMMANDS.put("tag", TagCommand.class);
        COMMANDS.put("alias", AliasCommand.class);
        COMMANDS.put("rules", RulesCommand.class);
        COMMANDS.put("endpoints", EndpointsCommand.class);
        COMMANDS.put("predict", PredictCommand.class);
        COMMANDS.put("diff", DiffCommand.class);
        COMMANDS.put("verify", VerifyCommand.class);
        COMMANDS.put("batch", BatchCommand.class);
        COMMANDS.put("table", TableCommand.class);
        COMMANDS.put("stream", StreamCommand.class);
        COMMANDS.put("topic", TopicCommand.class);
        COMMANDS.put("streams", StreamCommand.Streams.class);
        COMMANDS.put("features", FeaturesCommand.class);
        COMMANDS.put("monitors", MonitorsCommand.class);
        COMMANDS.put("outcomes", OutcomesCommand.class);
        COMMANDS.put("import", ImportCommand.class);
        COMMANDS.put("export", ExportCommand.class);
        COMMANDS.put("workspace", WorkspaceCommand.class);
        COMMANDS.put("task", TaskCommand.class);
        COMMANDS.put("tokens", TokensCommand.class);
        COMMANDS.put("dev", DevCommand.class);
        COMMANDS.put("server", ServerCommand.class);
        COMMANDS.put("demo", DemoCommand.class);
        COMMANDS.put("completion", CompletionCommand.class);
        COMMANDS.put("version", VersionCommand.class);
        COMMANDS.put("rehearse", RehearseCommand.class);
    }

    /** Picocli refuses less. */
    private static final int NARROWEST_HELP = 55;

    @Spec private CommandSpec spec;

    private HeddleCli() {}

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return REFUSED;
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, arguments);
        out.flush();
        System.exit(code);
    }

    /** Runs one command; its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... given) {
        String[] arguments = withList(given);
        boolean debug = Arrays.asList(arguments).contains("--debug");
        Class<?> only = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        CommandLine line =
                (only == null ? commandLine() : commandLine(Map.of(arguments[0], only)))
                        .setOut(out)
                        .setErr(err);
        line.setExecutionExceptionHandler(
                (e, command, parsed) -> {
                    if (debug) {
                        e.printStackTrace(err);
                    }
                    err.println("heddle: " + sentence(e));
                    return exitCode(e);
                });
        line.setParameterExceptionHandler(
                (e, refused) -> {
                    err.println("heddle: " + e.getMessage());
                    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
                    err.println(
                            "Try '%s --help'."
                                    .formatted(
                                            e.getCommandLine()
                                                    .getCommandSpec()
                                                    .qualifiedName(" ")));
                    return REFUSED;
                });
        return line.execute(arguments);
    }

    /** Lists, where a command that holds others is called without saying which. */
    private static String[] withList(String[] arguments) {
        boolean isGroup = arguments.length > 0 && LISTING.contains(arguments[0]);
        boolean saysWhich =
                arguments.length > 1
                        && (!arguments[1].startsWith("-")
                                || arguments[1].equals("-h")
                                || arguments[1].equals("--help"));
        if (!isGroup || saysWhich) {
            return arguments;
        }
        List<String> listing = new ArrayList<>(List.of(arguments));
        listing.add(1, "list");
        return listing.toArray(String[]::new);
    }

    /** With every command. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /** With some commands: looking at all of them takes longer than most of them do. */
    private static CommandLine commandLine(Map<String, Class<?>> commands) {
        CommandLine line = new CommandLine(new HeddleCli());
        commands.forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(Math.max(NARROWEST_HELP, Terminal.ofProcess().width(100)));
    }

    private static String sentence(Exception e) {
        if (e instanceof HeddleException || e instanceof IllegalArgumentException) {
            return e.getMessage();
        }
        if (e instanceof UncheckedIOException unchecked) {
            return unchecked.getCause().getMessage();
        }
        String message = e.getMessage() == null ? "" : ": " + e.getMessage();
        return "unexpected failure, " + e.getClass().getSimpleName() + message + " (see --debug)";
    }

    private static int exitCode(Exception e) {
        if (e instanceof IllegalArgumentException) {
            return REFUSED;
        }
        return e instanceof HeddleException failure ? exitCode(failure.code()) : FAILED;
    }

    private static int exitCode(ErrorCode code) {
        return switch (code.category()) {
            case NOT_FOUND -> NOT_FOUND;
            case USER, UNAUTHENTICATED, FORBIDDEN, CONFLICT, PRECONDITION, TOO_LARGE -> REFUSED;
            case EXHAUSTED, DEADLINE, EXTERNAL, INTERNAL -> FAILED;
        };
    }
}
