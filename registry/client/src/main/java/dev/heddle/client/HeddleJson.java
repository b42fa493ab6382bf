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
        return mapper.registerModules(new Jdk8Module(), new JavaTimeModule(), new SignatureModule())
                .setDefaultPropertyInclusion(JsonInclude.Include.NON_ABSENT)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    private static final class SignatureModule extends SimpleModule {
        SignatureModule() {
            super("heddle-signature");
            addSerializer(new SignatureWriter());
            addDeserializer(Signature.class, new SignatureReader());
            addSerializer(new FeatureViewWriter());
            addDeserializer(FeatureView.class, new FeatureViewReader());
        }
    }

    private static final class FeatureViewWriter extends StdSerializer<FeatureView> {
        FeatureViewWriter() {
            super(FeatureView.class);
        }

        @Override
        public void serialize(
                FeatureView view, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            provider.defaultSerializeValue(view.toMap(), generator);
        }
    }

    private static final class FeatureViewReader extends StdDeserializer<FeatureView> {
        FeatureViewReader() {
            super(FeatureView.class);
        }

        @Override
        public FeatureView deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            try {
                return FeatureView.fromMap(parser.readValueAs(Map.class));
            } catch (IllegalArgumentException e) {
                return (FeatureView)
                        context.handleWeirdStringValue(
                                FeatureView.class, "feature view", e.getMessage());
            }
        }
    }

    private static final class SignatureWriter extends StdSerializer<Signature> {
        SignatureWriter() {
            super(Signature.class);
        }

        @Override
        public void serialize(
                Signature signature, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            provider.defaultSerializeValue(signature.toMap(), generator);
        }
    }

    private static final class SignatureReader extends StdDeserializer<Signature> {
        SignatureReader() {
            super(Signature.class);
        }

        @Override
        public Signature deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            try {
                return Signature.fromMap(parser.readValueAs(Map.class));
            } catch (IllegalArgumentException e) {
                return (Signature)
                        context.handleWeirdStringValue(
                                Signature.class, "signature", e.getMessage());
            }
        }
    }
}
