package dev.heddle.features;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.FeatureWrite;
import dev.heddle.runtime.KnownFeatures;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Keeps features in Redis or Valkey, for all processes together. A key an entity, which the server
 * itself removes when it is too old; places are in a hash a view.
 */
public final class RedisStore implements OnlineStore {
    /**
     * Sets a value unless a later one is there, whose first eight bytes are its time; gives back
     * the one that is there if it stays. Times are compared as the server's Lua can: its numbers
     * have 53 bits, so byte by byte, the sign first.
     */
    private static final byte[] SET_LATER =
            """
            local known = redis.call('GET', KEYS[1])
            if known then
              local k1, n1 = string.byte(known, 1), string.byte(ARGV[1], 1)
              k1, n1 = (k1 + 128) % 256, (n1 + 128) % 256
              if k1 > n1 then return known end
              if k1 == n1 then
                for i = 2, 8 do
                  local k, n = string.byte(known, i), string.byte(ARGV[1], i)
                  if k > n then return known end
                  if k < n then break end
                end
              end
            end
            if ARGV[2] == '0' then
              redis.call('SET', KEYS[1], ARGV[1])
            else
              redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[2])
            end
            return false
            """
                    .getBytes(UTF_8);

    private static final byte[] DELETE_SAME =
            """
            if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
            """
                    .getBytes(UTF_8);

    /** Notes places, as long as the view is the one that was opened. */
    private static final byte[] SET_PLACES =
            """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
            redis.call('HSET', KEYS[2], unpack(ARGV, 2))
            return 1
            """
                    .getBytes(UTF_8);

    private static final String PREFIX = "heddle:features:";
    private static final String PLACES = "places";
    private static final String DONE = "done";
    private static final Duration LONGEST = Duration.ofDays(1_000_000);
    private static final int SCANNED_AT_ONCE = 1_000;

    private final String address;
    private final RedisClient redis;
    private final Map<String, Opened> views = new ConcurrentHashMap<>();

