package dev.heddle.streams.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Timestamp;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import dev.heddle.runtime.EventCodec;
import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProtobufCodecTest {
    private static final String CLICK =
            """
            syntax = "proto3";
            package acme;
            import "google/protobuf/timestamp.proto";
            import "google/protobuf/wrappers.proto";
            enum Kind { UNKNOWN = 0; BUY = 1; }
            message Click {
              int64 customer_id = 1;
              optional double amount = 2;
              google.protobuf.Timestamp at = 3;
              repeated int32 scores = 4;
              map<string, uint64> counts = 5;
              Kind kind = 6;
              oneof target { string page = 7; bytes raw = 8; }
              message Inner { uint32 big = 1; }
              Inner inner = 9;
              google.protobuf.DoubleValue weight = 10;
              repeated Inner inners = 11;
              string note = 12;
            }
            message Other {
              map<string, string> labels = 1;
              message First { int32 x = 1; }
              message Second { int32 y = 1; }
            }
            """;

    private static final Struct INNER = new Struct(List.of(Field.required("big", Scalar.LONG)));
    private static final Struct WANTED =
            new Struct(
                    List.of(
                            Field.required("customerId", Scalar.LONG),
                            Field.optional("amount", Scalar.DOUBLE),
                            Field.optional("at", Scalar.TIMESTAMP),
                            Field.required("scores", new ListOf(Scalar.INTEGER)),
                            Field.required("counts", new MapOf(Scalar.LONG)),
                            Field.required("kind", Scalar.STRING),
                            Field.optional("page", Scalar.STRING),
                            Field.optional("raw", Scalar.BINARY),
                            Field.optional("inner", INNER),
                            Field.optional("weight", Scalar.DOUBLE),
                            Field.required("inners", new ListOf(INNER)),
                            Field.required("note", Scalar.STRING)));

    private final TestRegistry registry = new TestRegistry();
    private final EventCodec codec = new ProtobufCodec(registry.client());

    @AfterEach
    void close() {
        registry.close();
    }

    @FunctionalInterface
    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] click() {
        return bytes(
                out -> {
                    out.writeRawByte(0);
                    out.writeInt64(1, 1L << 40);
                    out.writeDouble(2, 0);
                    out.writeMessage(3, Timestamp.newBuilder().setSeconds(-1).setNanos(5).build());
                    out.writeByteArray(4, new byte[] {1, 2, 3});
                    byte[] count =
                            bytes(
                                    entry -> {
                                        entry.writeString(1, "a");
                                        entry.writeUInt64(2, 9);
                                    });
                    out.writeByteArray(5, bytes(entry -> entry.writeString(1, "a")));
                    out.writeByteArray(5, count);
                    out.writeEnum(6, 1);
                    out.writeString(7, "/");
                    out.writeByteArray(9, bytes(inner -> inner.writeUInt32(1, -1)));
                    out.writeMessage(10, DoubleValue.of(2.5));
                    out.writeString(99, "of a field that the schema does not have");
                });
    }

    private static Object[] values(Row row) {
        Object[] values = new Object[row.type().fields().size()];
        Arrays.setAll(values, row::boxedAt);
        return values;
    }

    @Test
    void shouldReadWhatEveryTypeOfProtobufBecomes() {
        int id = registry.protobuf("clicks-value", CLICK);

        Row row = codec.read(Encoded.with(id, click()), new JsonRows(WANTED));

        Row inner = new Row(INNER);
        inner.set(0, 0xFFFFFFFFL);
        assertThat(values(row))
                .containsExactly(
                        1L << 40,
                        0.0,
                        Instant.parse("1969-12-31T23:59:59.000000005Z"),
                        new int[] {1, 2, 3},
                        Map.of("a", 9L),
                        "BUY",
                        "/",
                        null,
                        inner,
                        2.5,
                        List.of(),
                        "");
    }

    @Test
    void shouldTellWhatWasNotSetFromWhatIsZero() {
        int id = registry.protobuf("clicks-value", CLICK);

        Row row = codec.read(Encoded.with(id, new byte[] {0}), new JsonRows(WANTED));

        assertThat(values(row))
                .containsExactly(
                        0L,
                        null,
                        null,
                        new int[0],
                        Map.of(),
                        "UNKNOWN",
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        "");
    }

    @Test
    void shouldFindTheMessageThatTheValueNames() {
        int id = registry.protobuf("clicks-value", CLICK);
        Struct second = new Struct(List.of(Field.required("y", Scalar.INTEGER)));
        byte[] data =
                bytes(
                        out -> {
                            out.writeSInt32NoTag(2);
                            out.writeSInt32NoTag(1);
                            out.writeSInt32NoTag(1);
                            out.writeInt32(1, 5);
                        });

        assertThat(codec.read(Encoded.with(id, data), new JsonRows(second)).intAt(0)).isEqualTo(5);
    }

    private List<Violation> violations(byte[] value, Struct wanted) {
        return catchThrowableOfType(
                        HeddleException.class, () -> codec.read(value, new JsonRows(wanted)))
                .violations();
    }

    @Test
    void shouldNameEachValueThatDoesNotFit() {
        int id = registry.protobuf("clicks-value", CLICK);
        Struct wanted =
                new Struct(
                        List.of(
                                Field.required("customerId", Scalar.INTEGER),
                                Field.required("at", Scalar.STRING),
                                Field.required("raw", Scalar.BINARY),
                                Field.required("inner", Scalar.STRING),
                                Field.required("city", Scalar.STRING)));

        assertThat(violations(Encoded.with(id, click()), wanted))
                .containsExactly(
                        new Violation(
                                "customerId",
                                "number 1099511627776",
                                "a whole number from -2147483648 to 2147483647"),
                        new Violation("at", "timestamp 1969-12-31T23:59:59.000000005Z", "a string"),
                        new Violation("inner", "an object", "a string"),
                        new Violation("raw", "nothing", "bytes in Base64"),
                        new Violation("city", "nothing", "a string"));
    }

    @Test
    void shouldRefuseBytesThatAreNoProtobuf() {
        int id = registry.protobuf("clicks-value", CLICK);
        Struct inner = new Struct(List.of(Field.required("y", Scalar.INTEGER)));
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] data = new byte[1 + random.nextInt(60)];
            random.nextBytes(data);
            try {
                codec.read(Encoded.with(id, data), new JsonRows(WANTED));
            } catch (HeddleException e) {
                refused++;
            }
        }

        assertThat(refused).isGreaterThan(19_000);
        assertThat(violations(Encoded.with(id, new byte[] {2, 14}), inner).get(0).toString())
                .isEqualTo(
                        "expected Protobuf of schema 100, got bytes that are not: message 7 of 2");
    }

    @Test
    void shouldFollowReferences() {
        registry.protobuf(
                "other", "syntax = \"proto3\"; package o; message Page { string url = 1; }");
        int id =
                registry.referring(
                        "visits-value",
                        "PROTOBUF",
                        "syntax = \"proto3\"; import \"pages/page.proto\"; message Visit { o.Page page = 1;"
                                + " }",
                        "pages/page.proto",
                        "other");
        Struct page = new Struct(List.of(Field.required("url", Scalar.STRING)));
        Struct visit = new Struct(List.of(Field.required("page", page)));
        byte[] data =
                bytes(
                        out -> {
                            out.writeRawByte(0);
                            out.writeByteArray(1, bytes(inner -> inner.writeString(1, "/a")));
                        });

        Row row = codec.read(Encoded.with(id, data), new JsonRows(visit));

        assertThat(((Row) row.valueAt(0)).valueAt(0)).isEqualTo("/a");
    }

    @Test
    void shouldSayWhatIsWrongWithASchema() {
        int broken = registry.protobuf("a", "syntax = \"proto3\"; message {");
        int lost =
                registry.protobuf(
                        "b", "syntax = \"proto3\"; import \"lost.proto\"; message A { B b = 1; }");
        JsonRows rows = new JsonRows(WANTED);

        assertThatThrownBy(() -> codec.read(Encoded.with(broken, new byte[1]), rows))
                .hasMessageContaining("schema %d is no Protobuf schema".formatted(broken));
        assertThatThrownBy(() -> codec.read(Encoded.with(lost, new byte[1]), rows))
                .hasMessageContaining("it imports 'lost.proto', which is not among its references");
    }
}
