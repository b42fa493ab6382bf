package dev.heddle.dashboard.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.workspaces.ComputeCost;
import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.client.workspaces.Workspace.State;
import dev.heddle.dashboard.Frame;
import dev.heddle.dashboard.Frame.Section;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkspaceViewTest {
    private static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");

    private static Frame frame(String viewer, String role) {
        boolean canChange = !role.equals("viewer");
        return new Frame(
                "lab", Section.WORKSPACES, viewer, role, canChange, true, "", true, "", "");
    }

    private static WorkspaceView view(State state, String viewer, String role) {
        Workspace workspace =
                new Workspace(
                        "lab",
                        "ann",
                        "notebook",
                        new ComputeSize(2, 4L << 30),
                        state,
                        Optional.empty(),
                        Optional.of("/workspaces/ann/lab/"),
                        AT,
                        Optional.of(AT),
                        Optional.empty(),
                        Optional.of(AT.plusSeconds(600)),
                        ComputeCost.NONE);
        return WorkspaceView.of(workspace, frame(viewer, role));
    }

    @Test
    void shouldLetItsOwnerDoEverything() {
        WorkspaceView view = view(State.RUNNING, "ann", "contributor");

        assertThat(view.open()).contains("/workspaces/ann/lab/");
        assertThat(view.hasTerminal()).isTrue();
        assertThat(view.canKeep()).isTrue();
        assertThat(view.canStop()).isTrue();
        assertThat(view.canEdit()).isTrue();
        assertThat(view.canDelete()).isTrue();
        assertThat(view.canStart()).isFalse();
        assertThat(view(State.STOPPED, "ann", "contributor").canStart()).isTrue();
        assertThat(view(State.FAILED, "ann", "contributor").canStart()).isTrue();
    }

    @Test
    void shouldLetAnAdminEndWhatIsOthersAndNotOpenIt() {
        WorkspaceView view = view(State.RUNNING, "root", "admin");

        assertThat(view.canStop()).isTrue();
        assertThat(view.canDelete()).isTrue();
        assertThat(view.open()).isEmpty();
        assertThat(view.hasTerminal()).isFalse();
        assertThat(view.canKeep()).isFalse();
        assertThat(view.canEdit()).isFalse();
        assertThat(view(State.STOPPED, "root", "admin").canStart()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void shouldLetAViewerDoNothing(State state) {
        WorkspaceView view = view(state, "ann", "viewer");

        assertThat(view.open()).isEmpty();
        assertThat(view.hasTerminal()).isFalse();
        assertThat(view.canStart()).isFalse();
        assertThat(view.canStop()).isFalse();
        assertThat(view.canKeep()).isFalse();
        assertThat(view.canEdit()).isFalse();
        assertThat(view.canDelete()).isFalse();
    }

    @Test
    void shouldOpenNothingThatDoesNotRun() {
        assertThat(view(State.STARTING, "ann", "contributor").open()).isEmpty();
        assertThat(view(State.STARTING, "ann", "contributor").canStop()).isTrue();
        assertThat(view(State.STOPPING, "ann", "contributor").canStop()).isFalse();
        assertThat(view(State.DELETING, "ann", "contributor").canDelete()).isFalse();
    }

    @Test
    void shouldNameTheOwnerOfWhatIsOthers() {
        assertThat(view(State.RUNNING, "ann", "contributor").at("/do/stop"))
                .isEqualTo("/ui/workspaces/lab/do/stop");
        assertThat(view(State.RUNNING, "root", "admin").at("/do/stop"))
                .isEqualTo("/ui/workspaces/lab/do/stop?owner=ann");
    }

    @Test
    void shouldBeRedOnlyWhereSomethingIsWrong() {
        assertThat(view(State.FAILED, "ann", "contributor").look()).isEqualTo("failed");
        assertThat(view(State.FAILED, "ann", "contributor").isBad()).isTrue();
        assertThat(view(State.STOPPED, "ann", "contributor").isBad()).isFalse();
        assertThat(view(State.STOPPED, "ann", "contributor").look()).isEqualTo("idle");
        assertThat(view(State.DELETING, "ann", "contributor").look()).isEqualTo("running");
    }
}
