package dev.heddle.containers.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.Task;

class RecentChangesTest {
    private final Family family = Family.fresh("a", "b");
    private final Task task = Task.builder().taskArn("arn").build();
    private Instant now = Instant.parse("2026-05-01T10:00:00Z");
    private final RecentChanges recent = new RecentChanges(() -> now);

    @Test
    void shouldRememberAStartUntilListsHaveIt() {
        recent.started(family, task);

        assertThat(recent.started()).containsExactly(family);
        assertThat(recent.task(family)).contains(task);
        assertThat(recent.isRemoved(family)).isFalse();

        now = now.plus(RecentChanges.LAG).plusSeconds(1);

        assertThat(recent.started()).isEmpty();
        assertThat(recent.task(family)).isEmpty();
    }

    @Test
    void shouldRememberARemovalUntilListsHaveIt() {
        recent.started(family, task);
        recent.removed(family);

        assertThat(recent.started()).isEmpty();
        assertThat(recent.task(family)).isEmpty();
        assertThat(recent.isRemoved(family)).isTrue();

        now = now.plus(RecentChanges.LAG).plusSeconds(1);

        assertThat(recent.isRemoved(family)).isFalse();
    }
}
