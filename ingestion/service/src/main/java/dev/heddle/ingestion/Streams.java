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
import dev.heddle.streams.StreamPlace;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
        return summaries(rows.all());
    }

    StreamSummary find(String name) {
        return summaries(List.of(stream(name))).get(0);
    }

    private DeployedStream stream(String name) {
        return rows.find(name)
                .orElseThrow(
                        () ->
                                new HeddleException(
                                        ErrorCode.NOT_FOUND,
                                        "there is no stream '%s'".formatted(name)));
    }

    private List<StreamSummary> summaries(List<DeployedStream> streams) {
        List<StreamSpec> specs = streams.stream().map(DeployedStream::spec).toList();
        Map<String, List<WorkerStatus>> workers =
                rows.workers(specs.stream().map(StreamSpec::name).toList());
        Map<String, StreamPlace> places = places(specs);
        List<StreamSummary> summaries = new ArrayList<>();
        for (DeployedStream stream : streams) {
            StreamPlace place = places.get(stream.spec().name());
            summaries.add(
                    new StreamSummary(
                            stream,
                            workers.getOrDefault(stream.spec().name(), List.of()),
                            place.lag(),
                            place.problem().or(() -> missing(place))));
        }
        return summaries;
    }

    private Map<String, StreamPlace> places(List<StreamSpec> specs) {
        try {
            return brokers.admin().places(specs);
        } catch (HeddleException e) {
            StreamPlace unknown =
                    new StreamPlace(List.of(), List.of(), Optional.of(e.getMessage()));
            return specs.stream().collect(Collectors.toMap(StreamSpec::name, spec -> unknown));
        }
    }

    private static Optional<String> missing(StreamPlace place) {
        return place.missing().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "topics that do not exist yet: " + String.join(", ", place.missing()));
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
