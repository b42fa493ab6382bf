package dev.heddle.streams.formats;

import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Struct;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks a message along the struct that it is to become. A field is found by its name, or by the
 * one that it has in JSON, {@code customerId} for {@code customer_id}; one that tracks its presence
 * and was not set is left out, any other one is its default. Timestamps and the wrappers of scalars
 * are what they stand for, as in Protobuf's own JSON.
 */
final class ProtobufTokens {
    private final Tokens out = new Tokens();

    private ProtobufTokens() {}

    /** The tokens of a message, as far as the struct has fields for them. */
    static JsonParser of(Message message, Struct wanted) throws IOException {
        ProtobufTokens tokens = new ProtobufTokens();
        tokens.message(message, wanted);
        return tokens.out.parser();
    }

    private void message(Message message, FieldType wanted) throws IOException {
        Descriptor type = message.getDescriptorForType();
        out.writeStartObject();
        if (wanted instanceof Struct struct) {
            for (Field field : struct.fields()) {
                FieldDescriptor found = find(type, field.name());
                if (found != null) {
                    field(message, found, field.name(), field.type());
                }
            }
        } else {
            for (FieldDescriptor field : type.getFields()) {
                field(message, field, field.getJsonName(), null);
            }
        }
        out.writeEndObject();
    }

    private static FieldDescriptor find(Descriptor type, String name) {
        FieldDescriptor found = type.findFieldByName(name);
        if (found != null) {
            return found;
        }
        for (FieldDescriptor field : type.getFields()) {
            if (field.getJsonName().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private void field(Message message, FieldDescriptor field, String name, FieldType wanted)
            throws IOException {
        if (field.hasPresence() && !message.hasField(field)) {
            return;
        }
        out.writeFieldName(name);
        Object value = message.getField(field);
        if (field.isMapField()) {
            map(field, (List<?>) value, wanted instanceof MapOf map ? map.value() : null);
        } else if (field.isRepeated()) {
            out.writeStartArray();
            for (Object item : (List<?>) value) {
                value(field, item, wanted instanceof ListOf list ? list.element() : null);
            }
            out.writeEndArray();
        } else {
            value(field, value, wanted);
        }
    }

    private void map(FieldDescriptor field, List<?> entries, FieldType wanted) throws IOException {
        FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
        Map<String, Object> last = new LinkedHashMap<>();
        for (Object entry : entries) {
            Message pair = (Message) entry;
            last.put(String.valueOf(pair.getField(key)), pair.getField(value));
        }
        out.writeStartObject();
        for (Map.Entry<String, Object> entry : last.entrySet()) {
            out.writeFieldName(entry.getKey());
            value(value, entry.getValue(), wanted);
        }
        out.writeEndObject();
    }

    private void value(FieldDescriptor field, Object value, FieldType wanted) throws IOException {
        switch (field.getType()) {
            case BOOL -> out.writeBoolean((boolean) value);
            case INT32, SINT32, SFIXED32 -> out.writeNumber((int) value);
            case UINT32, FIXED32 -> out.integer(Integer.toUnsignedLong((int) value));
            case INT64, SINT64, SFIXED64 -> out.integer((long) value);
            case UINT64, FIXED64 ->
                    out.integer(new BigInteger(Long.toUnsignedString((long) value)));
            case FLOAT -> out.number((float) value);
            case DOUBLE -> out.number((double) value);
            case STRING -> out.writeString((String) value);
            case BYTES -> out.writeEmbeddedObject(((ByteString) value).toByteArray());
            case ENUM -> choice((EnumValueDescriptor) value);
            case MESSAGE, GROUP -> within((Message) value, wanted);
        }
    }

    /** Its name; the number of one that the schema does not have. */
    private void choice(EnumValueDescriptor choice) throws IOException {
        if (choice.getIndex() < 0) {
            out.writeNumber(choice.getNumber());
        } else {
            out.writeString(choice.getName());
        }
    }

    private void within(Message message, FieldType wanted) throws IOException {
        Descriptor type = message.getDescriptorForType();
        if (type.getFile() == TimestampProto.getDescriptor()) {
            out.writeEmbeddedObject(
                    Instant.ofEpochSecond(
                            (long) message.getField(type.findFieldByNumber(1)),
                            (int) message.getField(type.findFieldByNumber(2))));
        } else if (type.getFile() == WrappersProto.getDescriptor()) {
            FieldDescriptor only = type.findFieldByNumber(1);
            value(only, message.getField(only), wanted);
        } else {
            message(message, wanted);
        }
    }
}
