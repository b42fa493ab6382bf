package dev.heddle.streams;

import dev.heddle.client.streams.RetryRule;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Emission;
import dev.heddle.streams.formats.SchemaRegistryAway;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Works on batches: gives events to the program, waits until its effects are acknowledged, and
 * looks for the events to blame where it fails. Safe for use by many threads.
 */
final class BatchRunner {
    private static final RetryRule DEAD_LETTER_PAUSES =
            new RetryRule(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(10), true);

    private final Supplier<StreamProgram> program;
    private final Producer<byte[], byte[]> producer;
    private final boolean isTransactional;
    private final DeadLetters deadLetters;
    private final RetryRules rules;
    private final Progress progress;
    private final StreamLog log;
    private volatile boolean isClosing;

    BatchRunner(
            Supplier<StreamProgram> program,
            Producer<byte[], byte[]> producer,
            boolean isTransactional,
            DeadLetters deadLetters,
            RetryRules rules,
            Progress progress,
            StreamLog log) {
        this.program = program;
        this.producer = producer;
        this.isTransactional = isTransactional;
        this.deadLetters = deadLetters;
        this.rules = rules;
        this.progress = progress;
        this.log = log;
    }

    /** The consumer itself cannot go on: it begins again from what was committed. */
    static final class BrokenOff extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenOff(Throwable cause) {
            super(cause);
        }
    }

    /**
     * Works on a batch.
     *
     * @return what of it waits to be tried again
     * @throws BrokenOff if the producer cannot be used any more
     */
    Collection<Batch> run(Batch batch) throws InterruptedException {
        Work work = new Work(batch.attempts());
        work.attempt(read(own(batch.events()), work));
        return work.later();
    }

    private static List<InFlight> own(List<InFlight> events) {
        for (InFlight event : events) {
            if (event.origin().isLost()) {
                return events.stream().filter(e -> !e.origin().isLost()).toList();
            }
        }
        return events;
    }

    /** Those whose values the program takes; the others become dead letters in their turn. */
    private List<InFlight> read(List<InFlight> events, Work work) throws InterruptedException {
        StreamProgram current = program.get();
        List<InFlight> readable = events;
        boolean isNew = false;
        for (int i = 0; i < events.size(); i++) {
            InFlight event = events.get(i);
            HeddleException refusal = null;
            if (!event.isReadBy(current)) {
                try {
                    event.read(current);
                    isNew = true;
                } catch (HeddleException e) {
                    refusal = e;
                }
            }
            if (refusal instanceof SchemaRegistryAway) {
                progress.failed(refusal);
                List<InFlight> all =
                        new ArrayList<>(readable == events ? events.subList(0, i) : readable);
                all.addAll(events.subList(i, events.size()));
                work.waitTogether(work.withoutHeld(all), refusal, rules.of(refusal));
                return List.of();
            }
            if (refusal != null) {
                if (readable == events) {
                    readable = new ArrayList<>(events.subList(0, i));
                }
                progress.failed(refusal);
                work.bury(event, refusal, 1);
            } else if (readable != events) {
                readable.add(event);
            }
        }
        if (isNew) {
            // However often it was tried to read them, no call has had them yet.
            work.attempts = 0;
        }
        return readable;
    }

    /** From now on an interruption is the consumer's, and no failure of a function. */
    void closing() {
        isClosing = true;
    }

    /** Null if the effects are acknowledged and the events finished. */
    private Exception call(List<InFlight> events) throws InterruptedException {
        try {
            Effects effects = program.get().process(events);
            send(effects.emissions());
            effects.acknowledged().run();
            finish(events);
            return null;
        } catch (BrokenOff e) {
            throw e;
        } catch (InterruptedException e) {
            if (isClosing) {
                throw e;
            }
            progress.failed(e);
            return e;
        } catch (Exception e) {
            progress.failed(e);
            return e;
        }
    }

    private void send(List<Emission> emissions) throws Exception {
        if (emissions.isEmpty()) {
            return;
        }
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(emissions.size());
        for (Emission emission : emissions) {
            records.add(record(emission));
        }
        List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(emissions.size());
        for (ProducerRecord<byte[], byte[]> record : records) {
            acknowledgements.add(send(record));
        }
        for (int i = 0; i < emissions.size(); i++) {
            RecordMetadata place = await(acknowledgements.get(i));
            program.get().sent(emissions.get(i), place.partition(), place.offset());
        }
        progress.emitted.add(emissions.size());
    }

    /** Before anything is sent: told by the producer, it would be its transaction's failure. */
    private static ProducerRecord<byte[], byte[]> record(Emission emission) {
        byte[] key = emission.key().map(k -> k.getBytes(StandardCharsets.UTF_8)).orElse(null);
        Headers headers = new RecordHeaders();
        int size = emission.value().length + (key == null ? 0 : key.length);
        for (Map.Entry<String, String> header : emission.headers().entrySet()) {
            byte[] text = header.getValue().getBytes(StandardCharsets.UTF_8);
            headers.add(header.getKey(), text);
            size += header.getKey().length() + text.length;
        }
        if (size > KafkaSettings.LARGEST_EMISSION) {
            throw new RecordTooLargeException(
                    "an event of %d bytes for %s, expected at most %d"
                            .formatted(size, emission.topic(), KafkaSettings.LARGEST_EMISSION));
        }
        return new ProducerRecord<>(emission.topic(), null, key, emission.value(), headers);
    }

    private Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record)
            throws InterruptedException {
        try {
            return producer.send(record);
        } catch (InterruptException e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (RuntimeException e) {
            throw breaksOff(e) ? new BrokenOff(e) : e;
        }
    }

    private RecordMetadata await(Future<RecordMetadata> acknowledgement) throws Exception {
        try {
            return acknowledgement.get();
        } catch (ExecutionException e) {
            if (breaksOff(e.getCause())) {
                throw new BrokenOff(e.getCause());
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private boolean breaksOff(Throwable failure) {
        return isTransactional
                || failure instanceof ProducerFencedException
                || failure instanceof InvalidProducerEpochException
                || failure instanceof FencedInstanceIdException
                || failure instanceof OutOfOrderSequenceException
                || failure instanceof AuthorizationException
                || failure instanceof IllegalStateException;
    }

    private void finish(List<InFlight> events) {
        Origin origin = events.get(0).origin();
        long bytes = 0;
        for (InFlight event : events) {
            if (event.origin() != origin) {
                origin.bytes().addAndGet(-bytes);
                origin = event.origin();
                bytes = 0;
            }
            bytes += InFlight.bytes(event.record());
            event.finish();
        }
        origin.bytes().addAndGet(-bytes);
        progress.processed.add(events.size());
    }

    /** One batch, as it is worked on. */
    private final class Work {
        private int attempts;
        private final Map<Slot, List<InFlight>> held = new HashMap<>();
        private final List<Waiting> later = new ArrayList<>();

        Work(int attempts) {
            this.attempts = attempts;
        }

        private record Waiting(List<InFlight> events, int attempts, long due) {}

        List<Batch> later() {
            return later.stream()
                    .map(one -> Batch.later(one.events(), one.attempts(), one.due()))
                    .toList();
        }

        /** Takes events in order; one that waits holds back those behind it in its slot. */
        void attempt(List<InFlight> wanted) throws InterruptedException {
            List<InFlight> events = withoutHeld(wanted);
            if (events.isEmpty()) {
                return;
            }
            if (events.size() > 1 && events.get(0).attempts() > 0) {
                attempt(events.subList(0, 1));
                attempt(events.subList(1, events.size()));
                return;
            }
            Exception failure = call(events);
            if (failure == null) {
                return;
            }
            RetryRule rule = rules.of(failure);
            if (events.size() == 1) {
                single(events.get(0), failure, rule);
            } else if (rule.outage() && attempts + 1 < rule.attempts()) {
                waitTogether(events, failure, rule);
            } else {
                progress.retried.add(events.size());
                attempt(events.subList(0, events.size() / 2));
                attempt(events.subList(events.size() / 2, events.size()));
            }
        }

        void waitTogether(List<InFlight> events, Exception failure, RetryRule rule) {
            if (events.isEmpty()) {
                return;
            }
            progress.retried.add(events.size());
            hold(events, attempts + 1, rule.pauseAfter(attempts + 1));
            log.add(
                    true,
                    "%d events wait for attempt %d: %s"
                            .formatted(events.size(), attempts + 2, Progress.describe(failure)));
        }

        private List<InFlight> withoutHeld(List<InFlight> events) {
            if (held.isEmpty()) {
                return events;
            }
            List<InFlight> free = new ArrayList<>(events.size());
            for (InFlight event : events) {
                List<InFlight> group = held.get(event.slot());
                if (group == null) {
                    free.add(event);
                } else {
                    group.add(event);
                }
            }
            return free;
        }

        private void single(InFlight event, Exception failure, RetryRule rule)
                throws InterruptedException {
            int tried = Math.max(event.attempts(), attempts) + 1;
            event.attempts(tried);
            if (tried < rule.attempts()) {
                progress.retried.increment();
                hold(List.of(event), attempts, rule.pauseAfter(tried));
            } else {
                bury(event, failure, tried);
            }
        }

        private void hold(List<InFlight> events, int times, Duration pause) {
            Waiting one =
                    new Waiting(
                            new ArrayList<>(events), times, System.nanoTime() + pause.toNanos());
            later.add(one);
            Set<Slot> slots = new LinkedHashSet<>();
            events.forEach(event -> slots.add(event.slot()));
            slots.forEach(slot -> held.put(slot, one.events()));
        }

        /** Puts an event among the dead letters; it waits if these cannot be reached. */
        private void bury(InFlight event, Exception failure, int tried)
                throws InterruptedException {
            if (held.containsKey(event.slot())) {
                held.get(event.slot()).add(event);
                return;
            }
            try {
                await(
                        send(
                                deadLetters.of(
                                        event.record(), failure, tried, program.get().identity())));
                progress.deadLetters.increment();
                program.get().dead(failure);
                log.add(
                        true,
                        "%s went to the dead letters after %s: %s"
                                .formatted(
                                        event,
                                        tried == 1 ? "1 attempt" : tried + " attempts",
                                        Progress.describe(failure)));
                event.becomesDeadLetter();
                finish(List.of(event));
            } catch (InterruptedException | BrokenOff e) {
                throw e;
            } catch (Exception e) {
                progress.failed(e);
                log.add(
                        true,
                        "%s cannot go to the dead letters and waits: %s"
                                .formatted(event, Progress.describe(e)));
                event.attempts(tried);
                hold(List.of(event), attempts, DEAD_LETTER_PAUSES.pauseAfter(tried));
            }
        }
    }
}
