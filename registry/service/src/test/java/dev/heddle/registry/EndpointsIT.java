package dev.heddle.registry;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Endpoint;
import dev.heddle.client.Endpoint.Held;
import dev.heddle.client.EndpointChange;
import dev.heddle.client.EndpointEvent;
import dev.heddle.client.EndpointSettings;
import dev.heddle.client.Follow;
import dev.heddle.client.ServingRegistry.Report;
import dev.heddle.model.ErrorCode;
import dev.heddle.registry.samples.ScaleMore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EndpointsIT {
    private static final OptionalLong ANY = OptionalLong.empty();

    @TempDir private Path folder;
    private RegistryFixture registry;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
        registry.registerScale("scale", 1, Map.of("stage", "prod"));
        registry.reportServed("scale");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldServeTheNewestVersionByDefault() {
        registry.registerScale("scale", 2, Map.of());

        Endpoint own = registry.endpoints.find("scale");
        assertThat(own.follow()).isEqualTo(new Follow.Rule(""));
        assertThat(own.version()).contains(2);
        assertThat(own.cause()).isEqualTo("registered 2");
        assertThat(registry.history("scale")).containsExactly("CHOSEN 1", "SERVED 1", "CHOSEN 2");
    }

    @Test
    void shouldFollowTags() {
        put("prod", new Follow.Rule("stage=prod"), false);
        registry.registerScale("scale", 2, Map.of());
        assertThat(registry.endpoints.find("prod").version()).contains(1);

        registry.catalog.tag("scale", 2, "stage", "prod", "ann");
        assertThat(registry.endpoints.find("prod").version()).contains(2);
        assertThat(registry.endpoints.find("prod").cause()).isEqualTo("tag stage=prod set on 2");

        registry.catalog.untag("scale", 2, "stage", "ann");
        assertThat(registry.endpoints.find("prod").version()).contains(1);
    }

    @Test
    void shouldFollowAnAlias() {
        put("champion", new Follow.Alias("champion"), false);
        assertThat(registry.endpoints.find("champion").version()).isEmpty();

        registry.catalog.alias("scale", "champion", 1, Optional.empty(), "ann");

        assertThat(registry.endpoints.find("champion").version()).contains(1);
        assertThat(registry.endpoints.find("champion").cause())
                .isEqualTo("alias champion moved to 1");
    }

    @Test
    void shouldStayPinned() {
        put("pinned", new Follow.Pinned(1), false);

        registry.registerScale("scale", 2, Map.of());

        assertThat(registry.endpoints.find("pinned").version()).contains(1);
    }

    @Test
    void shouldHoldBackWhatCallersCannotUse() {
        registerIncompatible();

        Endpoint own = registry.endpoints.find("scale");
        assertThat(own.version()).contains(1);
        assertThat(own.held().orElseThrow().version()).isEqualTo(2);
        assertThat(own.held().orElseThrow().reason()).contains("unit was added and is required");
        assertThat(registry.history("scale")).endsWith("HELD 2");
        EndpointEvent line =
                registry.endpoints.history("scale", PageRequest.of(1, null)).items().get(0);
        assertThat(line.cause()).isEqualTo("registered 2");
    }

    @Test
    void shouldHoldBackOnce() {
        registerIncompatible();
        long revision = registry.endpoints.find("scale").revision();

        registry.catalog.tag("scale", 1, "note", "x", "ann");

        assertThat(registry.endpoints.find("scale").revision()).isEqualTo(revision);
    }

    @Test
    void shouldForgetWhatItHeldBackWhenItIsNotFollowedAnyMore() {
        registry.catalog.alias("scale", "champion", 1, Optional.empty(), "ann");
        put("champion", new Follow.Alias("champion"), false);
        registerIncompatible();
        registry.catalog.alias("scale", "champion", 2, Optional.empty(), "ann");
        assertThat(registry.endpoints.find("champion").held()).isPresent();

        registry.catalog.alias("scale", "champion", 1, Optional.empty(), "ann");

        assertThat(registry.endpoints.find("champion").held()).isEmpty();
        assertThat(registry.endpoints.find("champion").version()).contains(1);
    }

    @Test
    void shouldServeWhatWasHeldBackWhenForced() {
        registerIncompatible();

        assertThatThrownBy(() -> put("scale", new Follow.Pinned(2), false))
                .hasMessageContaining("would break callers")
                .hasMessageContaining("unit");
        Endpoint forced = put("scale", new Follow.Pinned(2), true);

        assertThat(forced.version()).contains(2);
        assertThat(forced.held()).isEmpty();
    }

    @Test
    void shouldGoOnWithTheVersionBeforeWhenOneCannotBeServed() {
        registry.registerScale("scale", 2, Map.of());
        Endpoint chosen = registry.endpoints.find("scale");

        registry.endpoints.report(
                new Report("scale", chosen.revision(), 2, Optional.of("it does not load"), "s1"));

        Endpoint back = registry.endpoints.find("scale");
        assertThat(back.version()).contains(1);
        assertThat(back.held()).contains(new Held(2, "it does not load"));
        assertThat(back.revision()).isGreaterThan(chosen.revision());
        assertThat(registry.history("scale")).endsWith("CHOSEN 2", "HELD 2");
    }

    @Test
    void shouldTryTheNextVersionAfterOneThatWasHeldBack() {
        registry.registerScale("scale", 2, Map.of());
        registry.endpoints.report(
                new Report(
                        "scale",
                        registry.endpoints.find("scale").revision(),
                        2,
                        Optional.of("it does not load"),
                        "s1"));

        registry.registerScale("scale", 3, Map.of());

        assertThat(registry.endpoints.find("scale").version()).contains(3);
        assertThat(registry.endpoints.find("scale").held()).isEmpty();
    }

    @Test
    void shouldIgnoreReportsOfAnOutdatedChoice() {
        long outdated = registry.endpoints.find("scale").revision();
        registry.registerScale("scale", 2, Map.of());

        registry.endpoints.report(new Report("scale", outdated, 1, Optional.of("late news"), "s1"));

        assertThat(registry.endpoints.find("scale").held()).isEmpty();
        assertThat(registry.endpoints.find("scale").version()).contains(2);
    }

    @Test
    void shouldKeepOneLineForManyProcesses() {
        registry.reportServed("scale");
        registry.reportServed("scale");

        assertThat(registry.history("scale")).containsExactly("CHOSEN 1", "SERVED 1");
    }

    @Test
    void shouldRollBackToTheVersionServedBefore() {
        registry.registerScale("scale", 2, Map.of());
        registry.reportServed("scale");

        Endpoint back = registry.endpoints.rollback("scale", Optional.empty(), "ann");

        assertThat(back.version()).contains(1);
        assertThat(back.follow()).isEqualTo(new Follow.Pinned(1));
        assertThat(back.cause()).isEqualTo("rolled back from 2");
        registry.registerScale("scale", 3, Map.of());
        assertThat(registry.endpoints.find("scale").version()).contains(1);
    }

    @Test
    void shouldRollBackInUnderATenthOfASecond() {
        registry.registerScale("scale", 2, Map.of());
        registry.reportServed("scale");

        // The fastest of several, since the machine may be busy with something else.
        Duration fastest = Duration.ofDays(1);
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            registry.endpoints.rollback("scale", Optional.of(1 + i % 2), "ann");
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            fastest = took.compareTo(fastest) < 0 ? took : fastest;
        }

        assertThat(fastest).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void shouldRefuseToRollBackToNothing() {
        assertCode(() -> registry.endpoints.rollback("scale", Optional.empty(), "ann"))
                .isEqualTo(ErrorCode.CONFLICT);
        assertCode(() -> registry.endpoints.rollback("scale", Optional.of(9), "ann"))
                .isEqualTo(ErrorCode.VERSION_NOT_FOUND);
        assertCode(() -> registry.endpoints.rollback("other", Optional.empty(), "ann"))
                .isEqualTo(ErrorCode.ENDPOINT_NOT_FOUND);
    }

    @Test
    void shouldRefuseAChangeOfWhatSomebodyElseChanged() {
        long seen = registry.endpoints.find("scale").revision();
        registry.registerScale("scale", 2, Map.of());
        EndpointChange change = new EndpointChange("scale", new Follow.Pinned(1), false);

        assertCode(() -> registry.endpoints.put("scale", change, OptionalLong.of(seen), "ann"))
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertCode(() -> registry.endpoints.delete("scale", OptionalLong.of(seen)))
                .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    }

    @Test
    void shouldRefuseEndpointsThatCannotBe() {
        registry.registerScale("other", 5, Map.of());

        assertCode(() -> put("other", new Follow.Rule(""), false))
                .isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertCode(() -> put("new", new Follow.Pinned(7), false))
                .isEqualTo(ErrorCode.VERSION_NOT_FOUND);
        assertCode(() -> put("new", new Follow.Rule("stage=="), false))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> put("new", new Follow.Alias("7"), false))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> put("no/name", new Follow.Rule(""), false))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void shouldChangeSettingsAndNothingElse() {
        Endpoint before = registry.endpoints.find("scale");

        set(Optional.of(1L << 20), Optional.empty());
        Endpoint after = set(Optional.empty(), Optional.of(0.5));

        assertThat(after.settings()).isEqualTo(new EndpointSettings(1 << 20, 0.5));
        assertThat(after.updatedBy()).isEqualTo("bob");
        assertThat(after.revision()).isEqualTo(before.revision());
        assertThat(registry.history("scale")).containsExactly("CHOSEN 1", "SERVED 1");
    }

    @Test
    void shouldKeepSettingsWhenTheVersionChanges() {
        set(Optional.of(1024L), Optional.of(1.0));

        registry.registerScale("scale", 2, Map.of());
        registry.reportServed("scale");
        registry.endpoints.rollback("scale", Optional.of(1), "ann");
        Endpoint followed = put("scale", new Follow.Rule(""), false);

        assertThat(followed.settings()).isEqualTo(new EndpointSettings(1024, 1));
        assertThat(registry.endpoints.find("scale")).isEqualTo(followed);
    }

    @Test
    void shouldTellServingProcessesOfSettings() {
        long seen = registry.serving.deployments(0, Duration.ZERO).revision();

        set(Optional.of(1024L), Optional.empty());

        var state = registry.serving.deployments(seen, Duration.ofSeconds(30));
        assertThat(state.revision()).isGreaterThan(seen);
        assertThat(state.endpoints().get(0).settings().cacheBytes()).isEqualTo(1024);
    }

    @Test
    void shouldTakeAReportAboutTheChoiceAfterSettingsChanged() {
        registry.registerScale("scale", 2, Map.of());
        long choice = registry.endpoints.find("scale").revision();
        set(Optional.of(1024L), Optional.empty());

        registry.endpoints.report(new Report("scale", choice, 2, Optional.empty(), "s1"));

        assertThat(registry.history("scale")).endsWith("CHOSEN 2", "SERVED 2");
    }

    @Test
    void shouldRefuseSettingsThatCannotBe() {
        assertCode(() -> set(Optional.of(-1L), Optional.empty()))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> set(Optional.empty(), Optional.of(1.5)))
                .isEqualTo(ErrorCode.INVALID_REQUEST);
        assertCode(() -> registry.endpoints.set("other", change(1024L), "bob"))
                .isEqualTo(ErrorCode.ENDPOINT_NOT_FOUND);
    }

    private Endpoint set(Optional<Long> cacheBytes, Optional<Double> logShare) {
        return registry.endpoints.set(
                "scale", new EndpointSettings.Change(cacheBytes, logShare), "bob");
    }

    private static EndpointSettings.Change change(long cacheBytes) {
        return new EndpointSettings.Change(Optional.of(cacheBytes), Optional.empty());
    }

    @Test
    void shouldDeleteEndpointsButTheModelsOwn() {
        put("spare", new Follow.Rule(""), false);

        registry.endpoints.delete("spare", ANY);

        assertCode(() -> registry.endpoints.find("spare")).isEqualTo(ErrorCode.ENDPOINT_NOT_FOUND);
        assertCode(() -> registry.endpoints.delete("scale", ANY)).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void shouldPageThroughTheHistory() {
        registry.registerScale("scale", 2, Map.of());
        registry.reportServed("scale");

        var first = registry.endpoints.history("scale", PageRequest.of(3, null));
        var second =
                registry.endpoints.history(
                        "scale", PageRequest.of(3, first.nextPageToken().orElseThrow()));

        assertThat(first.items()).hasSize(3);
        assertThat(second.items()).hasSize(1);
        assertThat(second.nextPageToken()).isEmpty();
        List<EndpointEvent.Outcome> outcomes =
                first.items().stream().map(EndpointEvent::outcome).toList();
        assertThat(outcomes.get(0)).isEqualTo(EndpointEvent.Outcome.SERVED);
    }

    private void registerIncompatible() {
        registry.registration.register(
                "scale",
                registry.request(
                        ScaleMore.class, Map.of(), Map.of(), "{\"value\": 1, \"unit\": 2}"),
                "ann");
    }

    private Endpoint put(String name, Follow follow, boolean force) {
        return registry.endpoints.put(name, new EndpointChange("scale", follow, force), ANY, "ann");
    }
}
