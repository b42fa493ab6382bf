package dev.heddle.features;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.model.FeatureView;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.EntityKey;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.KnownFeatures;
import dev.heddle.runtime.Row;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What is written of a view as events of its topic: the key is the entity's, the value a JSON
 * object of keys, features and time. Safe for use by many threads.
 */
public final class FeatureEvents {
    /** Marks what was written before, and is written again since something older came after it. */
    static final String REPEATED = "heddle.repeated";

    private final FeatureView view;
    private final Struct written;
    private final JsonRows json;
    private final int keys;
    private final int features;

    /** The events of a view. */
    public FeatureEvents(FeatureView view) {
        this.view = view;
        this.written = view.written();
        // Whoever wrote it may know of further features.
        this.json = JsonRows.ofKnownFields(written);
        this.keys = view.keys().fields().size();
        this.features = view.features().fields().size();
    }

    /** Whether an event is there to be kept by the topic alone. */
    static boolean isRepeated(ConsumerRecord<byte[], byte[]> event) {
        return event.headers().lastHeader(REPEATED) != null;
    }

    /**
     * Reads a value.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if it is none of this view
     */
    public FeatureWrite read(byte[] value) {
        Row row = json.read(value).rows().get(0);
        Row entity = new Row(view.keys());
        for (int i = 0; i < keys; i++) {
            entity.setBoxed(i, row.boxedAt(i));
        }
        Row known = new Row(view.features());
        for (int i = 0; i < features; i++) {
            known.setBoxed(i, row.boxedAt(keys + i));
        }
        Instant time = (Instant) row.valueAt(keys + features);
        return new FeatureWrite(view, EntityKey.of(entity), new KnownFeatures(time, known));
    }

    /** The value of an entity's features. */
    byte[] value(Row entity, KnownFeatures known) {
        Row row = new Row(written);
        for (int i = 0; i < keys; i++) {
            row.setBoxed(i, entity.boxedAt(i));
        }
        for (int i = 0; i < features; i++) {
            row.setBoxed(keys + i, known.values().boxedAt(i));
        }
        row.setValue(keys + features, known.time());
        return json.write(row);
    }

    /** Writes features once more. */
    ProducerRecord<byte[], byte[]> repeated(FeatureWrite write) {
        ProducerRecord<byte[], byte[]> event =
                new ProducerRecord<>(
                        view.topic(),
                        write.key().getBytes(UTF_8),
                        value(EntityKey.parse(view.keys(), write.key()), write.features()));
        event.headers().add(REPEATED, new byte[0]);
        return event;
    }
}
