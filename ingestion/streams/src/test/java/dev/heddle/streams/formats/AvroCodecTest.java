package dev.heddle.streams.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.model.DataType;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Tensor;
import dev.heddle.model.Violation;
import dev.heddle.runtime.EventCodec;
import dev.heddle.runtime.JsonRows;
import dev.heddle.runtime.Row;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AvroCodecTest {
    private static final String EVERYTHING =
            """
            {"type": "record", "name": "Everything", "namespace": "acme", "fields": [
              {"name": "flag", "type": "boolean"},
              {"name": "small", "type": "int"},
              {"name": "narrow", "type": "long"},
              {"name": "large", "type": "long"},
              {"name": "ratio", "type": "float"},
              {"name": "infinite", "type": "double"},
              {"name": "text", "type": "string"},
              {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["BIG", "TINY"]}},
              {"name": "raw", "type": "bytes"},
              {"name": "code", "type": {"type": "fixed", "name": "Code", "size": 2}},
              {"name": "day", "type": {"type": "int", "logicalType": "date"}},
              {"name": "millis", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "micros", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "nanos", "type": {"type": "long", "logicalType": "timestamp-nanos"}},
              {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
              {"name": "count", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
              {"name": "scores", "type": {"type": "array", "items": "double"}},
              {"name": "names", "type": {"type": "map", "values": "string"}},
              {"name": "there", "type": ["null", "string"], "default": null},
              {"name": "absent", "type": ["null", "string"], "default": null},
              {"name": "inner", "type": {"type": "record", "name": "Inner", "fields": [
                {"name": "x", "type": "int"}]}}
            ]}
            """;

    private static final Struct EVERYTHING_WANTED =
            new Struct(
                    List.of(
                            Field.required("flag", Scalar.BOOLEAN),
                            Field.required("small", Scalar.INTEGER),
                            Field.required("narrow", Scalar.INTEGER),
                            Field.required("large", Scalar.LONG),
                            Field.required("ratio", Scalar.FLOAT),
                            Field.required("infinite", Scalar.DOUBLE),
                            Field.required("text", Scalar.STRING),
                            Field.required("kind", Scalar.STRING),
                            Field.required("raw", Scalar.BINARY),
                            Field.required("code", Scalar.BINARY),
                            Field.required("day", Scalar.DATE),
                            Field.required("millis", Scalar.TIMESTAMP),
                            Field.required("micros", Scalar.TIMESTAMP),
                            Field.required("nanos", Scalar.TIMESTAMP),
                            Field.required("price", Scalar.DOUBLE),
                            Field.required("count", Scalar.LONG),
                            Field.required("scores", new ListOf(Scalar.DOUBLE)),
                            Field.required("names", new MapOf(Scalar.STRING)),
                            Field.optional("there", Scalar.STRING),
                            Field.optional("absent", Scalar.STRING),
                            Field.required(
                                    "inner",
                                    new Struct(List.of(Field.required("x", Scalar.INTEGER))))));

    private final TestRegistry registry = new TestRegistry();
    private final EventCodec codec = new AvroCodec(registry.client());

    @AfterEach
    void close() {
        registry.close();
    }

    private static Object[] values(Row row) {
        Object[] values = new Object[row.type().fields().size()];
        Arrays.setAll(values, row::boxedAt);
        return values;
    }

    private static ByteBuffer decimal(String value) {
        return ByteBuffer.wrap(new BigDecimal(value).unscaledValue().toByteArray());
    }

    private static GenericRecord everything() {
        Schema schema = new Schema.Parser().parse(EVERYTHING);
        GenericRecord record = new GenericData.Record(schema);
        record.put("flag", true);
        record.put("small", -3);
        record.put("narrow", 7L);
        record.put("large", 1L << 40);
        record.put("ratio", 0.5f);
        record.put("infinite", Double.NEGATIVE_INFINITY);
        record.put("text", "Zürich");
        record.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "TINY"));
        record.put("raw", ByteBuffer.wrap(new byte[] {1, 2}));
        record.put(
                "code", new GenericData.Fixed(schema.getField("code").schema(), new byte[] {3, 4}));
        record.put("day", -1);
        record.put("millis", -1L);
        record.put("micros", 1_500_000L);
        record.put("nanos", 1_000_000_001L);
        record.put("price", decimal("12.34"));
        record.put("count", decimal("5.00"));
        record.put("scores", List.of(1.5, 2.5));
        record.put("names", Map.of("a", "b"));
        record.put("there", "yes");
        GenericRecord inner = new GenericData.Record(schema.getField("inner").schema());
        inner.put("x", 9);
        record.put("inner", inner);
        return record;
    }

    @Test
    void shouldReadWhatEveryTypeOfAvroBecomes() {
        int id = registry.avro("s", EVERYTHING);

        Row row = codec.read(Encoded.avro(id, everything()), new JsonRows(EVERYTHING_WANTED));

        Row inner = new Row((Struct) EVERYTHING_WANTED.fields().get(20).type());
        inner.set(0, 9);
        assertThat(values(row))
                .containsExactly(
                        true,
                        -3,
                        7,
                        1L << 40,
                        0.5f,
                        Double.NEGATIVE_INFINITY,
                        "Zürich",
                        "TINY",
                        new byte[] {1, 2},
                        new byte[] {3, 4},
                        LocalDate.of(1969, 12, 31),
                        Instant.parse("1969-12-31T23:59:59.999Z"),
                        Instant.parse("1970-01-01T00:00:01.5Z"),
                        Instant.parse("1970-01-01T00:00:01.000000001Z"),
                        12.34,
                        5L,
                        new double[] {1.5, 2.5},
                        Map.of("a", "b"),
                        "yes",
                        null,
                        inner);
    }

    private static Struct click() {
        return new Struct(
                List.of(
                        Field.required("customer", Scalar.LONG),
                        Field.optional("page", Scalar.STRING)));
    }

    private int clicks(String fields) {
        return registry.avro(
                "clicks-value",
                "{\"type\": \"record\", \"name\": \"Click\", \"fields\": [" + fields + "]}");
    }

    private byte[] click(int id, Map<String, Object> fields) {
        GenericRecordBuilder record = new GenericRecordBuilder(registry.avro(id));
        fields.forEach(record::set);
        return Encoded.avro(id, record.build());
    }

    @Test
    void shouldReadWritersThatSayMoreAndLess() {
        int more =
                clicks(
                        """
                        {"name": "before", "type": {"type": "array", "items": "string"}},
                        {"name": "page", "type": "string"}, {"name": "customer", "type": "int"},
                        {"name": "after", "type": ["null", "double"], "default": null}
                        """);
        int less = clicks("{\"name\": \"customer\", \"type\": \"long\"}");
        int tooLittle = clicks("{\"name\": \"page\", \"type\": \"string\"}");
        JsonRows rows = new JsonRows(click());

        Row first =
                codec.read(
                        click(more, Map.of("before", List.of("x"), "page", "/", "customer", 1)),
                        rows);
        Row second = codec.read(click(less, Map.of("customer", 2L)), rows);

        assertThat(values(first)).containsExactly(1L, "/");
        assertThat(values(second)).containsExactly(2L, null);
        assertThat(violations(click(tooLittle, Map.of("page", "/")), rows))
                .containsExactly(new Violation("customer", "nothing", "a whole number"));
    }

    private List<Violation> violations(byte[] value, JsonRows rows) {
        HeddleException refusal =
                catchThrowableOfType(HeddleException.class, () -> codec.read(value, rows));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        return refusal.violations();
    }

    @Test
    void shouldNameEachValueThatDoesNotFit() {
        int id =
                clicks(
                        """
                        {"name": "customer", "type": ["null", "long"]},
                        {"name": "page", "type": {"type": "int", "logicalType": "date"}},
                        {"name": "prices", "type": {"type": "array", "items": {
                            "type": "bytes", "logicalType": "decimal", "precision": 30, "scale": 4}}}
                        """);
        Struct wanted =
                new Struct(
                        List.of(
                                Field.required("customer", Scalar.LONG),
                                Field.required("page", Scalar.STRING),
                                Field.required("prices", new ListOf(Scalar.DOUBLE))));
        GenericRecord record = new GenericData.Record(registry.avro(id));
        record.put("page", 20_000);
        record.put("prices", List.of(decimal("1.2500"), decimal("12345678901234567890.1234")));

        assertThat(violations(Encoded.avro(id, record), new JsonRows(wanted)))
                .containsExactly(
                        new Violation("customer", "null", "a whole number"),
                        new Violation("page", "date 2024-10-04", "a string"),
                        new Violation(
                                "prices[1]", "decimal 12345678901234567890.1234", "a number"));
    }

    @Test
    void shouldRefuseBytesThatAreNoAvro() {
        int id = registry.avro("s", EVERYTHING);
        JsonRows rows = new JsonRows(EVERYTHING_WANTED);
        byte[] value = Encoded.avro(id, everything());

        assertThat(violations("{\"a\": 1}".getBytes(StandardCharsets.UTF_8), rows).get(0).found())
                .isEqualTo("8 bytes that begin with 0x7b2261223a");
        for (int length = 0; length < value.length; length++) {
            assertThat(violations(Arrays.copyOf(value, length), rows)).hasSize(1);
        }
        assertThat(violations(Arrays.copyOf(value, value.length + 1), rows).get(0).toString())
                .isEqualTo(
                        "expected Avro of schema 100, got bytes that are not: there is more after"
                                + " the end");
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] data = new byte[1 + random.nextInt(60)];
            random.nextBytes(data);
            assertThat(violations(Encoded.with(id, data), rows)).isNotEmpty();
        }
    }

    @Test
    void shouldNotTakeMemoryForWhatTakesNoBytes() {
        int id =
                clicks(
                        "{\"name\": \"nulls\", \"type\": {\"type\": \"array\", \"items\": \"null\"}}");
        byte[] blocks = new byte[100_000];
        // A thousand blocks, each said to hold 2^20 nulls.
        for (int i = 0; i + 4 <= blocks.length; i += 4) {
            blocks[i] = (byte) 0x80;
            blocks[i + 1] = (byte) 0x80;
            blocks[i + 2] = (byte) 0x80;
            blocks[i + 3] = 1;
        }

        assertThat(violations(Encoded.with(id, blocks), new JsonRows(click())).get(0).found())
                .contains("bytes in 100000");
    }

    @Test
    void shouldFollowReferences() {
        registry.avro(
                "page-value",
                "{\"type\": \"record\", \"name\": \"acme.Page\", \"fields\": [{\"name\": \"url\","
                        + " \"type\": \"string\"}]}");
        String schema =
                "{\"type\": \"record\", \"name\": \"acme.Visit\", \"fields\": [{\"name\": \"page\","
                        + " \"type\": \"acme.Page\"}]}";
        int id = registry.referring("visit-value", "AVRO", schema, "acme.Page", "page-value");
        Struct page = new Struct(List.of(Field.required("url", Scalar.STRING)));
        Struct visit = new Struct(List.of(Field.required("page", page)));

        // A string's length and its bytes: a record within a record adds nothing.
        Row row = codec.read(Encoded.with(id, new byte[] {4, '/', 'a'}), new JsonRows(visit));

        assertThat(((Row) row.valueAt(0)).valueAt(0)).isEqualTo("/a");
    }

    @Test
    void shouldAskOnceForWhatItKnowsAndForWhatNobodyKnows() {
        int id = clicks("{\"name\": \"customer\", \"type\": \"long\"}");
        int other = registry.protobuf("p", "syntax = \"proto3\"; message A {}");
        JsonRows rows = new JsonRows(click());
        int before = registry.requests();

        for (int i = 0; i < 3; i++) {
            codec.read(click(id, Map.of("customer", 1L)), rows);
            assertThatThrownBy(() -> codec.read(Encoded.with(999, new byte[] {2}), rows))
                    .hasMessage("the schema registry knows no schema 999")
                    .extracting(e -> ((HeddleException) e).code())
                    .isEqualTo(ErrorCode.INVALID_INPUT);
            assertThatThrownBy(() -> codec.read(Encoded.with(other, new byte[] {2}), rows))
                    .hasMessage(
                            "schema %d is of type PROTOBUF, expected AVRO, the stream's format",
                            other);
        }

        assertThat(registry.requests() - before).isEqualTo(3);
    }

    @Test
    void shouldTellARegistryThatIsAwayFromOneThatDoesNotKnow() {
        int id = clicks("{\"name\": \"customer\", \"type\": \"long\"}");
        byte[] value = click(id, Map.of("customer", 1L));
        JsonRows rows = new JsonRows(click());
        registry.close();

        assertThatThrownBy(() -> codec.read(value, rows))
                .isInstanceOf(SchemaRegistryAway.class)
                .hasMessageContaining(registry.url());
        registry.start();
        assertThat(values(codec.read(value, rows))).containsExactly(1L, null);
        EventCodec elsewhere = new AvroCodec(client(registry.url().replace("registry", "other")));
        assertThatThrownBy(() -> elsewhere.read(value, rows))
                .isInstanceOf(SchemaRegistryAway.class)
                .hasMessageContaining("HTTP 404");
    }

    private static SchemaRegistry client(String url) {
        return new SchemaRegistry(
                new SchemaRegistry.Settings(url, Optional.empty(), Optional.empty()));
    }

    @Test
    void shouldSayWhoAsksAndKeepThePassword() {
        int id = clicks("{\"name\": \"customer\", \"type\": \"long\"}");
        byte[] value = click(id, Map.of("customer", 1L));
        JsonRows rows = new JsonRows(click());
        registry.ask("ann", "s3cret");
        SchemaRegistry.Settings settings =
                new SchemaRegistry.Settings(
                        registry.url(), Optional.of("ann"), Optional.of("s3cret"));

        assertThatThrownBy(() -> codec.read(value, rows))
                .isInstanceOf(SchemaRegistryAway.class)
                .hasMessageContaining("HTTP 401 Unauthorized");
        assertThat(values(new AvroCodec(new SchemaRegistry(settings)).read(value, rows)))
                .containsExactly(1L, null);
        assertThat(settings.toString()).doesNotContain("s3cret");
        assertThatThrownBy(() -> client("http://ann:s3cret@registry:8081"))
                .hasMessageContaining("expected a URL like https://registry:8081")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void shouldWriteWhatAvroReads() {
        JsonRows rows = new JsonRows(EVERYTHING_WANTED);
        Row row = codec.read(Encoded.avro(registry.avro("s", EVERYTHING), everything()), rows);

        byte[] value = codec.write("my-topic", row, rows);
        int requests = registry.requests();
        codec.write("my-topic", row, rows);

        GenericRecord read = Encoded.read(registry, value);
        assertThat(registry.requests()).isEqualTo(requests);
        assertThat(registry.versions("my-topic-value")).hasSize(1);
        assertThat(read.getSchema().getFullName()).isEqualTo("my_topic");
        assertThat(read.get("narrow")).isEqualTo(7);
        assertThat(read.get("text")).isEqualTo(new Utf8("Zürich"));
        assertThat(read.get("day")).isEqualTo(-1);
        assertThat(read.get("micros")).isEqualTo(1_500_000L);
        assertThat(read.get("absent")).isNull();
        assertThat(read.get("scores")).isEqualTo(List.of(1.5, 2.5));
        assertThat(((GenericRecord) read.get("inner")).get("x")).isEqualTo(9);
        row.setValue(13, Instant.parse("1970-01-01T00:00:01Z"));
        assertThat(codec.read(value, rows)).isEqualTo(row);
    }

    private static Struct tensor(DataType type) {
        return new Struct(List.of(Field.required("t", new TensorOf(type, List.of(-1L, 2L)))));
    }

    @Test
    void shouldWriteTensorsAsArraysWithinArrays() {
        JsonRows rows = new JsonRows(tensor(DataType.FLOAT32));
        Row row = new Row(rows.struct());
        row.setValue(0, Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));

        byte[] value = codec.write("tensors", row, rows);

        assertThat(Encoded.read(registry, value).get("t"))
                .isEqualTo(List.of(List.of(1f, 2f), List.of(3f, 4f), List.of(5f, 6f)));
        assertThat(codec.read(value, rows)).isEqualTo(row);
    }

    @Test
    void shouldSayWhyARecordCannotBeWritten() {
        clicks("{\"name\": \"customer\", \"type\": \"string\"}");
        JsonRows clicks = new JsonRows(click());
        Row row = new Row(click());
        row.set(0, 1L);
        Struct tensor = tensor(DataType.UINT64);

        assertThatThrownBy(() -> codec.write("clicks", row, clicks))
                .hasMessageContaining("does not take the schema")
                .hasMessageContaining("subject 'clicks-value': HTTP 409 Schema being registered is")
                .extracting(e -> ((HeddleException) e).code())
                .isEqualTo(ErrorCode.CONFLICT);
        assertThatThrownBy(() -> codec.write("t", new Row(tensor), new JsonRows(tensor)))
                .hasMessage(
                        "field 't' of type tensor<uint64, [-1, 2]> cannot be in an Avro record,"
                                + " expected a tensor of int32, int64, float32, float64 or str");
    }
}
