package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.heddle.client.tasks.Task;
import dev.heddle.client.tasks.TaskDefinition;
import dev.heddle.client.tasks.TaskRun;
import dev.heddle.client.tasks.TaskRunRequest;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ResourceSample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** The tasks of a platform and their runs; see {@link Heddle#tasks}. */
public final class TasksClient {
    private static final String TASKS = "/api/v1/tasks";
    private static final String RUNS = "/api/v1/task-runs";
    private static final byte[] NOTHING = {'{', '}'};

    private final Transport transport;

    TasksClient(Transport transport) {
        this.transport = transport;
    }

    /** Defines a task, or its next version; the newest one again if nothing is different. */
    public Task define(String name, TaskSpec spec) {
        return transport.read(Call.put(path(name), transport.write(spec)), Task.class);
    }

    /**
     * Defines a task as {@link #define(String, TaskSpec)} does; the platform adds what is left out.
     */
    public Task define(String name, TaskDefinition definition) {
        return transport.read(Call.put(path(name), transport.write(definition)), Task.class);
    }

    /**
     * Makes a task of a workspace of the caller's: its image as it is now, its size, and its home.
     *
     * @param command what it runs
     */
    public Task defineFrom(String name, String workspace, List<String> command) {
        return transport.read(
                Call.post(
                        path(name) + "/from-workspace",
                        transport.write(Map.of("workspace", workspace, "command", command))),
                Task.class);
    }

    /** The newest version of each task, by name. */
    public Stream<Task> list() {
        return Pages.stream(token -> page(OptionalInt.empty(), token));
    }

    /**
     * One page of the tasks that {@link #list} gives.
     *
     * @param limit how many at most; empty for what the platform thinks best
     * @param token of the page before; empty for the first
     */
    public Page<Task> page(OptionalInt limit, Optional<String> token) {
        StringJoiner query = new StringJoiner("&", TASKS + "?", "").setEmptyValue(TASKS);
        limit.ifPresent(most -> query.add("limit=" + most));
        token.ifPresent(text -> query.add("pageToken=" + Call.encode(text)));
        return transport.read(Call.get(query.toString()), pageOf(Task.class));
    }

    /**
     * A version of a task.
     *
     * @param reference a version or an alias; empty for the newest
     */
    public Task task(String name, Optional<String> reference) {
        return transport.read(
                Call.get(
                        path(name)
                                + reference
                                        .map(text -> "?reference=" + Call.encode(text))
                                        .orElse("")),
                Task.class);
    }

    /** The versions of a task, newest first; the last hundred. */
    public List<Task> versions(String name) {
        return transport.read(Call.get(path(name) + "/versions"), listOf(Task.class));
    }

    /** Lets an alias name a version. */
    public Task alias(String name, String alias, int version) {
        return transport.read(
                Call.put(
                        Call.path(path(name) + "/aliases/", alias),
                        transport.write(Map.of("version", version))),
                Task.class);
    }

    /** Removes an alias. */
    public void removeAlias(String name, String alias) {
        transport.run(Call.delete(Call.path(path(name) + "/aliases/", alias)));
    }

    /** Removes a task, its versions and its runs; refused while one runs. */
    public void delete(String name) {
        transport.run(Call.delete(path(name)));
    }

    /** Asks for a run; it waits for its turn. */
    public TaskRun run(String name, TaskRunRequest request) {
        Call call = Call.post(path(name) + "/runs", transport.write(request));
        return transport.read(call, TaskRun.class);
    }

    /**
     * One page of runs, newest first; of those that fit everything that is said.
     *
     * @param task the task's name; empty for all
     * @param state where they are; empty for all
     * @param owner who asked for them; empty for all
     * @param limit how many at most; empty for what the platform thinks best
     * @param token of the page before; empty for the first
     */
    public Page<TaskRun> runs(
            String task, String state, String owner, OptionalInt limit, Optional<String> token) {
        StringJoiner query = new StringJoiner("&", RUNS + "?", "");
        query.add("task=" + Call.encode(task)).add("state=" + Call.encode(state));
        query.add("owner=" + Call.encode(owner));
        limit.ifPresent(most -> query.add("limit=" + most));
        token.ifPresent(text -> query.add("pageToken=" + Call.encode(text)));
        return transport.read(Call.get(query.toString()), pageOf(TaskRun.class));
    }

    /** A run as it is now. */
    public TaskRun run(String id) {
        return transport.read(Call.get(runPath(id)), TaskRun.class);
    }

    /** Stops a run. */
    public TaskRun stop(String id) {
        return transport.read(Call.repeatablePost(runPath(id) + "/stop", NOTHING), TaskRun.class);
    }

    /** What a run has printed, from an offset in bytes; as much as one answer holds. */
    public LogPart log(String id, long offset) {
        return transport.read(Call.get(runPath(id) + "/logs?offset=" + offset), LogPart.class);
    }

    /** The last of what a run has printed, at most so many bytes of it. */
    public LogPart logEnd(String id, int bytes) {
        return LogPart.end(place -> log(id, place), bytes);
    }

    /** What a run has used, oldest first; at most a thousand samples, evenly spread. */
    public List<ResourceSample> usage(String id) {
        return transport.read(Call.get(runPath(id) + "/usage"), listOf(ResourceSample.class));
    }

    private JavaType listOf(Class<?> type) {
        return transport.json().getTypeFactory().constructCollectionType(List.class, type);
    }

    private JavaType pageOf(Class<?> type) {
        return transport.json().getTypeFactory().constructParametricType(Page.class, type);
    }

    private static String path(String name) {
        return Call.path(TASKS + "/", name);
    }

    private static String runPath(String id) {
        return Call.path(RUNS + "/", id);
    }
}
