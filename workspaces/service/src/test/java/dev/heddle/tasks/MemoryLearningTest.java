package dev.heddle.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.tasks.TaskSpec;
import dev.heddle.client.workspaces.ComputeSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryLearningTest {
    private static final long MIB = 1 << 20;

    @Test
    void shouldBeginWithTheLargerOfWhatIsDefinedAndLearned() {
        assertThat(MemoryLearning.memory(512 * MIB, OptionalLong.empty(), 4_096 * MIB))
                .isEqualTo(512 * MIB);
        assertThat(MemoryLearning.memory(512 * MIB, OptionalLong.of(1_024 * MIB), 4_096 * MIB))
                .isEqualTo(1_024 * MIB);
        assertThat(MemoryLearning.memory(2_048 * MIB, OptionalLong.of(1_024 * MIB), 4_096 * MIB))
                .isEqualTo(2_048 * MIB);
    }

    @Test
    void shouldNotGoPastWhatAContainerMayHave() {
        assertThat(MemoryLearning.after(512 * MIB, 4_096 * MIB)).isEqualTo(1_024 * MIB);
        assertThat(MemoryLearning.after(3_000 * MIB, 4_096 * MIB)).isEqualTo(4_096 * MIB);
        assertThat(MemoryLearning.after(4_096 * MIB, 4_096 * MIB)).isEqualTo(4_096 * MIB);
        assertThat(MemoryLearning.memory(512 * MIB, OptionalLong.of(8_192 * MIB), 4_096 * MIB))
                .isEqualTo(4_096 * MIB);
    }

    @Test
    void shouldForgetWhenAVersionSetsMore() {
        assertThat(MemoryLearning.isReset(spec(512), spec(768))).isTrue();
        assertThat(MemoryLearning.isReset(spec(512), spec(512))).isFalse();
        assertThat(MemoryLearning.isReset(spec(512), spec(256))).isFalse();
    }

    private static TaskSpec spec(long mebibytes) {
        return new TaskSpec(
                "base",
                List.of(),
                new ComputeSize(1, mebibytes * MIB),
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }
}
