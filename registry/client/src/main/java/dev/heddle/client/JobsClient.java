package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobQuery;
import dev.heddle.client.batch.JobSpec;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** The batch jobs of a platform; see {@link Heddle#jobs}. */
public final class JobsClient {
    private static final String JOBS = "/api/v1/jobs";

    private final Transport transport;

    JobsClient(Transport transport) {
        this.transport = transport;
    }

    /** Asks for a job; it waits for its turn. */
    public Job submit(JobSpec spec) {
        return transport.read(Call.post(JOBS, transport.write(spec)), Job.class);
    }

    /** A job as it is now. */
    public Job job(String id) {
        return transport.read(Call.get(path(id)), Job.class);
    }

    /** The jobs, newest first; those of a state unless it is empty. */
    public Stream<Job> list(String state) {
        return list(JobQuery.of(state, "", "", "", ""));
    }

    /** The jobs that are meant, newest first. */
    public Stream<Job> list(JobQuery wanted) {
        return Pages.stream(token -> page(wanted, OptionalInt.empty(), token));
    }

    /**
     * One page of the jobs that are meant, newest first.
     *
     * @param limit how many at most; empty for what the platform thinks best
     * @param token of the page before; empty for the first
     */
    public Page<Job> page(JobQuery wanted, OptionalInt limit, Optional<String> token) {
        StringJoiner query = new StringJoiner("&", JOBS + "?", "");
        wanted.state().ifPresent(state -> query.add("state=" + state));
        wanted.kind().ifPresent(kind -> query.add("kind=" + kind));
        wanted.model().ifPresent(model -> query.add("model=" + Call.encode(model)));
        wanted.schedule().ifPresent(name -> query.add("schedule=" + Call.encode(name)));
        wanted.table().ifPresent(table -> query.add("table=" + Call.encode(table)));
        limit.ifPresent(most -> query.add("limit=" + most));
        token.ifPresent(text -> query.add("pageToken=" + Call.encode(text)));
        JavaType page =
                transport.json().getTypeFactory().constructParametricType(Page.class, Job.class);
        return transport.read(Call.get(query.toString()), page);
    }

    /** What a job has printed, from an offset in bytes; as much as one answer holds. */
    public LogPart log(String id, long offset) {
        return transport.read(Call.get(path(id) + "/logs?offset=" + offset), LogPart.class);
    }

    /** The end of what a job has printed, from the beginning of a line on. */
    public LogPart logEnd(String id, int bytes) {
        return transport.read(Call.get(path(id) + "/logs?last=" + bytes), LogPart.class);
    }

    /** Asks a job to stop. */
    public Job cancel(String id) {
        return transport.read(
                Call.repeatablePost(path(id) + "/cancel", new byte[] {'{', '}'}), Job.class);
    }

    /** Asks for the same again, as a new job. */
    public Job rerun(String id) {
        return transport.read(Call.post(path(id) + "/rerun", new byte[] {'{', '}'}), Job.class);
    }

    private static String path(String id) {
        return Call.path(JOBS + "/", id);
    }
}
