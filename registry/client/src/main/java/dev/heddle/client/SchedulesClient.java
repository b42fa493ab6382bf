package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.Schedule;
import java.util.Map;
import java.util.stream.Stream;

/** The schedules of a platform's batch jobs; see {@link Heddle#schedules}. */
public final class SchedulesClient {
    private static final String SCHEDULES = "/api/v1/schedules";

    private final Transport transport;

    SchedulesClient(Transport transport) {
        this.transport = transport;
    }

    /** The schedules, by name. */
    public Stream<Schedule> list() {
        JavaType page =
                transport
                        .json()
                        .getTypeFactory()
                        .constructParametricType(Page.class, Schedule.class);
        return Pages.stream(
                token -> {
                    String next = token.map(text -> "?pageToken=" + Call.encode(text)).orElse("");
                    return transport.read(Call.get(SCHEDULES + next), page);
                });
    }

    /** A schedule as it is now. */
    public Schedule schedule(String name) {
        return transport.read(Call.get(path(name)), Schedule.class);
    }

    /** Makes a schedule, or changes it. */
    public Schedule set(String name, Schedule.Plan plan) {
        return transport.read(Call.put(path(name), transport.write(plan)), Schedule.class);
    }

    /** Lets no further job of a schedule begin, until {@link #resume}. */
    public Schedule pause(String name) {
        return paused(name, true);
    }

    /** Lets a schedule go on with the time that comes next. */
    public Schedule resume(String name) {
        return paused(name, false);
    }

    private Schedule paused(String name, boolean paused) {
        return transport.read(
                Call.patch(path(name), transport.write(Map.of("paused", paused))), Schedule.class);
    }

    /** Asks for a job of a schedule now, if none of it runs. */
    public Job run(String name) {
        return transport.read(Call.post(path(name) + "/run", new byte[] {'{', '}'}), Job.class);
    }

    /** Removes a schedule; a job of it that runs goes on. */
    public void delete(String name) {
        transport.run(Call.delete(path(name)));
    }

    private static String path(String name) {
        return Call.path(SCHEDULES + "/", name);
    }
}
