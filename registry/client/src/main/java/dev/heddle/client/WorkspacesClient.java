package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.heddle.client.workspaces.ComputeEngine;
import dev.heddle.client.workspaces.ResourceSample;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.client.workspaces.WorkspaceImage;
import dev.heddle.client.workspaces.WorkspaceRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * The workspaces of a platform; see {@link Heddle#workspaces}. A method that takes an owner means
 * the caller's own workspace where that is empty; only administrators may name others.
 */
public final class WorkspacesClient {
    private static final String WORKSPACES = "/api/v1/workspaces";
    private static final String IMAGES = "/api/v1/images";
    private static final byte[] NOTHING = {'{', '}'};

    private final Transport transport;
    private final URI root;

    WorkspacesClient(Transport transport, URI root) {
        this.transport = transport;
        this.root = root;
    }

    /** Makes a workspace; it starts at once. */
    public Workspace create(WorkspaceRequest request) {
        return transport.read(Call.post(WORKSPACES, transport.write(request)), Workspace.class);
    }

    /** The caller's workspaces by name; those of everybody if an administrator asks for that. */
    public Stream<Workspace> list(boolean everybody) {
        return Pages.stream(token -> page(everybody, OptionalInt.empty(), token));
    }

    /**
     * One page of the workspaces that {@link #list} gives.
     *
     * @param limit how many at most; empty for what the platform thinks best
     * @param token of the page before; empty for the first
     */
    public Page<Workspace> page(boolean everybody, OptionalInt limit, Optional<String> token) {
        StringJoiner query = new StringJoiner("&", WORKSPACES + "?", "");
        query.add("everybody=" + everybody);
        limit.ifPresent(most -> query.add("limit=" + most));
        token.ifPresent(text -> query.add("pageToken=" + Call.encode(text)));
        return transport.read(Call.get(query.toString()), pageOf(Workspace.class));
    }

    /** A workspace as it is now. */
    public Workspace workspace(String name, Optional<String> owner) {
        return transport.read(Call.get(path(name, "", owner)), Workspace.class);
    }

    /** Changes its image or size; a workspace that runs is started again where that is needed. */
    public Workspace change(String name, Optional<String> owner, WorkspaceRequest change) {
        return transport.read(
                Call.put(path(name, "", owner), transport.write(change)), Workspace.class);
    }

    /** Starts it. */
    public Workspace start(String name, Optional<String> owner) {
        return act(name, "/start", owner);
    }

    /** Stops it; its home is kept. */
    public Workspace stop(String name, Optional<String> owner) {
        return act(name, "/stop", owner);
    }

    /** Says that somebody works in it, so that it is not stopped soon. */
    public Workspace keep(String name, Optional<String> owner) {
        return act(name, "/keep", owner);
    }

    private Workspace act(String name, String what, Optional<String> owner) {
        return transport.read(
                Call.repeatablePost(path(name, what, owner), NOTHING), Workspace.class);
    }

    /** Removes it and its home. */
    public void delete(String name, Optional<String> owner) {
        transport.run(Call.delete(path(name, "", owner)));
    }

    /** What it has printed since it was started last, from an offset in bytes. */
    public LogPart log(String name, Optional<String> owner, long offset) {
        return transport.read(
                Call.get(path(name, "/logs", owner, "offset=" + offset)), LogPart.class);
    }

    /** The last of what it has printed, at most so many bytes of it. */
    public LogPart logEnd(String name, Optional<String> owner, int bytes) {
        return LogPart.end(place -> log(name, owner, place), bytes);
    }

    /** What it has used since a time, oldest first; at most a thousand samples, evenly spread. */
    public List<ResourceSample> usage(String name, Optional<String> owner, Instant since) {
        return transport.read(
                Call.get(path(name, "/usage", owner, "since=" + since)),
                listOf(ResourceSample.class));
    }

    /**
     * The address of a terminal in it, for a WebSocket. Bytes come and go in binary messages. Of
     * text, the caller may send {@code {"columns": 80, "rows": 24}} when its window changes and
     * {@code {"end": true}} when no more input comes; the platform sends {@code {"exitCode": 0}} at
     * the end.
     *
     * @param command what is run; empty for a login shell
     * @param tty whether it runs in a terminal
     */
    public URI terminal(
            String name,
            Optional<String> owner,
            List<String> command,
            boolean tty,
            int columns,
            int rows) {
        StringJoiner query = new StringJoiner("&");
        query.add("tty=" + tty).add("columns=" + columns).add("rows=" + rows);
        command.forEach(word -> query.add("command=" + Call.encode(word)));
        URI address = root.resolve(path(name, "/terminal", owner, query.toString()));
        return URI.create(address.toString().replaceFirst("^http", "ws"));
    }

    /** The images that workspaces and tasks can run. */
    public List<WorkspaceImage> images() {
        return transport.read(Call.get(IMAGES), listOf(WorkspaceImage.class));
    }

    /** Builds an image, and what it is made from where that is missing or outdated. */
    public WorkspaceImage build(String image) {
        return transport.read(
                Call.repeatablePost(Call.path(IMAGES + "/", image) + "/build", NOTHING),
                WorkspaceImage.class);
    }

    /** What the last build of an image has printed, from an offset in bytes. */
    public LogPart buildLog(String image, long offset) {
        return transport.read(
                Call.get(Call.path(IMAGES + "/", image) + "/logs?offset=" + offset), LogPart.class);
    }

    /** The last of what the last build of an image has printed, at most so many bytes of it. */
    public LogPart buildLogEnd(String image, int bytes) {
        return LogPart.end(place -> buildLog(image, place), bytes);
    }

    /** What runs the containers; for administrators. */
    public ComputeEngine engine() {
        return transport.read(Call.get("/api/v1/engine"), ComputeEngine.class);
    }

    private JavaType listOf(Class<?> type) {
        return transport.json().getTypeFactory().constructCollectionType(List.class, type);
    }

    private JavaType pageOf(Class<?> type) {
        return transport.json().getTypeFactory().constructParametricType(Page.class, type);
    }

    private static String path(String name, String what, Optional<String> owner, String... query) {
        StringJoiner asked = new StringJoiner("&", "?", "").setEmptyValue("");
        owner.ifPresent(person -> asked.add("owner=" + Call.encode(person)));
        for (String one : query) {
            asked.add(one);
        }
        return Call.path(WORKSPACES + "/", name) + what + asked;
    }
}
