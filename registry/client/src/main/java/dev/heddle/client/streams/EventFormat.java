package dev.heddle.client.streams;

/** How records lie in the values of events. */
public enum EventFormat {
    /** An object of fields. */
    JSON,
    /**
     * Avro's binary encoding, in the wire format of a schema registry: 0, the schema's id, data.
     */
    AVRO,
    /** Protocol Buffers, in that wire format: 0, the schema's id, which of its messages, data. */
    PROTOBUF
}
