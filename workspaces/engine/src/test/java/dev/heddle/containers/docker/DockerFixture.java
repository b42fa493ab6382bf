package dev.heddle.containers.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import dev.heddle.containers.Ability;
import dev.heddle.containers.ContainerEngine;
import dev.heddle.containers.EngineFixture;
import dev.heddle.containers.TestEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Docker Engine, whose programs are told what to do by commands in their containers. */
final class DockerFixture implements EngineFixture {
    /** Reads orders, one a line: what to print, how to end. */
    private static final String OBEY =
            """
            mkfifo /tmp/orders
            exec 3<>/tmp/orders
            while read -r verb rest <&3; do
              case $verb in
                print) echo "$rest" ;;
                end) exit "$rest" ;;
                exhaust) exec tail /dev/zero ;;
              esac
            done
            """;

    private static final String ORDER =
            """
            while [ ! -p /tmp/orders ]; do :; done
            printf '%s\\n' "$@" > /tmp/orders
            """;

    private static final long PATIENCE_SECONDS = 60;

    private final String installation = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final Path folder;
    private final DockerCalls calls = new DockerCalls(TestEngine.host());

    DockerFixture() {
        try {
            folder = Files.createTempDirectory("docker-contract");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    public String installation() {
        return installation;
    }

    @Override
    public String otherInstallation() {
        return "other-" + installation;
    }

    @Override
    public ContainerEngine engine(String installation) {
        return TestEngine.start(installation, folder);
    }

    @Override
    public ContainerEngine unreachable() {
        return new DockerEngine(
                new DockerSettings(
                        URI.create("unix://" + folder.resolve("nothing.sock")), "nobody", folder));
    }

    @Override
    public String image() {
        return TestEngine.IMAGE;
    }

    @Override
    public List<String> program() {
        return List.of("sh", "-c", OBEY);
    }

    /** It does by itself. */
    @Override
    public void begin(String container) {}

    @Override
    public void print(String container, List<String> lines) {
        order(container, lines.stream().map(line -> "print " + line).toList());
    }

    @Override
    public void end(String container, int exitCode) {
        order(container, List.of("end " + exitCode));
    }

    @Override
    public void exhaustMemory(String container) {
        order(container, List.of("exhaust"));
    }

    /** It does by itself. */
    @Override
    public void failToBegin(String container) {}

    /** It does by itself. */
    @Override
    public void obeyStop(String container) {}

    @Override
    public void write(String container, String target, String file, String text) {
        execute(
                container,
                List.of("sh", "-c", "printf %s \"$1\" > \"$2\"", "sh", text, target + "/" + file));
    }

    @Override
    public String read(String container, String target, String file) {
        String path = target + "/" + file;
        return execute(container, List.of("sh", "-c", "[ ! -e \"$1\" ] || cat \"$1\"", "sh", path));
    }

    @Override
    public String described(String container) {
        return calls.read(
                "/containers/" + container + "/json",
                body -> new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }

    private void order(String container, List<String> orders) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", ORDER, "sh"));
        command.addAll(orders);
        execute(container, command);
    }

    private String execute(String container, List<String> command) {
        return calls.ask(
                docker -> {
                    String id =
                            docker.execCreateCmd(container)
                                    .withCmd(command.toArray(String[]::new))
                                    .withAttachStdout(true)
                                    .withAttachStderr(true)
                                    .exec()
                                    .getId();
                    ByteArrayOutputStream printed = new ByteArrayOutputStream();
                    ResultCallback.Adapter<Frame> ending =
                            new ResultCallback.Adapter<>() {
                                @Override
                                public void onNext(Frame frame) {
                                    printed.writeBytes(frame.getPayload());
                                }
                            };
                    try {
                        if (!docker.execStartCmd(id)
                                .exec(ending)
                                .awaitCompletion(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                            throw new AssertionError(command + " does not end");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException(e);
                    }
                    return printed.toString(StandardCharsets.UTF_8);
                });
    }

    /** The image that the contract has built. */
    private void removeImage(String reference) {
        calls.ask(
                docker -> {
                    try {
                        return docker.removeImageCmd(reference).exec();
                    } catch (NotFoundException e) {
                        return null;
                    }
                });
    }

    @Override
    public void close() {
        removeImage("heddle-test/" + installation() + ":1");
        calls.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
