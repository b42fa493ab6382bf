package dev.heddle.containers.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.containers.ecs.EcsSettings.Placement;
import dev.heddle.containers.ecs.EcsSettings.Roles;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EcsSettingsTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/heddle";
    private static final Placement PLACEMENT = placement("heddle", Optional.empty());
    private static final Map<String, EcsImage> IMAGES =
            Map.of("base", new EcsImage("public.ecr.aws/debian/debian:13", Map.of()));

    @Test
    void shouldTakeWhatIsRight() {
        EcsSettings settings = settings("eu-central-1", PLACEMENT, "/heddle", "fs-0a1b", IMAGES);

        assertThat(settings.image("base")).contains(IMAGES.get("base"));
        assertThat(settings.image("public.ecr.aws/debian/debian:13")).contains(IMAGES.get("base"));
        assertThat(settings.image("debian")).isEmpty();
        assertThat(settings.placement().isFargate()).isTrue();
        assertThat(placement("heddle", Optional.of("FARGATE_SPOT")).isFargate()).isTrue();
        assertThat(placement("heddle", Optional.of("machines")).isFargate()).isFalse();
    }

    @Test
    void shouldNameTheKeyThatIsWrong() {
        refused(
                "heddle.containers.ecs.region is 'Frankfurt', expected the name of a region",
                () -> settings("Frankfurt", PLACEMENT, "/heddle", "fs-0a1b", IMAGES));
        refused(
                "heddle.containers.ecs.log-group is 'a b'",
                () -> settings("eu-central-1", PLACEMENT, "a b", "fs-0a1b", IMAGES));
        refused(
                "heddle.containers.ecs.file-system is 'home'",
                () -> settings("eu-central-1", PLACEMENT, "/heddle", "home", IMAGES));
        refused(
                "heddle.containers.ecs.images is empty",
                () -> settings("eu-central-1", PLACEMENT, "/heddle", "fs-0a1b", Map.of()));
        refused(
                "heddle.containers.ecs.images.\"bad\" is 'a b'",
                () ->
                        settings(
                                "eu-central-1",
                                PLACEMENT,
                                "/heddle",
                                "fs-0a1b",
                                Map.of("bad", new EcsImage("a b", Map.of()))));
        refused("heddle.containers.ecs.cluster is ''", () -> placement("", Optional.empty()));
        refused(
                "heddle.containers.ecs.capacity-provider is 'a b'",
                () -> placement("heddle", Optional.of("a b")));
        refused(
                "heddle.containers.ecs.subnets has 0 entries, expected 1 to 16",
                () -> new Placement("heddle", Optional.empty(), List.of(), List.of("sg-1"), false));
        refused(
                "heddle.containers.ecs.security-groups has 6 entries, expected 1 to 5",
                () ->
                        new Placement(
                                "heddle",
                                Optional.empty(),
                                List.of("subnet-1"),
                                Collections.nCopies(6, "sg-1"),
                                false));
        refused(
                "heddle.containers.ecs.subnets is 'vpc-1', expected subnet-…",
                () ->
                        new Placement(
                                "heddle",
                                Optional.empty(),
                                List.of("vpc-1"),
                                List.of("sg-1"),
                                false));
        refused(
                "heddle.containers.ecs.execution-role is 'root'",
                () -> new Roles("root", Optional.empty()));
        refused(
                "heddle.containers.ecs.task-role is 'root'",
                () -> new Roles(ROLE, Optional.of("root")));
    }

    private static Placement placement(String cluster, Optional<String> provider) {
        return new Placement(cluster, provider, List.of("subnet-1"), List.of("sg-1"), false);
    }

    private static EcsSettings settings(
            String region,
            Placement placement,
            String logGroup,
            String fileSystem,
            Map<String, EcsImage> images) {
        return new EcsSettings(
                region,
                Optional.empty(),
                placement,
                new Roles(ROLE, Optional.empty()),
                logGroup,
                Optional.of(fileSystem),
                images);
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageStartingWith(message);
    }
}
