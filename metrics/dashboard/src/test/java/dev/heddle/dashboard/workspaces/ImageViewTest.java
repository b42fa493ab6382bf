package dev.heddle.dashboard.workspaces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.workspaces.WorkspaceImage;
import dev.heddle.client.workspaces.WorkspaceImage.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageViewTest {
    private static ImageView view(State state, Optional<String> problem) {
        return new ImageView(
                new WorkspaceImage(
                        "code",
                        "heddle/code",
                        state,
                        Optional.of("sha256:1"),
                        "code-server",
                        "code-server 4",
                        10,
                        Optional.empty(),
                        problem));
    }

    @Test
    void shouldBeRedWhereTheLastBuildFailed() {
        ImageView failed = view(State.MISSING, Optional.of("step 4 failed"));

        assertThat(failed.look()).isEqualTo("failed");
        assertThat(failed.word()).isEqualTo("build failed");
        assertThat(view(State.MISSING, Optional.empty()).look()).isEqualTo("idle");
    }

    @Test
    void shouldForgetThatABuildFailedWhileAnotherRuns() {
        ImageView again = view(State.BUILDING, Optional.of("step 4 failed"));

        assertThat(again.isFailed()).isFalse();
        assertThat(again.isBusy()).isTrue();
        assertThat(again.word()).isEqualTo("building");
    }

    @Test
    void shouldFindTheImagesOfAChoice() {
        Choice choice = new Choice(List.of(view(State.BUILT, Optional.empty())), "");

        assertThat(choice.has("code")).isTrue();
        assertThat(choice.has("base")).isFalse();
    }
}
