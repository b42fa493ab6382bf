package dev.heddle.streams;

import dev.heddle.client.streams.CloudEvent;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Event;
import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** An event that was read and is not finished. */
final class InFlight implements Event<Object> {
    /** A guess of what the client and this keep of an event beside its bytes. */
    private static final int OVERHEAD = 200;

    private final Origin origin;
    private final Slot slot;
    private final long offset;
    private ConsumerRecord<byte[], byte[]> record;
    private StreamProgram reader;
    private Object value;
    private Map<String, String> attributes = Map.of();
    private int attempts;
    private boolean isDeadLetter;
    private volatile boolean finished;

    /** The one behind it in its slot; guarded by the lock of the work queue. */
    InFlight nextInSlot;

    /** The one behind it in its partition; for the thread that polls. */
    InFlight nextInPartition;

    InFlight(ConsumerRecord<byte[], byte[]> record, Origin origin, Slot slot) {
        this.record = record;
        this.origin = origin;
        this.slot = slot;
        this.offset = record.offset();
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    Origin origin() {
        return origin;
    }

    Slot slot() {
        return slot;
    }

    static int bytes(ConsumerRecord<byte[], byte[]> record) {
        return OVERHEAD
                + Math.max(0, record.serializedKeySize())
                + Math.max(0, record.serializedValueSize());
    }

    /** Whether the value is as a program has read it: another version has classes of its own. */
    boolean isReadBy(StreamProgram program) {
        return reader == program;
    }

    /**
     * Lets a program read the value; of a structured CloudEvent, its data.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it cannot be read, or as {@link
     *     Origin#admit} says
     */
    void read(StreamProgram program) {
        origin.admit(record);
        byte[] bytes = record.value();
        if (bytes == null) {
            throw new HeddleException(ErrorCode.INVALID_INPUT, "the event has no value");
        }
        if (CloudEvent.isStructured(ownHeader(CloudEvent.CONTENT_TYPE))) {
            CloudEvent event = CloudEvent.read(bytes);
            attributes = event.attributes();
            bytes = event.data();
        }
        value = program.read(bytes);
        reader = program;
    }

    /** How many times it was tried alone, or with others that waited with it. */
    int attempts() {
        return attempts;
    }

    void attempts(int count) {
        attempts = count;
    }

    /** It is among the dead letters by now. */
    void becomesDeadLetter() {
        isDeadLetter = true;
    }

    /** Whether it ended as a dead letter; to be asked when it {@link #isFinished}. */
    boolean isDeadLetter() {
        return isDeadLetter;
    }

    /** Its effects are acknowledged: it is told apart by its offset alone from now on. */
    void finish() {
        record = null;
        reader = null;
        value = null;
        attributes = Map.of();
        finished = true;
    }

    boolean isFinished() {
        return finished;
    }

    @Override
    public Object value() {
        return value;
    }

    @Override
    public Optional<String> key() {
        return Optional.ofNullable(record.key()).map(InFlight::text);
    }

    @Override
    public Instant time() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    @Override
    public Optional<String> header(String name) {
        String attribute = attributes.get(name);
        if (attribute != null) {
            return Optional.of(attribute);
        }
        return ownHeader(name);
    }

    private Optional<String> ownHeader(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null
                ? Optional.empty()
                : Optional.ofNullable(header.value()).map(InFlight::text);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String topic() {
        return origin.topicPartition().topic();
    }

    @Override
    public int partition() {
        return origin.topicPartition().partition();
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public String toString() {
        return origin.topicPartition() + "@" + offset;
    }
}
