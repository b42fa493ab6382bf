package dev.heddle.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FeatureView;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Signature;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

/** How the records of this package look in JSON, for both ends of the wire. */
public final class HeddleJson {
    private static final ObjectMapper COLUMNS = mapper();

    private HeddleJson() {}

    /** A mapper for the records of this package; unknown fields are ignored. */
    public static ObjectMapper mapper() {
        return configure(new JsonMapper());
    }

    /** A record as a column keeps it. */
    public static String text(Object value) {
        try {
            return COLUMNS.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records become JSON", e);
        }
    }

    /**
     * A record that a column has kept.
     *
     * @throws HeddleException with {@code CORRUPT} if it is none
     */
    public static <T> T ofText(String json, Class<T> type) {
        try {
            return COLUMNS.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.CORRUPT, "a column holds JSON that cannot be read", e);
        }
    }

    /** Gives that form to a mapper that exists; returns it. */
    public static ObjectMapper configure(ObjectMapper mapper) {
        return mapper.registerModules(new Jdk8Module(), new JavaTimeModule(), new MapsModule())
                .setDefaultPropertyInclusion(JsonInclude.Include.NON_ABSENT)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** What knows by itself how it looks as plain maps. */
    private static final class MapsModule extends SimpleModule {
        MapsModule() {
            super("heddle-maps");
            add(Signature.class, Signature::toMap, Signature::fromMap);
            add(FeatureView.class, FeatureView::toMap, FeatureView::fromMap);
        }

        private <T> void add(
                Class<T> type,
                Function<T, Map<String, Object>> toMap,
                Function<Map<String, Object>, T> fromMap) {
            addSerializer(new MapWriter<>(type, toMap));
            addDeserializer(type, new MapReader<>(type, fromMap));
        }
    }

    private static final class MapWriter<T> extends StdSerializer<T> {
        private final transient Function<T, Map<String, Object>> toMap;

        MapWriter(Class<T> type, Function<T, Map<String, Object>> toMap) {
            super(type);
            this.toMap = toMap;
        }

        @Override
        public void serialize(T value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            provider.defaultSerializeValue(toMap.apply(value), generator);
        }
    }

    private static final class MapReader<T> extends StdDeserializer<T> {
        private final Class<T> type;
        private final transient Function<Map<String, Object>, T> fromMap;

        MapReader(Class<T> type, Function<Map<String, Object>, T> fromMap) {
            super(type);
            this.type = type;
            this.fromMap = fromMap;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Map<String, Object> map = parser.readValueAs(Map.class);
            try {
                return fromMap.apply(map);
            } catch (IllegalArgumentException e) {
                return type.cast(
                        context.handleWeirdStringValue(
                                type, type.getSimpleName(), "%s", e.getMessage()));
            }
        }
    }
}
