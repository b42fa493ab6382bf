package dev.heddle.streams;

import dev.heddle.client.streams.StreamSpec;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelIdentity;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Events that could not be processed, as they go to {@code <topic>.<group>.dlq}: key, value and
 * headers as they were, and beside them headers that say what happened.
 */
public final class DeadLetters {
    /** What all headers begin with that are not the event's own. */
    public static final String PREFIX = "heddle.";

    /** The error's message. */
    public static final String ERROR = PREFIX + "error";

    /** The error's class. */
    public static final String ERROR_CLASS = PREFIX + "error.class";

    /** A number that is the same for errors that were thrown at the same place. */
    public static final String STACK = PREFIX + "error.stack";

    /** The topic that the event came from. */
    public static final String TOPIC = PREFIX + "topic";

    /** Its partition there. */
    public static final String PARTITION = PREFIX + "partition";

    /** Its offset there. */
    public static final String OFFSET = PREFIX + "offset";

    /** How many times it was tried. */
    public static final String ATTEMPTS = PREFIX + "attempts";

    /** The version that could not process it. */
    public static final String FUNCTION = PREFIX + "function";

    private static final int LONGEST_MESSAGE = 1_000;

    private final StreamSpec spec;

    DeadLetters(StreamSpec spec) {
        this.spec = spec;
    }

    ProducerRecord<byte[], byte[]> of(
            ConsumerRecord<byte[], byte[]> event,
            Throwable failure,
            int attempts,
            ModelIdentity version) {
        Headers headers = new RecordHeaders();
        event.headers().forEach(headers::add);
        Throwable cause = cause(failure);
        put(headers, ERROR, shorten(String.valueOf(cause.getMessage())));
        put(headers, ERROR_CLASS, cause.getClass().getName());
        put(headers, STACK, stackHash(cause));
        put(headers, TOPIC, event.topic());
        put(headers, PARTITION, Integer.toString(event.partition()));
        put(headers, OFFSET, Long.toString(event.offset()));
        put(headers, ATTEMPTS, Integer.toString(attempts));
        put(headers, FUNCTION, version.toString());
        return new ProducerRecord<>(
                spec.deadLetters(event.topic()),
                null,
                event.timestamp() < 0 ? null : event.timestamp(),
                event.key(),
                event.value(),
                headers);
    }

    /** What people want to know: the function's own failure. */
    static Throwable cause(Throwable failure) {
        boolean isWrapped =
                failure instanceof HeddleException e
                        && e.violations().isEmpty()
                        && e.getCause() != null;
        return isWrapped ? failure.getCause() : failure;
    }

    private static String shorten(String text) {
        return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
    }

    private static String stackHash(Throwable failure) {
        CRC32 hash = new CRC32();
        for (StackTraceElement frame : failure.getStackTrace()) {
            String place = frame.getClassName() + "." + frame.getMethodName();
            if (place.startsWith("dev.heddle.streams.")) {
                break;
            }
            hash.update(place.getBytes(StandardCharsets.UTF_8));
        }
        return "%08x".formatted(hash.getValue());
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The event as it was, without the headers that say what happened; for the topic it was on. */
    static ProducerRecord<byte[], byte[]> revive(ConsumerRecord<byte[], byte[]> letter) {
        Headers headers = new RecordHeaders();
        for (Header header : letter.headers()) {
            if (!header.key().startsWith(PREFIX)) {
                headers.add(header);
            }
        }
        return new ProducerRecord<>(
                header(letter, TOPIC),
                null,
                letter.timestamp(),
                letter.key(),
                letter.value(),
                headers);
    }

    /** A header as text; null if there is none. */
    static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
