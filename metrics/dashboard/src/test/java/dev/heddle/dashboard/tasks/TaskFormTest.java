package dev.heddle.dashboard.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.tasks.TaskRunRequest;
import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFormTest {
    private static final TaskSpec SPEC =
            new TaskSpec(
                    "base",
                    List.of("python", "-c", "print('a')"),
                    new ComputeSize(0.5, 512L << 20),
                    Map.of("LEVEL", "info", "A", "b c"),
                    Map.of("team", "growth"),
                    Optional.of("lab"),
                    Optional.of(Duration.ofMinutes(90)));

    private static TaskForm form(String image, String cpus, String memory, String timeout) {
        return new TaskForm("nightly", image, "", cpus, memory, "", "", "", timeout);
    }

    @Test
    void shouldAskForWhatIsFilledInFromATask() {
        TaskForm form = TaskForm.of("nightly", SPEC);

        assertThat(form.command()).isEqualTo("python -c 'print('\\''a'\\'')'");
        assertThat(form.timeout()).isEqualTo("90m");
        assertThat(form.isDetailed()).isTrue();
        assertThat(form.named()).isEqualTo("nightly");
        assertThat(form.spec()).isEqualTo(SPEC);
    }

    @ParameterizedTest
    @CsvSource({"90s, 90", "2m, 120", "1 h, 3600", "2D, 172800"})
    void shouldReadHowLongARunMayTake(String typed, long seconds) {
        assertThat(form("base", "1", "1g", typed).spec().timeout())
                .contains(Duration.ofSeconds(seconds));
        assertThat(form("base", "1", "1g", " ").spec().timeout()).isEmpty();
    }

    @Test
    void shouldSayWhichFieldIsWrong() {
        assertThatThrownBy(() -> form(" ", "1", "1g", "").spec()).hasMessage("Image is empty");
        assertThatThrownBy(() -> form("base", "", "1g", "").spec()).hasMessage("CPUs is empty");
        assertThatThrownBy(() -> form("base", "two", "1g", "").spec())
                .hasMessage("CPUs is 'two', expected a number from 0.1 to 1024");
        assertThatThrownBy(() -> form("base", "1", "1", "").spec())
                .hasMessage("memory is 1 bytes, expected 16 MiB to 16 TiB");
        assertThatThrownBy(() -> form("base", "1", "1g", "soon").spec())
                .hasMessage(
                        "Timeout is 'soon', expected a number and a unit, such as 90s, 30m or 2h");
        assertThatThrownBy(() -> form("base", "1", "1g", "0m").spec())
                .hasMessageContaining("Timeout is '0m'");
        assertThatThrownBy(TaskForm.EMPTY::named).hasMessage("Name is empty");
    }

    @Test
    void shouldAskForARun() {
        RunForm form = new RunForm("stable", "DAY=1", "echo 'a b'", "", "2g");

        assertThat(form.request())
                .isEqualTo(
                        new TaskRunRequest(
                                Optional.of("stable"),
                                Map.of("DAY", "1"),
                                List.of("echo", "a b"),
                                OptionalDouble.empty(),
                                Optional.of("2g"),
                                Optional.empty()));
        assertThat(RunForm.EMPTY.request().reference()).isEmpty();
        assertThat(new RunForm("2", "", "", "", "").isVersion(2)).isTrue();
        assertThat(form.isVersion(2)).isFalse();
    }

    @Test
    void shouldKeepTheFilterFromPageToPage() {
        assertThat(new RunFilter("nightly", "RUNNING", "", "x").from("50"))
                .isEqualTo("/ui/task-runs?task=nightly&state=RUNNING&pageToken=50");
        assertThat(new RunFilter("", "", "", "").isNarrow()).isFalse();
        assertThat(new RunFilter("", "", "ann", "").isNarrow()).isTrue();
    }
}
