package dev.heddle.dashboard.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OnError;
import dev.heddle.client.batch.OutputMode;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobFormTest {
    private static JobForm form(String output, String mode, String partitionBy, String retries) {
        return new JobForm(
                " churn@champion ",
                "a.b",
                output,
                mode,
                partitionBy,
                "id, ,name",
                "country = 'DE'",
                "",
                "skip",
                "",
                "",
                retries);
    }

    @Test
    void shouldAskForWhatWasTyped() {
        JobSpec spec = form("c.d", "", " ds , hour", "3").spec();

        assertThat(spec)
                .isEqualTo(
                        JobSpec.of(JobKind.SCORE)
                                .model("churn@champion")
                                .input("a.b")
                                .output("c.d")
                                .mode(OutputMode.OVERWRITE)
                                .onError(OnError.SKIP)
                                .partitionBy(List.of("ds", "hour"))
                                .keys(List.of("id", "name"))
                                .where("country = 'DE'")
                                .retries(3)
                                .build());
    }

    @Test
    void shouldSayWhichFieldIsWrong() {
        assertThatThrownBy(() -> form(" ", "", "", "").spec()).hasMessage("Output is empty");
        assertThatThrownBy(() -> form("c.d", "merge", "", "").spec())
                .hasMessage("Mode is 'merge', expected one of [OVERWRITE, APPEND, REPLACE]");
        assertThatThrownBy(() -> form("c.d", "", "", "many").spec())
                .hasMessage("Retries is 'many', expected a number from 0 to 20");
        assertThatThrownBy(() -> form("c.d", "", "", "21").spec())
                .hasMessage("retries is from 0 to 20, got 21");
    }
}
