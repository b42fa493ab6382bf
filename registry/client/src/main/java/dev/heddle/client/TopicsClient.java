package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.heddle.client.streams.TopicEvent;
import dev.heddle.client.streams.TopicSummary;
import java.util.List;
import java.util.Map;

/** The topics of the platform's brokers; see {@link Heddle#topics}. */
public final class TopicsClient {
    private static final String TOPICS = "/api/v1/topics";

    private final Transport transport;

    TopicsClient(Transport transport) {
        this.transport = transport;
    }

    /** The topics by name, without those of Kafka itself. */
    public List<TopicSummary> list() {
        return transport.read(Call.get(TOPICS), listOf(TopicSummary.class));
    }

    /** Makes a topic. */
    public TopicSummary create(String name, int partitions) {
        return transport.read(
                Call.put(path(name), transport.write(Map.of("partitions", partitions))),
                TopicSummary.class);
    }

    /** Sends events in their order; returns when the brokers have them. */
    public void send(String topic, List<TopicEvent> events) {
        transport.run(Call.post(path(topic) + "/events", transport.write(events)));
    }

    /** The last events of a topic that were committed, each partition in its order. */
    public List<TopicEvent> read(String topic, int most) {
        return transport.read(
                Call.get(path(topic) + "/events?limit=" + most), listOf(TopicEvent.class));
    }

    private JavaType listOf(Class<?> type) {
        return transport.json().getTypeFactory().constructCollectionType(List.class, type);
    }

    private static String path(String name) {
        return Call.path(TOPICS + "/", name);
    }
}
