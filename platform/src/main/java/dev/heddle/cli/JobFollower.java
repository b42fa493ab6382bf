package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.batch.Job;
import java.util.concurrent.TimeUnit;

/** Waits for a job's end: a line on a terminal says how far it is. */
final class JobFollower {
    private static final long POLL_MILLIS = 250;
    private static final String CLEAR = "\r\u001b[K";

    private final Session session;
    private final Heddle heddle;
    private boolean drawn;

    JobFollower(Session session, Heddle heddle) {
        this.session = session;
        this.heddle = heddle;
    }

    /** Waits for a job that was just asked for, unless nobody wants to; the exit code. */
    int begun(Job job, boolean detach) throws InterruptedException {
        if (detach) {
            session.print(job, "Job %s waits for its turn.".formatted(job.id()));
            return 0;
        }
        return follow(job.id());
    }

    /** Waits for a job's end and prints how it ended; the exit code. */
    int follow(String id) throws InterruptedException {
        Job ended = end(id);
        session.print(ended, out -> JobTexts.summary(out, ended));
        return ended.state() == Job.State.SUCCEEDED ? 0 : HeddleCli.FAILED;
    }

    /** Waits for a job's end; the job as it is then. */
    Job end(String id) throws InterruptedException {
        Thread detached =
                new Thread(
                        () ->
                                session.note(
                                        "%sJob %s runs on: heddle batch wait %s, heddle batch cancel %s"
                                                .formatted(drawn ? CLEAR : "", id, id, id)));
        Runtime.getRuntime().addShutdownHook(detached);
        Job job = heddle.jobs().job(id);
        while (!job.state().isFinal()) {
            draw(job);
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            job = heddle.jobs().job(id);
        }
        Runtime.getRuntime().removeShutdownHook(detached);
        clear();
        return job;
    }

    private void draw(Job job) {
        if (session.terminal().isPresent()) {
            drawn = true;
            System.err.print(CLEAR + JobTexts.line(job, session.terminal().width(80)));
            System.err.flush();
        }
    }

    private void clear() {
        if (drawn) {
            System.err.print(CLEAR);
            System.err.flush();
            drawn = false;
        }
    }
}
