package dev.heddle.ingestion;

import dev.heddle.client.monitors.MonitorCheck.Kind;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.OperationalChecks;
import dev.heddle.client.monitors.TargetCheck;
import dev.heddle.client.streams.DeployedStream.Wanted;
import dev.heddle.client.streams.StreamSummary;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Looks how far streams that are to run are behind their topics. */
@Singleton
class StreamLag implements OperationalChecks {
    private final Streams streams;
    private final long most;

    StreamLag(
            Streams streams,
            @ConfigProperty(name = "heddle.monitors.lag", defaultValue = "10000") long most) {
        this.streams = streams;
        this.most = most;
    }

    @Override
    public List<Kind> kinds() {
        return List.of(Kind.LAG);
    }

    @Override
    public List<TargetCheck> checks() {
        if (streams.deployed().isEmpty()) {
            return List.of();
        }
        List<StreamSummary> running =
                streams.list().stream()
                        .filter(summary -> summary.stream().wanted() == Wanted.RUNNING)
                        .toList();
        if (!running.isEmpty() && running.stream().allMatch(StreamLag::isUnknown)) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "the lag of streams is not known: " + running.get(0).problem().orElse(""));
        }
        return running.stream().map(summary -> check(summary, most)).toList();
    }

    private static boolean isUnknown(StreamSummary summary) {
        return summary.lag().isEmpty() && summary.problem().isPresent();
    }

    static TargetCheck check(StreamSummary summary, long most) {
        String stream = summary.stream().spec().name();
        long lag = summary.totalLag();
        boolean isBehind = lag > most;
        return new TargetCheck(
                Kind.LAG,
                stream,
                "",
                isBehind ? MonitorState.ALERT : MonitorState.OK,
                Optional.of((double) lag),
                Optional.of((double) most),
                isBehind ? message(summary, lag, most) : "",
                "/ui/streams/" + URLEncoder.encode(stream, StandardCharsets.UTF_8));
    }

    private static String message(StreamSummary summary, long lag, long most) {
        return String.format(
                Locale.ROOT,
                "it is %,d events behind its topics, and %,d are allowed; %s",
                lag,
                most,
                summary.workers().isEmpty()
                        ? "no process runs it"
                        : "%d of its processes run it".formatted(summary.workers().size()));
    }
}
