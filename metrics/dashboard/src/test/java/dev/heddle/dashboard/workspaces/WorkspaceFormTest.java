package dev.heddle.dashboard.workspaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.workspaces.WorkspaceRequest;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class WorkspaceFormTest {
    @Test
    void shouldAskForWhatWasTyped() {
        assertThat(new WorkspaceForm(" lab ", "notebook", " 0.5", "4g ").launch())
                .isEqualTo(
                        new WorkspaceRequest(
                                "lab",
                                Optional.of("notebook"),
                                OptionalDouble.of(0.5),
                                Optional.of("4g")));
        assertThat(new WorkspaceForm("lab", "", "", " ").launch())
                .isEqualTo(
                        new WorkspaceRequest(
                                "lab", Optional.empty(), OptionalDouble.empty(), Optional.empty()));
        assertThat(new WorkspaceForm("lab", "code", "", "").change().name()).isNull();
    }

    @Test
    void shouldSayWhichFieldIsWrong() {
        assertThatThrownBy(() -> new WorkspaceForm(" ", "", "", "").launch())
                .hasMessage("Name is empty, expected lower-case letters, digits and '-'");
        assertThatThrownBy(() -> new WorkspaceForm("lab", "", "many", "").launch())
                .hasMessage("CPUs is 'many', expected a number from 0.1 to 1024");
        assertThatThrownBy(() -> new WorkspaceForm("lab", "", "", "6x").change())
                .hasMessage("memory is '6x', expected a number and a unit, such as 512m or 4g");
    }
}
