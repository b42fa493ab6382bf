package dev.heddle.containers.ecs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.testing.PythonEnvironment;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server that speaks the protocols of AWS, in a process of its own on loopback. It keeps tasks
 * and runs nothing: what becomes of them is ordered.
 */
public final class EcsServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;
    private final Map<String, String> made;

    EcsServer() {
        this(Path.of("src", "test", "python"));
    }

    /** Starts it by the scripts of this module, which lie in a folder. */
    public EcsServer(Path scripts) {
        PythonEnvironment python = PythonEnvironment.of(scripts, "ecs-requirements.txt");
        try {
            process =
                    new ProcessBuilder(python.command("ecs_server.py"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            orders = process.outputWriter(StandardCharsets.UTF_8);
            answers = process.inputReader(StandardCharsets.UTF_8);
            made = answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is. */
    public URI endpoint() {
        return URI.create(made.get("endpoint"));
    }

    /** What was made in it, by name: region, cluster, logGroup, fileSystem and others. */
    public String made(String what) {
        return made.get(what);
    }

    /** The ARNs of the tasks that it keeps. */
    public List<String> tasks() {
        String tasks = order(Map.of("order", "tasks")).get("tasks");
        return tasks.isEmpty() ? List.of() : List.of(tasks.split(" "));
    }

    /** Orders that something happens to a task; what is answered. */
    public synchronized Map<String, String> order(Map<String, Object> order) {
        try {
            orders.write(JSON.writeValueAsString(order));
            orders.newLine();
            orders.flush();
            Map<String, String> answer = answer();
            String error = answer.get("error");
            if (error != null) {
                throw new AssertionError("%s: %s".formatted(order, error));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new AssertionError("ecs_server.py has ended");
        }
        return JSON.readValue(line, TEXTS);
    }

    @Override
    public void close() {
        try {
            orders.close();
            process.waitFor();
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
