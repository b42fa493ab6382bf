package dev.heddle.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Baseline;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.PackageFile;
import dev.heddle.client.RegistrationRequest;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.registry.samples.Picky;
import dev.heddle.sketches.Profile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BaselineIT {
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
    void shouldRunATrainingSampleAndTellWhatItIsLike() {
        StringBuilder csv = new StringBuilder("label,value\n");
        for (int i = 1; i <= 1_000; i++) {
            csv.append("yes,").append(i).append('\n');
        }

        ModelVersion made = register("scale", 3, Baseline.CSV, csv.toString());

        assertThat(made.files()).extracting(PackageFile::path).contains(Baseline.CSV);
        Profile profile = Profile.read(registry.baselines.get("scale@1"));
        assertThat(profile.rows()).isEqualTo(1_000);
        assertThat(profile.sketched()).isEqualTo(1_000);
        assertThat(profile.field("input.value").orElseThrow().present()).isEqualTo(1_000);
        assertThat(profile.field("output.value").orElseThrow().present()).isEqualTo(1_000);
        assertThat(profile.field("input.label")).isEmpty();
    }

    @Test
    void shouldReadJsonLines() {
        register(
                "scale", 3, Baseline.JSON_LINES, "{\"value\": 1}\n{\"value\": 2, \"label\": []}\n");

        assertThat(Profile.read(registry.baselines.get("scale@1")).rows()).isEqualTo(2);
    }

    @Test
    void shouldMakeAnotherVersionOfAnotherBaseline() {
        ModelVersion one = register("scale", 3, Baseline.CSV, "value\n1\n");
        ModelVersion other = register("scale", 3, Baseline.CSV, "value\n2\n");
        ModelVersion again = register("scale", 3, Baseline.CSV, "value\n1\n");

        assertThat(other.version()).isEqualTo(2);
        assertThat(other.digest()).isNotEqualTo(one.digest());
        assertThat(again).isEqualTo(one);
        assertThat(registry.baselines).containsOnlyKeys("scale@1", "scale@2");
    }

    @Test
    void shouldRefuseARecordThatCannotBeRead() {
        assertThatThrownBy(() -> register("scale", 3, Baseline.CSV, "value\n1\nmuch\n"))
                .isInstanceOf(HeddleException.class)
                .hasMessage("baseline line 3, value: expected a number, got string \"much\"");
        assertNothingIsVisible();
    }

    @Test
    void shouldSayWhichRecordAFunctionFailsOn() {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 500; i++) {
            lines.append("{\"value\": ").append(i == 321 ? -1 : i).append("}\n");
        }
        RegistrationRequest request = picky(lines.toString());

        assertThatThrownBy(() -> registry.registration.register("picky", request, "ann"))
                .isInstanceOf(HeddleException.class)
                .hasMessageStartingWith("baseline line 321 could not be scored: ")
                .hasMessageContaining("too little")
                .extracting(e -> ((HeddleException) e).code())
                .isEqualTo(ErrorCode.INVALID_PACKAGE);
        assertNothingIsVisible();
    }

    @Test
    void shouldRefuseABaselineOfNothing() {
        assertThatThrownBy(() -> register("scale", 3, Baseline.CSV, "value\n"))
                .hasMessage("the baseline has no records, expected at least one");
        assertNothingIsVisible();
    }

    @Test
    void shouldRefuseTwoBaselines() {
        RegistrationRequest one = with(registry.scale(3, Map.of()), Baseline.CSV, "value\n1\n");
        RegistrationRequest both = with(one, Baseline.JSON_LINES, "{\"value\": 1}\n");

        assertThatThrownBy(() -> registry.registration.register("scale", both, "ann"))
                .hasMessageContaining("there are both");
    }

    private ModelVersion register(String model, int factor, String path, String content) {
        RegistrationRequest request = with(registry.scale(factor, Map.of()), path, content);
        return registry.registration.register(model, request, "ann").version();
    }

    private RegistrationRequest picky(String lines) {
        return with(
                registry.request(Picky.class, Map.of(), Map.of(), "{\"value\": 1}"),
                Baseline.JSON_LINES,
                lines);
    }

    private RegistrationRequest with(RegistrationRequest request, String path, String content) {
        List<PackageFile> files = new ArrayList<>(request.files());
        files.add(registry.upload(path, content.getBytes(StandardCharsets.UTF_8)));
        return new RegistrationRequest(
                request.functionClass(),
                files,
                request.artifacts(),
                request.parameters(),
                request.tags(),
                request.sample(),
                request.origin());
    }

    private void assertNothingIsVisible() {
        assertThat(registry.catalog.models(null, null, PageRequest.of(null, null)).items())
                .isEmpty();
        assertThat(registry.baselines).isEmpty();
    }
}
