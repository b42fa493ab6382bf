package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {
    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void shouldGiveEveryCodeAnErrorStatusAndRetryOnlyWhatPasses(ErrorCode code) {
        Problem problem = Problems.of(new HeddleException(code, "why"), "r1");

        assertThat(problem.status()).isBetween(400, 504);
        assertThat(problem.title()).isNotIn("Request Refused", "Server Error");
        assertThat(Problems.isRetryable(problem)).isEqualTo(code.category().isRetryable());
        assertThat(problem.requestId()).isEqualTo("r1");
    }

    @Test
    void shouldKeepTheMessageOfADefectToTheLog() {
        Problem problem =
                Problems.of(new HeddleException(ErrorCode.INTERNAL, "java.lang.Oops"), "r1");

        assertThat(problem.detail()).doesNotContain("Oops");
        assertThat(problem.status()).isEqualTo(500);
    }
}
