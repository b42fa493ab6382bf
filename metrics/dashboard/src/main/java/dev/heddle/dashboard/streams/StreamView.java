package dev.heddle.dashboard.streams;

import dev.heddle.client.streams.DeployedStream.Wanted;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.StreamSummary;
import dev.heddle.client.streams.WorkerStatus;
import dev.heddle.dashboard.Display;
import java.util.List;
import java.util.Optional;

/**
 * A stream as its page shows it.
 *
 * @param summary what the platform says of it
 */
record StreamView(StreamSummary summary) {
    /** How a stream is doing. */
    enum State {
        /** No process runs it. */
        WAITING,
        /** Its processes look for the brokers, or load the version. */
        STARTING,
        RUNNING,
        PAUSED,
        STOPPED,
        /** Something keeps at least one process from running it. */
        FAILING;

        /** The class in the style sheet. */
        public String look() {
            return switch (this) {
                case WAITING, PAUSED, STOPPED -> "idle";
                case STARTING -> "running";
                case RUNNING -> "ok";
                case FAILING -> "failed";
            };
        }
    }

    /** Its name. */
    public String name() {
        return spec().name();
    }

    /** What it is. */
    public StreamSpec spec() {
        return summary.stream().spec();
    }

    /** How it is doing. */
    public State state() {
        Wanted wanted = summary.stream().wanted();
        if (wanted == Wanted.STOPPED) {
            return State.STOPPED;
        }
        if (any(WorkerStatus.State.FAILING)) {
            return State.FAILING;
        }
        if (wanted == Wanted.PAUSED) {
            return State.PAUSED;
        }
        if (any(WorkerStatus.State.RUNNING)) {
            return State.RUNNING;
        }
        return summary.workers().isEmpty() ? State.WAITING : State.STARTING;
    }

    private boolean any(WorkerStatus.State state) {
        return summary.workers().stream().anyMatch(worker -> worker.state() == state);
    }

    /** Whether somebody should look at it. */
    public boolean isBad() {
        return state() == State.FAILING || summary.problem().isPresent();
    }

    /** Whether it is meant to run. */
    public boolean isWanted() {
        return summary.stream().wanted() == Wanted.RUNNING;
    }

    /** Whether it has been stopped. */
    public boolean isStopped() {
        return summary.stream().wanted() == Wanted.STOPPED;
    }

    /** Whether it is known how far it is behind. */
    public boolean isLagKnown() {
        return !summary.lag().isEmpty();
    }

    /** How many events a second its processes take together. */
    public double perSecond() {
        return summary.workers().stream().mapToDouble(WorkerStatus::perSecond).sum();
    }

    /** Events that its processes have taken since they began. */
    public long processed() {
        return summary.workers().stream().mapToLong(WorkerStatus::processed).sum();
    }

    /** Events that they have emitted. */
    public long emitted() {
        return summary.workers().stream().mapToLong(WorkerStatus::emitted).sum();
    }

    /** Events that they have tried again. */
    public long retried() {
        return summary.workers().stream().mapToLong(WorkerStatus::retried).sum();
    }

    /** Events that they could not take. */
    public long deadLetters() {
        return summary.workers().stream().mapToLong(WorkerStatus::deadLetters).sum();
    }

    /** Events that they have read and not finished. */
    public long inFlight() {
        return summary.workers().stream().mapToLong(WorkerStatus::inFlight).sum();
    }

    /** The process that has a partition; empty if none says so. */
    public String owner(PartitionLag lag) {
        String partition = lag.topic() + "-" + lag.partition();
        return summary.workers().stream()
                .filter(worker -> worker.partitions().containsKey(partition))
                .map(WorkerStatus::worker)
                .findFirst()
                .orElse("");
    }

    /** The versions that run now, {@code clicks@3}. */
    public List<String> versions() {
        return summary.workers().stream()
                .flatMap(worker -> worker.version().stream())
                .distinct()
                .toList();
    }

    /** The page of the version that runs, or else of the model; empty if none is named. */
    public Optional<String> modelPage() {
        return versions().stream()
                .findFirst()
                .map(StreamView::page)
                .or(
                        () ->
                                spec().endpoint().isPresent()
                                        ? Optional.empty()
                                        : Optional.of(
                                                "/ui/models/"
                                                        + Display.path(
                                                                spec().model().split("[@/]")[0])));
    }

    private static String page(String version) {
        int at = version.lastIndexOf('@');
        return at < 0
                ? "/ui/models/" + Display.path(version)
                : "/ui/models/%s/versions/%s"
                        .formatted(
                                Display.path(version.substring(0, at)),
                                Display.path(version.substring(at + 1)));
    }

    /** The address of its page. */
    public String address() {
        return address(name());
    }

    static String address(String name) {
        return "/ui/streams/" + Display.path(name);
    }
}
