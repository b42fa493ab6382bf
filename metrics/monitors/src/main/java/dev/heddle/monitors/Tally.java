package dev.heddle.monitors;

import dev.heddle.client.monitors.Engine;
import dev.heddle.client.monitors.MonitorDetail.Source;
import dev.heddle.model.HeddleException;
import dev.heddle.sketches.LatencySketch;
import dev.heddle.sketches.Profile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets added up. A sketch that cannot be read, as one of a later release, is left out with a
 * word in the log; the counts beside it count. Not safe for use by many threads.
 */
final class Tally {
    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

    /** The most sources that are told apart, and codes. */
    private static final int MOST_SOURCES = 50;

    private static final int MOST_CODES = 100;
    private static final String OTHERS = "others";
    private static final byte[] NOTHING = {};

    private long calls;
    private long failed;
    private Instant last = Instant.MIN;
    private final Map<String, Long> errors = new LinkedHashMap<>();
    private final Map<Ran, Long> sources = new LinkedHashMap<>();
    private final List<LatencySketch> latencies = new ArrayList<>();
    private final List<Profile> profiles = new ArrayList<>();

    private record Ran(Engine engine, String name) {}

    /** The sum of others. */
    static Tally of(Collection<Tally> parts) {
        Tally sum = new Tally();
        parts.forEach(sum::add);
        return sum;
    }

    private void add(Tally other) {
        calls += other.calls;
        failed += other.failed;
        last = other.last.isAfter(last) ? other.last : last;
        other.errors.forEach((code, count) -> errors.merge(code, count, Long::sum));
        other.sources.forEach((source, count) -> sources.merge(source, count, Long::sum));
        latencies.addAll(other.latencies);
        profiles.addAll(other.profiles);
    }

    void add(Bucket bucket) {
        calls += bucket.calls();
        failed += bucket.failed();
        if (bucket.calls() > 0 && bucket.time().isAfter(last)) {
            last = bucket.time();
        }
        bucket.errors().forEach((code, count) -> errors.merge(code, count, Long::sum));
        for (Source source : bucket.sources()) {
            sources.merge(new Ran(source.engine(), source.name()), source.calls(), Long::sum);
        }
        read(bucket.latency(), LatencySketch::read, bucket.time()).ifPresent(latencies::add);
        read(bucket.profile(), Profile::read, bucket.time()).ifPresent(profiles::add);
    }

    private static <T> Optional<T> read(byte[] bytes, Function<byte[], T> reader, Instant time) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(bytes));
        } catch (HeddleException e) {
            LOG.warn("A sketch cannot be read and is left out. time={}", time, e);
            return Optional.empty();
        }
    }

    long calls() {
        return calls;
    }

    long failed() {
        return failed;
    }

    /** The begin of the last bucket in which something happened; {@link Instant#MIN} if none. */
    Instant last() {
        return last;
    }

    /** The share of calls that failed; 0 without calls. */
    double errorRate() {
        return calls == 0 ? 0 : (double) failed / calls;
    }

    /** How many failed, by code; the rarest beyond a hundred together. */
    Map<String, Long> errors() {
        if (errors.size() <= MOST_CODES) {
            return errors;
        }
        Map<String, Long> most = new LinkedHashMap<>();
        errors.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(
                        entry ->
                                most.merge(
                                        most.size() < MOST_CODES ? entry.getKey() : OTHERS,
                                        entry.getValue(),
                                        Long::sum));
        return most;
    }

    /** What ran it, most calls first; those beyond fifty together for each engine. */
    List<Source> sources() {
        List<Source> all =
                sources.entrySet().stream()
                        .map(
                                entry ->
                                        new Source(
                                                entry.getKey().engine(),
                                                entry.getKey().name(),
                                                entry.getValue()))
                        .sorted(Comparator.comparingLong(Source::calls).reversed())
                        .toList();
        if (all.size() <= MOST_SOURCES) {
            return all;
        }
        Map<Engine, Long> others = new LinkedHashMap<>();
        all.subList(MOST_SOURCES, all.size())
                .forEach(source -> others.merge(source.engine(), source.calls(), Long::sum));
        List<Source> most = new ArrayList<>(all.subList(0, MOST_SOURCES));
        others.forEach((engine, count) -> most.add(new Source(engine, OTHERS, count)));
        return most;
    }

    /** What calls took at a quantile, in milliseconds; empty if nobody waited for an answer. */
    Optional<Double> latency(double quantile) {
        return latency()
                .map(sketch -> sketch.quantile(quantile))
                .filter(millis -> millis.isPresent())
                .map(millis -> millis.getAsDouble());
    }

    private Optional<LatencySketch> latency() {
        if (latencies.size() > 1) {
            LatencySketch merged = LatencySketch.merge(latencies);
            latencies.clear();
            latencies.add(merged);
        }
        return latencies.stream().findFirst();
    }

    /** What was seen; empty if nothing was. */
    Optional<Profile> profile() {
        return profiles.isEmpty() ? Optional.empty() : Optional.of(Profile.merge(profiles));
    }

    /** All of it as one bucket. */
    Bucket bucket(Instant time) {
        Optional<Profile> profile = profile();
        return new Bucket(
                time,
                calls,
                failed,
                profile.map(Profile::rows).orElse(0L),
                errors(),
                sources(),
                latency().map(LatencySketch::write).orElse(NOTHING),
                profile.map(Profile::write).orElse(NOTHING));
    }
}
