package dev.heddle.streams.formats;

import dev.heddle.client.streams.EventFormat;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.EventCodec;
import java.util.Optional;

/** The codecs of this process, which share what they know of a schema registry. */
public final class EventCodecs {
    private final Optional<EventCodec> avro;
    private final Optional<EventCodec> protobuf;

    /** Codecs over a registry; without one there is JSON. */
    public EventCodecs(Optional<SchemaRegistry> registry) {
        this.avro = registry.map(AvroCodec::new);
        this.protobuf = registry.map(ProtobufCodec::new);
    }

    /**
     * The codec of a format.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if it needs a registry and there is none
     */
    public EventCodec of(EventFormat format) {
        return switch (format) {
            case JSON -> EventCodec.JSON;
            case AVRO -> avro.orElseThrow(() -> noRegistry(format));
            case PROTOBUF -> protobuf.orElseThrow(() -> noRegistry(format));
        };
    }

    private static HeddleException noRegistry(EventFormat format) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "events of format %s need a schema registry: set heddle.kafka.schema-registry"
                        .formatted(format));
    }
}
