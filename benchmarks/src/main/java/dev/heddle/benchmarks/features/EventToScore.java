package dev.heddle.benchmarks.features;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How long it takes from an event in a topic to another score of a running platform, beside other
 * events. Each probe sends an event of a customer of its own, waits until the broker has it, and
 * calls the model until it answers otherwise. Arguments: the platform's address, the brokers,
 * events per second, probes.
 */
public final class EventToScore {
    private static final long CUSTOMERS = 100_000;
    private static final long PROBED = 1_000_000_000L;

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI model;
    private final KafkaProducer<String, String> producer;
    private final AtomicBoolean isEnded = new AtomicBoolean();

    private EventToScore(String platform, String brokers) {
        this.model = URI.create(platform + "/models/rated/predict");
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", brokers, "acks", "all", "linger.ms", 1),
                        new StringSerializer(),
                        new StringSerializer());
    }

    /** Prints milliseconds. */
    public static void main(String[] arguments) throws Exception {
        EventToScore one = new EventToScore(arguments[0], arguments[1]);
        int perSecond = Integer.parseInt(arguments[2]);
        Thread load = new Thread(() -> one.load(perSecond), "load");
        load.start();
        TimeUnit.SECONDS.sleep(5);
        int probes = Integer.parseInt(arguments[3]);
        double[] millis = new double[probes];
        for (int i = 0; i < probes; i++) {
            millis[i] = one.probe(PROBED + i);
        }
        one.isEnded.set(true);
        load.join();
        Arrays.sort(millis);
        System.out.printf(
                "%-34s p50 %7.1f  p99 %7.1f  longest %7.1f ms%n",
                "event to score, %,d events/s".formatted(perSecond),
                millis[probes / 2],
                millis[probes * 99 / 100],
                millis[probes - 1]);
    }

    private void load(int perSecond) {
        long begin = System.nanoTime();
        for (long sent = 0; !isEnded.get(); ) {
            long due = (System.nanoTime() - begin) / 1_000_000 * perSecond / 1_000;
            for (; sent < due; sent++) {
                producer.send(event(sent % CUSTOMERS, sent));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static ProducerRecord<String, String> event(long customer, long visits) {
        return new ProducerRecord<>(
                "seen",
                Long.toString(customer),
                "{\"customerId\":%d,\"purchases7d\":%d,\"visits7d\":%d}"
                        .formatted(customer, visits % 50, visits));
    }

    private double probe(long customer) throws Exception {
        producer.send(event(customer, 1)).get();
        long begin = System.nanoTime();
        HttpRequest call =
                HttpRequest.newBuilder(model)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"customerId\":%d,\"tenureMonths\":3}"
                                                .formatted(customer)))
                        .build();
        // Nothing is known of the customer before, which is an error.
        while (client.send(call, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
            LockSupport.parkNanos(200_000);
        }
        return (System.nanoTime() - begin) / 1e6;
    }
}
