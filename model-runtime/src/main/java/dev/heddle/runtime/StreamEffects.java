package dev.heddle.runtime;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.model.StreamContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keeps what one call of a function over events does until it has returned. */
final class StreamEffects extends VersionContext.Call implements StreamContext {
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private final LoadedStream stream;
    private final OnlineFeatures state;
    private final EventCodec codec;
    private final List<Emission> emissions = new ArrayList<>();
    private Map<List<String>, KnownFeatures> own = Map.of();

    StreamEffects(
            LoadedStream stream, VersionContext version, OnlineFeatures state, EventCodec codec) {
        super(version, Optional.empty());
        this.stream = stream;
        this.state = state;
        this.codec = codec;
    }

    List<Emission> emissions() {
        return emissions;
    }

    @Override
    public void emit(String topic, String key, Object value, Map<String, String> headers) {
        if (topic == null || !TOPIC.matcher(topic).matches()) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "the topic is '%s', expected 1 to 249 letters, digits, '.', '_' or '-'"
                            .formatted(topic));
        }
        headers.forEach(StreamEffects::check);
        emissions.add(
                new Emission(
                        topic,
                        Optional.ofNullable(key),
                        stream.bytes(topic, value, codec),
                        headers));
    }

    private static void check(String name, String text) {
        if (name == null || text == null) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT,
                    "header '%s' is '%s', expected a name and a text".formatted(name, text));
        }
    }

    @Override
    public void write(String view, Record features) {
        if (features == null) {
            throw new HeddleException(
                    ErrorCode.INVALID_INPUT, "null was written, expected a record of features");
        }
        Emission emission = stream.records(view(view), features.getClass()).write(features);
        emissions.add(emission);
        FeatureWrite write = emission.features().orElseThrow();
        if (own.isEmpty()) {
            own = new HashMap<>();
        }
        own.merge(List.of(view, write.key()), write.features(), KnownFeatures::later);
    }

    @Override
    public <F extends Record> Optional<F> read(String view, Class<F> type, Object... key) {
        FeatureView definition = view(view);
        ViewRecords records = stream.records(definition, type);
        Row entity = EntityKey.row(definition.keys(), Arrays.asList(key));
        String text = EntityKey.of(entity);
        KnownFeatures written = own.get(List.of(view, text));
        KnownFeatures before = state.read(definition, text);
        KnownFeatures known =
                written == null
                        ? before
                        : before == null ? written : KnownFeatures.later(before, written);
        return Optional.ofNullable(known).map(k -> type.cast(records.read(entity, k)));
    }

    private FeatureView view(String name) {
        return state.view(name)
                .orElseThrow(
                        () ->
                                new FeaturesAway(
                                        "there is no feature view '%s'".formatted(name), null));
    }
}
