package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.model.Doc;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Feature;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRowsTest {
    record Address(String street, Optional<Integer> number) {}

    record Customer(
            @Doc("The customer's id") long id,
            int visits,
            double spent,
            Optional<String> name,
            List<Address> addresses,
            Map<String, Double> shares,
            Instant since) {}

    record Featured(
            long customerId, @Feature(view = "activity", key = "customerId") double purchases) {}

    private static final String VALID =
            """
            {"id": 7, "visits": 3, "spent": 1.5, "addresses": [{"street": "High St"}],
             "shares": {"a": 0.25}, "since": "2026-11-01T10:15:30+01:00"}
            """;

    private final JsonRows rows = new JsonRows(SignatureInference.struct(Customer.class));

    @Test
    void shouldReadOneRecord() {
        var records = rows.read(VALID.getBytes(StandardCharsets.UTF_8));

        assertThat(records.isArray()).isFalse();
        Row row = records.rows().get(0);
        assertThat(row.longAt(0)).isEqualTo(7);
        assertThat(row.isPresent(3)).isFalse();
        assertThat(row.valueAt(6)).isEqualTo(Instant.parse("2026-11-01T09:15:30Z"));
    }

    @Test
    void shouldReadAnEmptyArray() {
        var records = rows.read("[]".getBytes(StandardCharsets.UTF_8));

        assertThat(records.isArray()).isTrue();
        assertThat(records.rows()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"visits\": 3|\"visits\": 3.5|visits|number 3.5|a whole number",
                "\"visits\": 3|\"visits\": 3000000000|visits|number 3000000000|a whole number from -2147483648 to 2147483647",
                "\"visits\": 3|\"visits\": null|visits|null|a whole number",
                "\"visits\": 3|\"visits\": \"3\"|visits|string \"3\"|a whole number",
                "\"id\": 7|\"id\": 9223372036854775808|id|number 9223372036854775808|a whole number from -9223372036854775808 to 9223372036854775807",
                "\"spent\": 1.5|\"spent\": 1e999|spent|number 1e999|a number within ±1.7976931348623157e308",
                "\"spent\": 1.5|\"spent\": true|spent|boolean true|a number",
                "\"street\": \"High St\"|\"street\": 5|addresses[0].street|number 5|a string",
                "\"street\": \"High St\"|\"road\": 5|addresses[0].road|an unknown field|one of street, number",
                "\"a\": 0.25|\"a\": {}|shares.a|an object|a number",
                "2026-11-01T10:15:30+01:00|yesterday|since|string \"yesterday\"|a timestamp with its offset such as \"2026-11-01T10:15:30Z\"",
                "\"id\": 7,|\"Visits\": 7, \"id\": 7,|Visits|an unknown field|'visits'",
                "\"id\": 7,||id|nothing|a whole number",
                "\"id\": 7|\"id\": 7, \"id\": 8|id|the field twice|it once",
            })
    void shouldNameFieldValueAndExpectation(
            String valid, String invalid, String path, String found, String expected) {
        String json = VALID.replace(valid, invalid == null ? "" : invalid);

        HeddleException error = error(json);

        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(error.violations()).contains(new Violation(path, found, expected));
    }

    @Test
    void shouldNameEverythingThatIsWrongInAnArray() {
        HeddleException error = error("[" + VALID + ", 5, {\"id\": \"x\"}]");

        assertThat(error.violations())
                .extracting(Violation::path)
                .contains("[1]", "[2].id", "[2].visits", "[2].addresses", "[2].since")
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldStopGatheringAtTheLimit() {
        HeddleException error = error("[" + "5, ".repeat(1_000) + "5]");

        assertThat(error.violations()).hasSize(Violations.MAX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\": 7",
                "{\"id\": 7]",
                "",
                "5",
                "nope",
                "{} {}",
                "\"text\"",
                "{'a': 1}"
            })
    void shouldRefuseWhatIsNoRecord(String json) {
        assertThat(error(json).code()).isEqualTo(ErrorCode.INVALID_INPUT);
    }

    @Test
    void shouldRefuseBytesThatBeginLikeUtf32() {
        byte[] framed = {0, 0, 0, 0, 5, '{', '}'};

        assertThatThrownBy(() -> rows.read(framed))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
        assertThatThrownBy(() -> rows.read(new byte[] {0, 'A', 0, 0}))
                .isInstanceOf(HeddleException.class);
    }

    @Test
    void shouldRefuseDeepNesting() {
        assertThat(error("{\"id\": " + "[".repeat(100_000)).code())
                .isEqualTo(ErrorCode.INVALID_INPUT);
    }

    @Test
    void shouldLeaveOutFeaturesOfInputsAlone() {
        byte[] json = "{\"customerId\": 1}".getBytes(StandardCharsets.UTF_8);
        Struct featured = SignatureInference.struct(Featured.class);

        Row input = JsonRows.ofInputs(featured).read(json).rows().get(0);

        assertThat(input.isPresent(1)).isFalse();
        assertThatThrownBy(() -> new JsonRows(featured).read(json))
                .hasMessageContaining("purchases: expected a number");
    }

    private HeddleException error(String json) {
        return catchThrowableOfType(
                HeddleException.class, () -> rows.read(json.getBytes(StandardCharsets.UTF_8)));
    }
}
