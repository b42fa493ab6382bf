package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.monitors.MonitorPolicy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PolicyOptionsTest {
    @Command
    private static final class Options {
        @Mixin private PolicyOptions policy;
    }

    private static MonitorPolicy change(MonitorPolicy present, String... arguments) {
        Options options = new Options();
        new CommandLine(options).parseArgs(arguments);
        return options.policy.change(present);
    }

    @Test
    void shouldChangeWhatIsSaidAndKeepTheRest() {
        MonitorPolicy first =
                change(
                        MonitorPolicy.DEFAULT,
                        "--error-rate",
                        "0.02",
                        "--p99",
                        "1.5s",
                        "--ignore",
                        "input.day,input.hour");
        MonitorPolicy second =
                change(first, "--p99", "50ms", "--error-rate", "default", "--score", "p");

        assertThat(first.errorRate()).contains(0.02);
        assertThat(first.p99Millis()).contains(1_500.0);
        assertThat(second.p99Millis()).contains(50.0);
        assertThat(second.errorRate()).isEqualTo(Optional.empty());
        assertThat(second.ignoredFields()).isEqualTo(List.of("input.day", "input.hour"));
        assertThat(second.score()).contains("p");
    }

    @Test
    void shouldSayWhatIsNoTime() {
        assertThatThrownBy(() -> change(MonitorPolicy.DEFAULT, "--p99", "fast"))
                .hasMessage("--p99 is 'fast', expected a time such as 50ms or 2s, or default");
    }
}
