package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionWorkTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    @Test
    void shouldCommitUpToTheFirstUnfinishedEvent() {
        PartitionWork work = new PartitionWork(PARTITION, null);
        List<InFlight> events = add(work, 0, 1, 2, 5);

        events.get(0).finish();
        events.get(1).finish();
        work.advance(6);
        OffsetAndMetadata middle = work.ahead();
        work.committed(middle);
        OffsetAndMetadata nothingNew = work.ahead();
        events.get(2).finish();
        work.advance(6);
        OffsetAndMetadata pastTheGap = work.ahead();
        events.get(3).finish();
        work.advance(8);

        assertThat(middle.offset()).isEqualTo(2);
        assertThat(middle.metadata()).isEmpty();
        assertThat(nothingNew).isNull();
        assertThat(pastTheGap.offset()).isEqualTo(5);
        assertThat(work.ahead().offset()).isEqualTo(8);
        assertThat(work.inFlight()).isZero();
    }

    @Test
    void shouldLeaveOutWhatWasFinishedAheadHoweverOftenItIsTakenOver() {
        Random random = new Random(11);
        int count = 3_000;
        TreeSet<Long> left = new TreeSet<>();
        for (long i = 0; i < count; i++) {
            left.add(i);
        }
        OffsetAndMetadata committed = null;
        while (!left.isEmpty()) {
            // Each owner reads on from what was committed, not to the end, and finishes some.
            PartitionWork work = new PartitionWork(PARTITION, committed);
            long from = committed == null ? 0 : committed.offset();
            long until = Math.min(count, from + random.nextInt(1_000) + 1);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (long i = from; i < until; i++) {
                records.add(record(i));
            }
            List<InFlight> events = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : work.unfinished(records)) {
                assertThat(left).contains(record.offset());
                InFlight event = new InFlight(record, work, new Slot());
                work.add(event);
                events.add(event);
            }
            for (InFlight event : events) {
                if (random.nextInt(3) > 0) {
                    event.finish();
                    left.remove(event.offset());
                }
            }
            work.advance(until);
            committed = work.ahead() == null ? committed : work.ahead();
            assertThat(committed.offset())
                    .isLessThanOrEqualTo(left.isEmpty() ? count : left.first());
            assertThat(committed.metadata().length()).isLessThan(4_096);
        }
    }

    @Test
    void shouldTakeMetadataOfOthersAsNone() {
        for (String metadata : List.of("", "something", "heddle:?")) {
            PartitionWork work = new PartitionWork(PARTITION, new OffsetAndMetadata(3, metadata));

            assertThat(work.unfinished(List.of(record(3), record(4)))).hasSize(2);
        }
    }

    @Test
    void shouldFitIntoACommitHoweverManyAreAhead() {
        PartitionWork work = new PartitionWork(PARTITION, null);
        List<InFlight> events = new ArrayList<>();
        for (long i = 0; i < 60_000; i++) {
            events.addAll(add(work, i));
        }
        events.subList(1, events.size()).forEach(InFlight::finish);
        work.advance(60_000);

        assertThat(work.ahead().offset()).isZero();
        assertThat(work.ahead().metadata().length()).isBetween(3_900, 4_096);
    }

    private static List<InFlight> add(PartitionWork work, long... offsets) {
        List<InFlight> events = new ArrayList<>();
        for (long offset : offsets) {
            InFlight event =
                    new InFlight(work.unfinished(List.of(record(offset))).get(0), work, new Slot());
            work.add(event);
            events.add(event);
        }
        return events;
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>("t", 0, offset, new byte[0], new byte[0]);
    }
}
