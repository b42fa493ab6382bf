package dev.heddle.registry;

import static dev.heddle.registry.Failures.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.EndpointChange;
import dev.heddle.client.Follow;
import dev.heddle.client.Manifest;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.PackageFile;
import dev.heddle.client.RegistrationRequest;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.samples.Scale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistrationIT {
    @TempDir private Path folder;
    private RegistryFixture registry;

    @BeforeEach
    void start() {
        registry = new RegistryFixture(folder);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldMakeAWholeVersion() {
        ModelVersion made = registry.registerScale("scale", 3, Map.of("team", "growth"));

        assertThat(made.version()).isEqualTo(1);
        assertThat(made.flavors()).containsExactly("heddle_java");
        assertThat(made.functionClass()).contains(Scale.class.getName());
        assertThat(made.signature()).isPresent();
        assertThat(made.parameters()).containsEntry("factor", "3");
        assertThat(made.tags()).containsEntry("team", "growth");
        assertThat(made.createdBy()).isEqualTo("ann");
        assertThat(made.files().stream().map(PackageFile::path))
                .containsExactly(
                        "MLmodel", "code/model.jar", "sample_input.json", "sample_output.json");
        assertThat(made.digest()).isEqualTo(new Manifest(made.files()).digest());
        assertThat(registry.catalog.version("scale", "latest")).isEqualTo(made);
        assertThat(registry.endpoints.find("scale").version()).contains(1);
    }

    @Test
    void shouldKeepWhatTheSampleGave() throws IOException {
        ModelVersion made = registry.registerScale("scale", 3, Map.of());

        PackageFile output =
                made.files().stream()
                        .filter(file -> file.path().equals("sample_output.json"))
                        .findFirst()
                        .orElseThrow();
        try (var content = registry.blobs.open(output.sha256())) {
            assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8)).contains("6.0");
        }
    }

    @Test
    void shouldAnswerWithTheVersionOfEqualContent() {
        ModelVersion first = registry.registerScale("scale", 3, Map.of("team", "growth"));

        VersionCommit.Outcome again =
                registry.registration.register(
                        "scale", registry.scale(3, Map.of("stage", "prod")), "bob");

        assertThat(again.isNew()).isFalse();
        assertThat(again.version().version()).isEqualTo(1);
        assertThat(again.version().digest()).isEqualTo(first.digest());
        assertThat(again.version().createdBy()).isEqualTo("ann");
        assertThat(again.version().tags()).isEqualTo(Map.of("team", "growth", "stage", "prod"));
    }

    @Test
    void shouldNumberConcurrentRegistrationsWithoutGaps() throws Exception {
        int count = 12;
        Registration many = registry.registration(count);
        List<RegistrationRequest> requests =
                IntStream.rangeClosed(1, count)
                        .mapToObj(factor -> registry.scale(factor, Map.of()))
                        .toList();
        ExecutorService threads = Executors.newFixedThreadPool(count);
        List<Integer> numbers = new ArrayList<>();
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (RegistrationRequest request : requests) {
                tasks.add(() -> many.register("scale", request, "ann").version().version());
            }
            for (Future<Integer> number : threads.invokeAll(tasks)) {
                numbers.add(number.get());
            }
        } finally {
            threads.shutdown();
        }

        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, count).boxed().toList());
        assertThat(registry.endpoints.find("scale").version()).contains(count);
    }

    @Test
    void shouldMakeOneVersionOfEqualConcurrentRegistrations() throws Exception {
        RegistrationRequest request = registry.scale(5, Map.of());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<VersionCommit.Outcome> outcomes = new ArrayList<>();
        try {
            List<Callable<VersionCommit.Outcome>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(() -> registry.registration.register("scale", request, "ann"));
            }
            for (Future<VersionCommit.Outcome> outcome : threads.invokeAll(tasks)) {
                outcomes.add(outcome.get());
            }
        } finally {
            threads.shutdown();
        }

        assertThat(outcomes).allMatch(outcome -> outcome.version().version() == 1);
        assertThat(outcomes).filteredOn(VersionCommit.Outcome::isNew).hasSize(1);
    }

    @Test
    void shouldRefuseWhatWasNotUploaded() {
        String sha256 = "0".repeat(64);
        RegistrationRequest request =
                request(List.of(new PackageFile("code/model.jar", 10, sha256)));

        assertCode(() -> registry.registration.register("scale", request, "ann"))
                .isEqualTo(ErrorCode.ARTIFACT_NOT_FOUND);
        assertNothingIsVisible();
    }

    @Test
    void shouldRefuseAnotherSizeThanWasUploaded() {
        PackageFile uploaded = registry.upload("code/model.jar", new byte[] {1, 2, 3});
        RegistrationRequest request =
                request(List.of(new PackageFile(uploaded.path(), 4, uploaded.sha256())));

        assertThatThrownBy(() -> registry.registration.register("scale", request, "ann"))
                .hasMessageContaining("has 3 bytes, the request says 4");
    }

    @Test
    void shouldRefuseAFileBelowAFile() {
        RegistrationRequest request =
                request(
                        List.of(
                                registry.upload("code", new byte[] {1}),
                                registry.upload("code/model.jar", new byte[] {2})));

        assertThatThrownBy(() -> registry.registration.register("scale", request, "ann"))
                .hasMessageContaining("'code/model.jar' lies below 'code', which is a file");
    }

    @Test
    void shouldLeaveNothingOfAPackageThatCannotRun() throws IOException {
        RegistrationRequest broken =
                registry.request(Scale.class, Map.of("factor", "much"), Map.of(), "{\"value\": 1}");

        assertThatThrownBy(() -> registry.registration.register("scale", broken, "ann"))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("factor");
        assertNothingIsVisible();
        try (Stream<Path> left = Files.list(registry.work)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void shouldLeaveNothingWhenTheDatabaseBreaksOffTheTransaction() {
        registry.sql(
                """
                create function fail() returns trigger language plpgsql as
                $$ begin raise exception 'no'; end $$;
                create trigger fail before insert on endpoint_event
                  for each row execute function fail()
                """);

        try {
            assertCode(() -> registry.registerScale("scale", 1, Map.of()))
                    .isEqualTo(ErrorCode.UNAVAILABLE);
        } finally {
            registry.sql("drop function fail cascade");
        }
        assertNothingIsVisible();
    }

    @Test
    void shouldRefuseMoreAtATimeThanConfigured() {
        Registration none = registry.registration(0);

        assertCode(() -> none.register("scale", registry.scale(1, Map.of()), "ann"))
                .isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void shouldNotTakeTheNameOfAnotherModelsEndpoint() {
        registry.registerScale("scale", 1, Map.of());
        registry.endpoints.put(
                "spare",
                new EndpointChange("scale", new Follow.Rule(""), false),
                OptionalLong.empty(),
                "ann");

        assertCode(() -> registry.registerScale("spare", 1, Map.of()))
                .isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertCode(() -> registry.catalog.model("spare")).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(registry.endpoints.find("spare").model()).isEqualTo("scale");
    }

    private void assertNothingIsVisible() {
        assertThat(registry.catalog.models(null, null, PageRequest.of(null, null)).items())
                .isEmpty();
        assertThat(registry.endpoints.list(null, null, PageRequest.of(null, null)).items())
                .isEmpty();
    }

    private static RegistrationRequest request(List<PackageFile> files) {
        return new RegistrationRequest(
                Optional.of("com.acme.Scale"),
                files,
                Map.of(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                Origin.unknown());
    }
}
