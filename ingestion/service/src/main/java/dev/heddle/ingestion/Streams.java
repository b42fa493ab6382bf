package dev.heddle.ingestion;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.streams.DeadLetter;
import dev.heddle.client.streams.DeployedStream;
import dev.heddle.client.streams.DeployedStream.Wanted;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamLogLine;
import dev.heddle.client.streams.StreamRegistry;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.StreamSummary;
import dev.heddle.client.streams.WorkerReport;
import dev.heddle.client.streams.WorkerStatus;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Envelope.Flavor;
import dev.heddle.streams.ResetPlace;
import dev.heddle.streams.StreamAdmin;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Streams: deployed, looked at, held, moved and removed. */
@Singleton
public class Streams implements StreamRegistry {
    private static final int MOST = 1_000;

    private final StreamRows rows;
    private final ServingRegistry registry;
    private final KafkaBrokers brokers;

    Streams(StreamRows rows, ServingRegistry registry, KafkaBrokers brokers) {
        this.rows = rows;
        this.registry = registry;
        this.brokers = brokers;
    }

    /**
     * Deploys a stream, or another version of it.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if the version cannot run so, with
     *     {@code CONFLICT} if another stream has the group, with {@code NOT_FOUND} codes if there
     *     is no such version
     */
    StreamSummary deploy(StreamSpec spec, String actor) {
        check(spec, StreamVersion.find(spec, registry));
        rows.groupOwner(spec)
                .ifPresent(
                        owner -> {
                            throw new HeddleException(
                                    ErrorCode.CONFLICT,
                                    "group '%s' is that of stream '%s': choose another one"
                                            .formatted(spec.group(), owner));
                        });
        List<DeployedStream> present = rows.all();
        if (present.size() >= MOST && rows.find(spec.name()).isEmpty()) {
            throw new HeddleException(
                    ErrorCode.CONFLICT, "there are %d streams, the most".formatted(MOST));
        }
        brokers.settings();
        brokers.codecs().of(spec.format());
        brokers.codecs().of(spec.outputFormat());
        rows.put(
                new DeployedStream(
                        spec, Wanted.RUNNING, Instant.now().truncatedTo(ChronoUnit.MICROS), actor));
        return find(spec.name());
    }

    private static void check(StreamSpec spec, ModelVersion version) {
        boolean isStream = version.flavors().contains(Flavor.HEDDLE_STREAM.wireName());
        if (isStream && spec.output().isPresent()) {
            throw invalid(
                    "output is '%s', and %s is a stream function, which says itself where its events go"
                            .formatted(spec.output().get(), version.reference()));
        }
        if (!isStream && spec.output().isEmpty()) {
            throw invalid(
                    "output is empty, and %s is a model: name the topic that its scores go to"
                            .formatted(version.reference()));
        }
        if (!isStream && version.signature().isEmpty()) {
            throw invalid(
                    "%s has the flavors %s, which cannot be run"
                            .formatted(version.reference(), version.flavors()));
        }
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }

    List<StreamSummary> list() {
        return rows.all().stream().map(this::summary).toList();
    }

    StreamSummary find(String name) {
        return summary(stream(name));
    }

    private DeployedStream stream(String name) {
        return rows.find(name)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no stream '%s'".formatted(name)));
    }

    private StreamSummary summary(DeployedStream stream) {
        List<WorkerStatus> workers = rows.workers(stream.spec().name());
        try {
            StreamAdmin admin = brokers.admin();
            Set<String> missing = admin.missing(stream.spec());
            Optional<String> problem =
                    missing.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    "topics that do not exist yet: " + String.join(", ", missing));
            return new StreamSummary(stream, workers, admin.lag(stream.spec()), problem);
        } catch (HeddleException e) {
            return new StreamSummary(stream, workers, List.of(), Optional.of(e.getMessage()));
        }
    }

    StreamSummary want(String name, Wanted wanted, String actor) {
        stream(name);
        rows.want(name, wanted, actor);
        return find(name);
    }

    void remove(String name) {
        requireStopped(name, "removed");
        rows.remove(name);
    }

    List<PartitionLag> reset(String name, ResetPlace place) {
        DeployedStream stream = requireStopped(name, "moved");
        return brokers.admin().reset(stream.spec(), place);
    }

    private DeployedStream requireStopped(String name, String what) {
        DeployedStream stream = stream(name);
        if (stream.wanted() != Wanted.STOPPED) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "stream '%s' is %s and cannot be %s: stop it first"
                            .formatted(name, stream.wanted().name().toLowerCase(), what));
        }
        return stream;
    }

    List<StreamLogLine> log(String name, long after) {
        stream(name);
        return rows.log(name, after);
    }

    List<DeadLetter> deadLetters(String name, int most) {
        return brokers.admin().deadLetters(stream(name).spec(), most);
    }

    int redrive(String name, int most) {
        return brokers.admin().redrive(stream(name).spec(), most);
    }

    @Override
    public List<DeployedStream> deployed() {
        return rows.all();
    }

    @Override
    public void report(String stream, WorkerReport report) {
        rows.report(stream, report);
    }
}
