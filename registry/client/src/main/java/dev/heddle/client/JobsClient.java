package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobLog;
import dev.heddle.client.batch.JobSpec;
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
        JavaType page =
                transport.json().getTypeFactory().constructParametricType(Page.class, Job.class);
        String query = state.isEmpty() ? "?" : "?state=" + Call.encode(state) + "&";
        return Pages.stream(
                token -> {
                    String next = token.map(text -> "pageToken=" + Call.encode(text)).orElse("");
                    return transport.read(Call.get(JOBS + query + next), page);
                });
    }

    /** What a job has printed, from an offset in bytes; as much as one answer holds. */
    public JobLog log(String id, long offset) {
        return transport.read(Call.get(path(id) + "/logs?offset=" + offset), JobLog.class);
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
