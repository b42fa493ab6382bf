package dev.heddle.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.model.HeddleException;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class JobTemplateTest {
    private static final Instant TIME = Instant.parse("2026-02-28T23:30:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void shouldFillTheTimeInAsItsZoneHasIt() throws JsonProcessingException {
        JobSpec spec =
                spec(
                        """
                        {"kind": "SCORE", "model": "churn@champion", "input": "/in/{date-1}.csv",
                         "asOf": "{time}", "where": "ds = '{date}' and hour = {hour} and x > 1",
                         "output": "growth.scores", "retries": 3, "deadline": "PT1H"}
                        """);

        JobSpec filled = JobTemplate.fill(spec, TIME, BERLIN);

        assertThat(filled.input()).contains("/in/2026-02-28.csv");
        assertThat(filled.asOf()).contains("2026-02-28T23:30:00Z");
        assertThat(filled.where()).contains("ds = '2026-03-01' and hour = 00 and x > 1");
        assertThat(filled.retries()).isEqualTo(3);
        assertThat(filled.deadline()).isEqualTo(spec.deadline());
    }

    @Test
    void shouldLeaveOtherBracesAlone() throws JsonProcessingException {
        JobSpec spec =
                spec(
                        "{\"kind\": \"WRITE\", \"where\": \"code rlike '^[a-z]{3}$' and m = '{\\\"A\\\": 1}'\"}");

        assertThat(JobTemplate.fill(spec, TIME, BERLIN)).isEqualTo(spec);
    }

    @Test
    void shouldRefuseWhatIsNoPartOfATime() throws JsonProcessingException {
        for (String field : new String[] {"{day}", "{hour-1}", "{ds}"}) {
            JobSpec spec =
                    spec("{\"kind\": \"WRITE\", \"output\": \"growth.t_%s\"}".formatted(field));
            assertThatThrownBy(() -> JobTemplate.fill(spec, TIME, BERLIN))
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("output of the job has " + field + ", expected {date}");
        }
    }

    private static JobSpec spec(String json) throws JsonProcessingException {
        return HeddleJson.mapper().readValue(json, JobSpec.class);
    }
}
