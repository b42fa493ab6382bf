package dev.heddle.containers.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.HeddleException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ecs.model.Task;

/** Families, positions in logs and tags: what is written is read again. */
class EcsNamesTest {
    @Test
    void shouldReadTheFamilyThatItWrote() {
        Family family = Family.fresh("a-1", "heddle-a-1_ws_7-2");

        assertThat(Family.parse(family.family())).contains(family);
        assertThat(family.family()).hasSizeLessThan(256).matches("[A-Za-z0-9_-]+");
        String arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/%s:12";
        assertThat(
                        Family.of(
                                Task.builder()
                                        .taskDefinitionArn(arn.formatted(family.family()))
                                        .build()))
                .contains(family);
    }

    @Test
    void shouldGiveEachLaunchAFamilyOfItsOwn() {
        assertThat(Family.fresh("a", "b").family()).isNotEqualTo(Family.fresh("a", "b").family());
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "heddle_a_b", "heddle_a_b_xyz", "x_heddle_a_b_0123abcd"})
    void shouldLeaveFamiliesOfOthersAlone(String family) {
        assertThat(Family.parse(family)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-a", "a/b"})
    void shouldRefuseNamesThatAreNoFamily(String name) {
        assertThatThrownBy(() -> Family.fresh("a", name))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void shouldRefuseInstallationsThatCouldBeMistaken() {
        assertThatThrownBy(() -> Family.checkInstallation("a_b"))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("'a_b'");
    }

    @Test
    void shouldReadThePositionThatItWrote() {
        LogPosition somewhere =
                new LogPosition("0123abcd", "f00-ba4", Optional.of("f/3456789/s"), 17);
        LogPosition first = new LogPosition("0123abcd", "f00-ba4", Optional.empty(), 3);

        assertThat(LogPosition.parse(somewhere.toString())).isEqualTo(somewhere);
        assertThat(LogPosition.parse(first.toString())).isEqualTo(first);
        assertThat(first.isBeginning()).isFalse();
    }

    @Test
    void shouldRefuseLabelsThatAwsRefuses() {
        assertThat(Tags.of(Map.of("dev.heddle.workspace", "ann@example.com/näh"))).hasSize(1);
        refused(Map.of("aws:x", "y"), "'aws:x'");
        refused(Map.of("x", "{}"), "label 'x' is '{}'");
        refused(Map.of("x", "y".repeat(257)), "256");
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 51; i++) {
            many.put("x" + i, "y");
        }
        refused(many, "51 labels, expected at most 50");
    }

    private static void refused(Map<String, String> labels, String message) {
        assertThatThrownBy(() -> Tags.of(labels))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining(message);
    }
}