    /**
     * Connects at the first use.
     *
     * @param uri {@code redis://user:password@host:port/database}, {@code rediss://…} for TLS
     * @param connections how many at most
     */
    public RedisStore(URI uri, int connections) {
        this.address = uri.getHost() + ":" + uri.getPort();
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMaxWait(Duration.ofSeconds(2));
        this.redis = RedisClient.builder().fromURI(uri).poolConfig(pool).build();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    private <T> T run(Function<RedisClient, T> work) {
        try {
            return work.apply(redis);
        } catch (JedisException e) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "the store of features at %s cannot be reached: %s"
                            .formatted(address, e.getMessage()),
                    e);
        }
    }

    /** What is kept of a view that came of one topic begins so. */
    private static String prefix(String view, String topic) {
        return PREFIX + view + ":" + topic + ":";
    }

    /** Where the mark of a view is: its topic and a random number. */
    private static byte[] mark(String view) {
        return (PREFIX + view).getBytes(UTF_8);
    }

    /**
     * A view as it was opened.
     *
     * @param topic its topic's id
     * @param mark what the server had under the view's name then: another value, or none, says that
     *     it has lost what was written, or that others have begun anew
     */
    private record Opened(String topic, String mark) {
        static Opened of(byte[] mark) {
            String text = new String(mark, UTF_8);
            return new Opened(text.substring(0, text.indexOf('/')), text);
        }
    }

    private Opened opened(String view) {
        Opened opened = views.get(view);
        if (opened == null) {
            throw new HeddleException(
                    ErrorCode.NOT_READY, "feature view '%s' is not open yet".formatted(view));
        }
        return opened;
    }

    private byte[] own(String view, String what) {
        return (prefix(view, opened(view).topic()) + what).getBytes(UTF_8);
    }

    private byte[] entity(FeatureView view, String key) {
        return own(view.name(), "of:" + key);
    }

    @Override
    public void open(FeatureView view, String topic) {
        byte[] name = mark(view.name());
        run(
                r -> {
                    byte[] known = r.get(name);
                    byte[] own = (topic + "/" + UUID.randomUUID()).getBytes(UTF_8);
                    if (known == null) {
                        // Of several that find none, one makes it.
                        r.setnx(name, own);
                        known = r.get(name);
                    } else if (!Opened.of(known).topic().equals(topic)) {
                        r.set(name, own);
                        remove(r, prefix(view.name(), Opened.of(known).topic()));
                        known = own;
                    }
                    views.put(view.name(), Opened.of(known == null ? own : known));
                    return null;
                });
    }

    @Override
    public boolean holds(String view, String topic) {
        Opened opened = views.get(view);
        return opened != null
                && opened.topic().equals(topic)
                && Arrays.equals(run(r -> r.get(mark(view))), opened.mark().getBytes(UTF_8));
    }

    @Override
    public boolean resume(FeatureView view) {
        return run(
                r -> {
                    byte[] known = r.get(mark(view.name()));
                    if (known == null) {
                        return false;
                    }
                    views.put(view.name(), Opened.of(known));
                    return r.exists(own(view.name(), DONE));
                });
    }

    @Override
    public void complete(FeatureView view) {
        run(r -> r.set(own(view.name(), DONE), new byte[0]));
    }

    /** Others may have begun with another topic already: theirs stays. */
    @Override
    public void drop(String view) {
        run(
                r -> {
                    Opened opened = views.remove(view);
                    byte[] known = opened == null ? r.get(mark(view)) : null;
                    Opened gone = known == null ? opened : Opened.of(known);
                    if (gone != null) {
                        byte[] mark = gone.mark().getBytes(UTF_8);
                        r.eval(DELETE_SAME, List.of(mark(view)), List.of(mark));
                        remove(r, prefix(view, gone.topic()));
                    }
                    return null;
                });
    }

    private static void remove(RedisClient redis, String prefix) {
        ScanParams params = new ScanParams().match(prefix + "*").count(SCANNED_AT_ONCE);
        byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
        do {
            ScanResult<byte[]> found = redis.scan(cursor, params);
            if (!found.getResult().isEmpty()) {
                redis.unlink(found.getResult().toArray(byte[][]::new));
            }
            cursor = found.getCursorAsBytes();
        } while (!new String(cursor, UTF_8).equals(ScanParams.SCAN_POINTER_START));
    }

    @Override
    public KnownFeatures read(FeatureView view, String key) {
        byte[] packed = run(r -> r.get(entity(view, key)));
        return packed == null ? null : PackedFeatures.read(view.features(), packed);
    }

    @Override
    public List<KnownFeatures> read(FeatureView view, List<String> keys) {
        List<KnownFeatures> known = new ArrayList<>(keys.size());
        if (!keys.isEmpty()) {
            byte[][] names = keys.stream().map(key -> entity(view, key)).toArray(byte[][]::new);
            for (byte[] packed : run(r -> r.mget(names))) {
                known.add(packed == null ? null : PackedFeatures.read(view.features(), packed));
            }
        }
        return known;
    }

    @Override
    public List<FeatureWrite> write(FeatureView view, List<FeatureWrite> writes) {
        Map<String, FeatureWrite> late = new LinkedHashMap<>();
        run(
                r -> {
                    List<Response<Object>> answers = new ArrayList<>(writes.size());
                    try (Pipeline pipeline = r.pipelined()) {
                        for (FeatureWrite write : writes) {
                            answers.add(
                                    pipeline.eval(
                                            SET_LATER,
                                            List.of(entity(view, write.key())),
                                            List.of(
                                                    PackedFeatures.write(write.features()),
                                                    expiry(view, write.features()))));
                        }
                        pipeline.sync();
                    }
                    for (int i = 0; i < answers.size(); i++) {
                        String key = writes.get(i).key();
                        byte[] known = (byte[]) answers.get(i).get();
                        if (known == null) {
                            late.remove(key);
                        } else {
                            KnownFeatures later = PackedFeatures.read(view.features(), known);
                            late.put(key, new FeatureWrite(view, key, later));
                        }
                    }
                    return null;
                });
        return List.copyOf(late.values());
    }

    /** When the server forgets it, in milliseconds since 1970; 0 for never. */
    private static byte[] expiry(FeatureView view, KnownFeatures features) {
        // Of the years that features are of, but for spans of millions of years.
        long at =
                view.timeToLive()
                        .filter(span -> span.compareTo(LONGEST) < 0)
                        .map(span -> Math.max(1, features.time().plus(span).toEpochMilli() + 1))
                        .orElse(0L);
        return Long.toString(at).getBytes(UTF_8);
    }

    @Override
    public void forget(FeatureView view, List<String> keys) {
        if (!keys.isEmpty()) {
            byte[][] names = keys.stream().map(key -> entity(view, key)).toArray(byte[][]::new);
            run(r -> r.unlink(names));
        }
    }

    @Override
    public Map<Integer, Long> places(FeatureView view) {
        Map<Integer, Long> places = new HashMap<>();
        run(r -> r.hgetAll(own(view.name(), PLACES)))
                .forEach(
                        (partition, place) ->
                                places.put(
                                        Integer.parseInt(new String(partition, UTF_8)),
                                        Long.parseLong(new String(place, UTF_8))));
        return places;
    }

    @Override
    public void reached(FeatureView view, Map<Integer, Long> places) {
        if (places.isEmpty()) {
            return;
        }
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(opened(view.name()).mark().getBytes(UTF_8));
        places.forEach(
                (partition, place) -> {
                    arguments.add(partition.toString().getBytes(UTF_8));
                    arguments.add(place.toString().getBytes(UTF_8));
                });
        List<byte[]> keys = List.of(mark(view.name()), own(view.name(), PLACES));
        if (run(r -> r.eval(SET_PLACES, keys, arguments)) == null) {
            // Then places would say that it has what it has lost.
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "the store of features at %s has lost feature view '%s', which is read anew"
                            .formatted(address, view.name()));
        }
    }

    /** The server does it by itself. */
    @Override
    public long sweep(FeatureView view) {
        return 0;
    }

    @Override
    public void close() {
        redis.close();
    }
}
