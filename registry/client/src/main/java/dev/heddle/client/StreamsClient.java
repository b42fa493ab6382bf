package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.heddle.client.streams.DeadLetter;
import dev.heddle.client.streams.DeadLetterCount;
import dev.heddle.client.streams.DeployedStream;
import dev.heddle.client.streams.PartitionLag;
import dev.heddle.client.streams.StreamLogLine;
import dev.heddle.client.streams.StreamRegistry;
import dev.heddle.client.streams.StreamSpec;
import dev.heddle.client.streams.StreamSummary;
import dev.heddle.client.streams.WorkerReport;
import java.util.List;
import java.util.Map;

/** The streams of a platform; see {@link Heddle#streams}. */
public final class StreamsClient implements StreamRegistry {
    private static final String STREAMS = "/api/v1/streams";
    private static final String DEPLOYMENTS = "/api/v1/deployments/streams";
    private static final byte[] NOTHING = {'{', '}'};

    private final Transport transport;

    StreamsClient(Transport transport) {
        this.transport = transport;
    }

    /** Deploys a stream, or another version of it; it runs from then on. */
    public StreamSummary deploy(StreamSpec spec) {
        return transport.read(
                Call.put(path(spec.name()), transport.write(spec)), StreamSummary.class);
    }

    /** The streams by name. */
    public List<StreamSummary> list() {
        return list(STREAMS, StreamSummary.class);
    }

    /** A stream as it is now. */
    public StreamSummary stream(String name) {
        return transport.read(Call.get(path(name)), StreamSummary.class);
    }

    /** Lets a stream keep its partitions and take no events. */
    public StreamSummary pause(String name) {
        return act(name, "/pause");
    }

    /** Lets a stream that was paused or stopped go on. */
    public StreamSummary resume(String name) {
        return act(name, "/resume");
    }

    /** Lets a stream finish what it has begun and leave its group. */
    public StreamSummary stop(String name) {
        return act(name, "/stop");
    }

    private StreamSummary act(String name, String what) {
        return transport.read(Call.repeatablePost(path(name) + what, NOTHING), StreamSummary.class);
    }

    /** Forgets a stream that is stopped; its group and its dead letters stay on the brokers. */
    public void remove(String name) {
        transport.run(Call.delete(path(name)));
    }

    /**
     * Moves a stopped stream to another place.
     *
     * @param to {@code earliest}, {@code latest}, an offset, or a time like {@code
     *     2026-11-01T00:00:00Z}
     */
    public List<PartitionLag> reset(String name, String to) {
        return transport.read(
                Call.repeatablePost(path(name) + "/reset", transport.write(Map.of("to", to))),
                listOf(PartitionLag.class));
    }

    /** What has happened to a stream after a line; the last lines for 0. */
    public List<StreamLogLine> log(String name, long after) {
        return list(path(name) + "/logs?after=" + after, StreamLogLine.class);
    }

    /** The dead letters that were not put back, oldest first. */
    public List<DeadLetter> deadLetters(String name, int most) {
        return list(path(name) + "/dead-letters?limit=" + most, DeadLetter.class);
    }

    /** Puts dead letters back on their topics, each once; how many. */
    public int redrive(String name, int most) {
        return transport
                .read(
                        Call.repeatablePost(
                                path(name) + "/dead-letters/redrive?limit=" + most, NOTHING),
                        DeadLetterCount.class)
                .count();
    }

    @Override
    public List<DeployedStream> deployed() {
        return list(DEPLOYMENTS, DeployedStream.class);
    }

    @Override
    public void report(String stream, WorkerReport report) {
        transport.run(
                Call.post(
                        Call.path(DEPLOYMENTS + "/", stream) + "/reports",
                        transport.write(report)));
    }

    private <T> List<T> list(String path, Class<T> type) {
        return transport.read(Call.get(path), listOf(type));
    }

    private JavaType listOf(Class<?> type) {
        return transport.json().getTypeFactory().constructCollectionType(List.class, type);
    }

    private static String path(String name) {
        return Call.path(STREAMS + "/", name);
    }
}
