package dev.heddle.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.cli.Examples.Example;
import dev.heddle.client.Heddle;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.ModelVersion;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heddle demo}. */
@Command(
        name = "demo",
        description = {
            "Starts the platform, registers the examples' models and calls them, sends events that"
                    + " change what a call gives, then writes a table and scores it.",
            "It leaves the platform running until Ctrl-C. What it keeps is in .heddle/demo of the"
                    + " checkout."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int USUAL_PORT = 8080;
    private static final int LONGEST = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(names = "--once", description = "Stop the platform at the end.")
    private boolean once;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of its platform; .heddle/demo in the checkout.")
    private Path data;

    @Option(names = "--debug", description = "Also print the stack trace of a failure.")
    private boolean debug;

    @SuppressWarnings("unused") // picocli acts on it
    @Mixin
    private Session.Help help;

    @Spec private CommandSpec spec;

    private final ObjectMapper json = HeddleJson.mapper();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Path home = home();
        List<Example> examples = Examples.below(home.resolve("examples"));
        int port = PlatformProcess.freePort(USUAL_PORT);
        if (port != USUAL_PORT) {
            say(out, "Port %d is taken, so this one listens at %d.".formatted(USUAL_PORT, port));
        }
        long start = System.nanoTime();
        say(out, "Starting the platform ...");
        try (PlatformProcess platform =
                        PlatformProcess.start(
                                home.resolve("heddle"),
                                data == null ? home.resolve(".heddle/demo") : data,
                                port);
                Heddle heddle = Heddle.connect(platform.uri())) {
            platform.awaitReady();
            say(out, "Ready after %.1f s.".formatted((System.nanoTime() - start) / 1e9));
            for (Example example : examples) {
                show(out, heddle, example);
            }
            for (Example example : examples) {
                react(out, heddle, example);
            }
            for (Example example : examples) {
                score(out, heddle, example);
            }
            addresses(out, heddle, examples);
            if (!once) {
                say(out, "Ctrl-C stops it.");
                throw ended(platform.await());
            }
        }
        say(out, "Stopped.");
        return 0;
    }

    private void show(PrintWriter out, Heddle heddle, Example example) {
        List<String> arguments = example.registration(heddle.uri());
        run(out, "register " + String.join(" ", example.arguments()), arguments);
        ModelVersion version = heddle.version(example.name(), "latest");
        JsonNode input = sample(example, version);
        say(out, "-> " + shorten(input));
        say(out, "<- " + shorten(heddle.predict(example.name(), input)));
    }

    /** Sends an example's events: each time, the same call gives another answer soon. */
    private void react(PrintWriter out, Heddle heddle, Example example)
            throws InterruptedException {
        for (List<String> command : example.events()) {
            boolean isSent = command.subList(0, 2).equals(List.of("topic", "send"));
            JsonNode before = isSent ? heddle.predict(example.name(), read(example.call())) : null;
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of("--url", heddle.uri().toString(), "--table"));
            run(out, String.join(" ", command), arguments);
            if (isSent) {
                awaitAnother(out, heddle, example, before);
            }
        }
    }

    private void awaitAnother(PrintWriter out, Heddle heddle, Example example, JsonNode before)
            throws InterruptedException {
        JsonNode input = read(example.call());
        long start = System.nanoTime();
        JsonNode answer = heddle.predict(example.name(), input);
        while (answer.equals(before)) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "%s still answers %s after the events".formatted(example.name(), answer));
            }
            TimeUnit.MILLISECONDS.sleep(10);
            answer = heddle.predict(example.name(), input);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        say(out, "-> " + shorten(input));
        say(
                out,
                "<- %s after %d ms, before %s".formatted(shorten(answer), millis, shorten(before)));
    }

    /** Writes an example's tables and scores them. */
    private void score(PrintWriter out, Heddle heddle, Example example) {
        for (List<String> command : example.tables()) {
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of("--url", heddle.uri().toString(), "--table"));
            run(out, String.join(" ", command), arguments);
        }
    }

    /** Runs a command as a person would, and shows it. */
    private void run(PrintWriter out, String shown, List<String> arguments) {
        if (debug) {
            arguments.add("--debug");
        }
        say(out, "");
        say(out, "$ heddle " + shown);
        int code =
                HeddleCli.run(out, spec.commandLine().getErr(), arguments.toArray(String[]::new));
        if (code != 0) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE, "'heddle %s' ended with code %d".formatted(shown, code));
        }
    }

    private JsonNode sample(Example example, ModelVersion version) {
        if (example.sample().isEmpty()) {
            return ExampleInput.of(version.signature().orElseThrow().input());
        }
        JsonNode sample = read(example.sample().get());
        return sample.isArray() ? sample.get(0) : sample;
    }

    private JsonNode read(Path file) {
        try {
            return json.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addresses(PrintWriter out, Heddle heddle, List<Example> examples) {
        say(out, "");
        say(out, "Dashboard  %s".formatted(heddle.uri()));
        for (Example example : examples) {
            say(out, "Try it     %smodels/%s".formatted(heddle.uri(), example.name()));
        }
        for (Example example : examples) {
            if (!example.tables().isEmpty()) {
                say(out, "Tables     heddle table list --url %s".formatted(heddle.uri()));
            }
        }
        say(out, "Registry   %sapi/v1/models".formatted(heddle.uri()));
        say(out, "Metrics    %smetrics".formatted(heddle.uri()));
    }

    private static Path home() {
        String home = System.getProperty("heddle.home");
        if (home == null) {
            throw new HeddleException(
                    ErrorCode.NOT_FOUND,
                    "the demo is started by the heddle script at the root of a checkout");
        }
        return Path.of(home);
    }

    private static HeddleException ended(int code) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE, "the platform ended by itself with code " + code);
    }

    private static String shorten(JsonNode json) {
        String text = json.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
