package dev.heddle.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.heddle.client.Heddle;
import dev.heddle.client.HeddleJson;
import java.io.Console;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every client command takes, and how it answers. */
final class Session {
    static final String DEFAULT_URL = "http://127.0.0.1:8080";

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:HEDDLE_URL:-" + DEFAULT_URL + "}",
            description = "The platform's address (HEDDLE_URL; default " + DEFAULT_URL + ").")
    private String url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:HEDDLE_TOKEN}",
            description = "The token to show it (HEDDLE_TOKEN).")
    private String token;

    @Option(names = "--json", description = "Print JSON, as is done where there is no terminal.")
    private boolean json;

    @Option(names = "--table", description = "Print a table even where there is no terminal.")
    private boolean table;

    @SuppressWarnings("unused") // HeddleCli looks for it before picocli does
    @Option(names = "--debug", description = "Also print the stack trace of a failure.")
    private boolean debug;

    @SuppressWarnings("unused") // picocli acts on it
    @Mixin
    private Help help;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private final Terminal terminal = Terminal.ofProcess();
    private final ObjectMapper mapper = HeddleJson.mapper();

    /** {@code --help}. */
    static final class Help {
        @SuppressWarnings("unused") // picocli acts on it
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        private boolean help;
    }

    /** The platform that was asked for; the caller closes it. */
    Heddle heddle() {
        URI uri = uri();
        return hasToken() ? Heddle.connect(uri, token.strip()) : Heddle.connect(uri);
    }

    /** The token that is shown to the platform. */
    Optional<String> token() {
        return hasToken() ? Optional.of(token.strip()) : Optional.empty();
    }

    /** Whether a token is shown to the platform. */
    boolean hasToken() {
        return token != null && !token.isBlank();
    }

    /** The platform's address. */
    URI uri() {
        try {
            return new URI(url.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "--url is '%s', expected http://HOST:PORT".formatted(url), e);
        }
    }

    ObjectMapper mapper() {
        return mapper;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** A line for a person: progress, a note, a warning. */
    void note(String line) {
        spec.commandLine().getErr().println(line);
    }

    boolean isForPeople() {
        return !json && (table || terminal.isPresent());
    }

    Terminal terminal() {
        return terminal;
    }

    /** A piece of what something else prints, for a person to follow. */
    void show(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.print(text);
        err.flush();
    }

    /** Asks a person; whether they say yes. Without one the answer is no. */
    boolean confirms(String question) {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        String answer = console.readLine("%s [y/N] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    /** Prints a value as JSON, or as a person likes it. */
    void print(Object value, Consumer<PrintWriter> forPeople) {
        if (isForPeople()) {
            forPeople.accept(out());
        } else {
            printJson(value);
        }
        out().flush();
    }

    /** Prints a value as JSON, or a line for a person. */
    void print(Object value, String line) {
        print(value, out -> out.println(line));
    }

    /** Prints a list as JSON or as a table. */
    void print(Object list, Table rows) {
        print(list, out -> rows.print(out, terminal.columns()));
    }

    void printJson(Object value) {
        try {
            out().println(
                            mapper.writer(SerializationFeature.INDENT_OUTPUT)
                                    .writeValueAsString(value));
            out().flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON can be written", e);
        }
    }
}
