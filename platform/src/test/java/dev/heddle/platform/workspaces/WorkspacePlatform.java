package dev.heddle.platform.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Heddle;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.client.workspaces.WorkspaceImage;
import dev.heddle.client.workspaces.WorkspaceRequest;
import dev.heddle.platform.PlatformProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.Predicate;

/** A platform with workspaces, and its engine as a person at a shell sees it. */
final class WorkspacePlatform implements AutoCloseable {
    private static final Map<String, String> QUICK = Map.of("HEDDLE_CONTAINERS_STOP_GRACE", "PT1S");

    private final PlatformProcess process;
    private final Heddle heddle;

    private WorkspacePlatform(PlatformProcess process, Heddle heddle) {
        this.process = process;
        this.heddle = heddle;
    }

    /** Starts {@code dev}, with the images of a folder beside its own. */
    static WorkspacePlatform dev(
            Path folder, Path images, Map<String, String> settings, String... arguments) {
        Map<String, String> environment = new HashMap<>(QUICK);
        environment.put("HEDDLE_CONTAINERS_IMAGES", images.toString());
        environment.putAll(settings);
        PlatformProcess process = PlatformProcess.run(folder, environment, arguments).awaitReady();
        return new WorkspacePlatform(process, Heddle.connect(process.url()));
    }

    /** Starts {@code dev} on a free port, with a tiny image that is built. */
    static WorkspacePlatform tiny(Path folder, Map<String, String> settings) {
        WorkspacePlatform platform =
                dev(folder, TinyImage.folder(folder), settings, "dev", "--port", "0");
        platform.build(TinyImage.NAME);
        return platform;
    }

    /** As another person sees it. */
    static WorkspacePlatform of(PlatformProcess process, String secret) {
        return new WorkspacePlatform(process.as(secret), Heddle.connect(process.url(), secret));
    }

    PlatformProcess process() {
        return process;
    }

    Heddle heddle() {
        return heddle;
    }

    /** Builds an image, and what it begins with. */
    void build(String image) {
        heddle.workspaces().build(image);
        process.await("image " + image + " is built", () -> isOver(image));
        WorkspaceImage built = image(image);
        assertThat(built.state())
                .as(() -> heddle.workspaces().buildLog(image, 0).text())
                .isEqualTo(WorkspaceImage.State.BUILT);
    }

    private boolean isOver(String image) {
        WorkspaceImage.State state = image(image).state();
        return state != WorkspaceImage.State.WAITING && state != WorkspaceImage.State.BUILDING;
    }

    private WorkspaceImage image(String image) {
        return heddle.workspaces().images().stream()
                .filter(each -> each.name().equals(image))
                .findFirst()
                .orElseThrow();
    }

    Workspace create(String name, String image, double cpus, String memory) {
        return heddle.workspaces()
                .create(
                        new WorkspaceRequest(
                                name,
                                Optional.of(image),
                                OptionalDouble.of(cpus),
                                Optional.of(memory)));
    }

    /** Makes a tiny one and waits until it can be used. */
    Workspace running(String name) {
        create(name, TinyImage.NAME, 0.2, "32m");
        return await(name, Workspace.State.RUNNING);
    }

    Workspace await(String name, Workspace.State state) {
        return await(name, "is " + state, now -> now.state() == state);
    }

    Workspace await(String name, String what, Predicate<Workspace> wanted) {
        process.await(
                name + " " + what,
                () -> {
                    Workspace now = workspace(name);
                    boolean isOver = now.state() == Workspace.State.FAILED && !wanted.test(now);
                    assertThat(isOver).as(() -> now + "\n" + log(name)).isFalse();
                    return wanted.test(now);
                });
        return workspace(name);
    }

    Workspace workspace(String name) {
        return heddle.workspaces().workspace(name, Optional.empty());
    }

    String log(String name) {
        return heddle.workspaces().log(name, Optional.empty(), 0).text();
    }

    HttpResponse<String> page(String name, String rest) {
        return process.get("/workspaces/local/" + name + "/" + rest);
    }

    /** Runs a command in one, as {@code heddle workspace exec} does. */
    Shell.Result exec(String name, String... command) {
        String[] words = new String[command.length + 4];
        words[0] = "workspace";
        words[1] = "exec";
        words[2] = name;
        words[3] = "--";
        System.arraycopy(command, 0, words, 4, command.length);
        return Shell.heddle(process.url(), words);
    }

    /** The engine's name of the container that runs for one; empty if none does. */
    String container(String name) {
        return Shell.docker(
                "ps",
                "--format",
                "{{.Names}}",
                "--filter",
                "label=dev.heddle.workspace=local/" + name);
    }

    /** A name that no other platform on the engine uses. */
    static String unique(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 6);
    }

    /** Asks for its end, and waits until nothing of it is left. */
    void delete(String name) {
        heddle.workspaces().delete(name, Optional.empty());
        process.await(
                name + " is gone",
                () -> heddle.workspaces().list(false).noneMatch(one -> one.name().equals(name)));
    }

    /** Deletes all workspaces, and ends the platform. */
    void clear() {
        heddle.workspaces().list(true).map(Workspace::name).toList().forEach(this::delete);
        close();
    }

    @Override
    public void close() {
        heddle.close();
        process.close();
    }
}
