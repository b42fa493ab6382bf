package dev.heddle.serving.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Problems;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlflowErrorsTest {
    private final MlflowErrors errors = new MlflowErrors();

    @ParameterizedTest
    @CsvSource({
        "INVALID_INPUT, BAD_REQUEST",
        "TOO_LARGE, BAD_REQUEST",
        "UNAUTHENTICATED, UNAUTHENTICATED",
        "FORBIDDEN, PERMISSION_DENIED",
        "ENDPOINT_NOT_FOUND, RESOURCE_DOES_NOT_EXIST",
        "OVERLOADED, REQUEST_LIMIT_EXCEEDED",
        "NOT_READY, TEMPORARILY_UNAVAILABLE",
        "DEADLINE_EXCEEDED, DEADLINE_EXCEEDED",
        "MODEL_FAILED, INTERNAL_ERROR"
    })
    void shouldUseTheCodesOfMlflow(ErrorCode code, String expected) {
        byte[] body = errors.body(Problems.of(new HeddleException(code, "a \"reason\""), "id"));

        assertThat(new String(body, StandardCharsets.UTF_8))
                .isEqualTo("{\"error_code\":\"%s\",\"message\":\"a \\\"reason\\\"\"}", expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/invocations, true",
        "/models/churn/invocations, true",
        "/models/churn/ping, true",
        "/models/churn/predict, false",
        "/models/a/b/invocations, false",
        "/v2, false"
    })
    void shouldKnowTheProtocolsPaths(String path, boolean covered) {
        assertThat(errors.covers(path)).isEqualTo(covered);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, JSON",
        "Application/JSON; charset=UTF-8, JSON",
        "'', JSON",
        "text/csv, CSV",
        "text/csv; charset=\"utf-8\", CSV"
    })
    void shouldKnowWhatARequestIs(String header, ContentType type) {
        assertThat(ContentType.of(header)).contains(type);
    }

    @Test
    void shouldNotTakeWhatItCannotRead() {
        assertThat(ContentType.of("application/vnd.apache.parquet")).isEqualTo(Optional.empty());
        assertThat(ContentType.of("text/csv; charset=latin1")).isEmpty();
        assertThat(ContentType.of("application/json; format=pandas-split")).isEmpty();
    }
}
