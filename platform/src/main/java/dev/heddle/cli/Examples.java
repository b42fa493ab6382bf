package dev.heddle.cli;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The models below {@code examples/}: each folder with a file {@code register.args}, which holds
 * the arguments of {@code heddle register}, one a line, for a caller in that folder. Where there is
 * a file {@code tables.commands} too, it holds commands that write tables and score them, one a
 * line; commands of {@code events.commands} send events, which change what the model answers to
 * {@code call.json}.
 */
public final class Examples {
    private static final String ARGUMENTS = "register.args";
    private static final String TABLES = "tables.commands";
    private static final String EVENTS = "events.commands";
    private static final String CALL = "call.json";

    private Examples() {}

    /**
     * One example.
     *
     * @param folder its folder
     * @param arguments the arguments of {@code heddle register}
     */
    record Example(Path folder, List<String> arguments) {
        /** The model's name. */
        String name() {
            return after("--name").orElse(folder.getFileName().toString());
        }

        /** The whole command that registers it, for a caller in any folder. */
        List<String> registration(URI platform) {
            List<String> command =
                    new ArrayList<>(List.of("register", "--folder", folder.toString()));
            command.addAll(arguments);
            command.addAll(List.of("--url", platform.toString(), "--table"));
            return command;
        }

        /**
         * The commands over tables, in their order; none where the example has no table. What names
         * a file of the folder is given as its absolute path.
         */
        List<List<String>> tables() {
            return commands(TABLES);
        }

        /** The commands over events, in their order; none where the example has no events. */
        List<List<String>> events() {
            return commands(EVENTS);
        }

        /** A call whose answer events change. */
        Path call() {
            return folder.resolve(CALL);
        }

        private List<List<String>> commands(String name) {
            Path file = folder.resolve(name);
            if (!Files.exists(file)) {
                return List.of();
            }
            return lines(file)
                    .map(line -> Stream.of(line.split(" +")).map(this::inFolder).toList())
                    .toList();
        }

        private String inFolder(String word) {
            Path file = folder.resolve(word);
            return Files.isRegularFile(file) ? file.toAbsolutePath().toString() : word;
        }

        /** Its sample file. */
        Optional<Path> sample() {
            return after("--sample").map(folder::resolve);
        }

        private Optional<String> after(String option) {
            int at = arguments.indexOf(option);
            return at < 0 || at + 1 == arguments.size()
                    ? Optional.empty()
                    : Optional.of(arguments.get(at + 1));
        }
    }

    /**
     * Registers every example below a folder, as {@code heddle register} would; one that fails does
     * not keep the others from it.
     *
     * @param folder the folder of the examples, built
     * @param platform the address of a platform that asks for no token
     * @param out takes what the command prints
     * @param err takes what goes wrong
     */
    public static void register(Path folder, URI platform, PrintWriter out, PrintWriter err) {
        for (Example example : below(folder)) {
            HeddleCli.run(out, err, example.registration(platform).toArray(String[]::new));
        }
    }

    /**
     * Every example below a folder, by name.
     *
     * @throws HeddleException with {@code NOT_FOUND} if there is none
     */
    static List<Example> below(Path folder) {
        try (Stream<Path> folders = Files.list(folder)) {
            List<Example> examples =
                    folders.filter(example -> Files.exists(example.resolve(ARGUMENTS)))
                            .sorted()
                            .map(Examples::read)
                            .toList();
            if (examples.isEmpty()) {
                throw none(folder);
            }
            return examples;
        } catch (IOException e) {
            throw none(folder);
        }
    }

    private static Example read(Path folder) {
        return new Example(folder, lines(folder.resolve(ARGUMENTS)).toList());
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HeddleException none(Path folder) {
        return new HeddleException(
                ErrorCode.NOT_FOUND, "there are no examples below '%s'".formatted(folder));
    }
}
