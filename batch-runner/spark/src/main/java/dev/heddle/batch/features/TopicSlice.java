package dev.heddle.batch.features;

import dev.heddle.runtime.FeatureValues;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Some events of one partition, as one task reads them.
 *
 * @param topic the topic
 * @param partition the partition
 * @param from the first offset
 * @param until the offset before which it ends
 */
record TopicSlice(String topic, int partition, long from, long until) implements Serializable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The events, in order, without those that stand there a second time; closes by itself. */
    Iterator<ConsumerRecord<byte[], byte[]>> events(KafkaConnection kafka) {
        return new Events(this, kafka.consumer());
    }

    private static final class Events implements Iterator<ConsumerRecord<byte[], byte[]>> {
        private final TopicSlice slice;
        private final TopicPartition partition;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private Iterator<ConsumerRecord<byte[], byte[]>> page;
        private ConsumerRecord<byte[], byte[]> next;
        private boolean isClosed;

        Events(TopicSlice slice, KafkaConsumer<byte[], byte[]> consumer) {
            this.slice = slice;
            this.consumer = consumer;
            this.partition = new TopicPartition(slice.topic, slice.partition);
            consumer.assign(List.of(partition));
            consumer.seek(partition, slice.from);
            this.page = Collections.emptyIterator();
        }

        @Override
        public boolean hasNext() {
            if (next == null && !isClosed) {
                try {
                    next = find();
                } finally {
                    if (next == null) {
                        isClosed = true;
                        consumer.close();
                    }
                }
            }
            return next != null;
        }

        private ConsumerRecord<byte[], byte[]> find() {
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                while (page.hasNext()) {
                    ConsumerRecord<byte[], byte[]> event = page.next();
                    if (event.offset() >= slice.until) {
                        return null;
                    }
                    if (event.value() != null
                            && event.headers().lastHeader(FeatureValues.REPEATED) == null) {
                        return event;
                    }
                }
                if (consumer.position(partition) >= slice.until) {
                    return null;
                }
                page = consumer.poll(POLL).records(partition).iterator();
                if (!page.hasNext() && System.nanoTime() > until) {
                    throw new KafkaException(
                            "the brokers gave nothing of %s from offset %d on for %s"
                                    .formatted(partition, consumer.position(partition), PATIENCE));
                }
            }
        }

        @Override
        public ConsumerRecord<byte[], byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            ConsumerRecord<byte[], byte[]> event = next;
            next = null;
            return event;
        }
    }
}
