package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of the process as it is shipped, with a Hive Metastore of its own. */
class TablesIT {
    private static final String STARTED = "A program has started. program=\"the Hive Metastore\"";

    @TempDir private Path folder;

    @Test
    void shouldStartAMetastoreWhenItIsAskedForTables() {
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            assertThat(platform.log()).doesNotContain("Metastore");

            assertThat(platform.get("/api/v1/tables").body()).isEqualTo("{\"items\":[]}");

            assertThat(platform.log()).contains(STARTED);
            assertThat(platform.get("/api/v1/tables/growth.customers").body())
                    .contains("NOT_FOUND", "there is no table growth.customers");
            assertThat(platform.get("/api/v1/tables/a.b.c").statusCode()).isEqualTo(400);
            assertThat(platform.get("/api/v1/tables?limit=0").body())
                    .contains("limit is 0, expected 1 to 1000");
        }
    }

    @Test
    void shouldPutWriteModulesInForceThatCanBeRead() {
        String definition = "/api/v1/tables/growth.customers/definition";
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            String valid = "{\"yaml\": \"modules:\\n  - quality:\\n\"}";
            assertThat(platform.send("PUT", definition, valid).statusCode()).isEqualTo(204);

            String wrong =
                    "{\"yaml\": \"modules:\\n  - quality:\\n  - validate: {kee: [id]}\\n  - mine:\\n\"}";
            assertThat(platform.send("PUT", definition, wrong).body())
                    .contains(
                            "INVALID_REQUEST",
                            "line 3: modules[1].validate: unknown key 'kee', expected one of",
                            "line 4: modules[2]: unknown module 'mine', expected one of");
            assertThat(
                            platform.send(
                                            "PUT",
                                            definition,
                                            "{\"yaml\": \"modules: []\", \"jars\": [\"/absent.jar\"]}")
                                    .body())
                    .contains("INVALID_REQUEST", "the jar '/absent.jar' is not there");
            assertThat(platform.get(definition).body())
                    .isEqualTo("{\"yaml\":\"modules:\\n  - quality:\\n\",\"jars\":[]}");

            assertThat(platform.send("PUT", definition, "{\"yaml\": \"\"}").statusCode())
                    .isEqualTo(204);
            assertThat(platform.get(definition).body()).contains("{\"yaml\":\"\"");
        }
    }

    @Test
    void shouldStartTheMetastoreAgainWhenItDies() {
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            assertThat(platform.get("/api/v1/tables").statusCode()).isEqualTo(200);
            ProcessHandle metastore =
                    ProcessHandle.of(platform.pid())
                            .orElseThrow()
                            .children()
                            .filter(child -> child.info().command().orElse("").endsWith("/java"))
                            .findFirst()
                            .orElseThrow();
            metastore.destroyForcibly();
            platform.await("it is started again", () -> platform.log().split(STARTED).length == 3);
            assertThat(platform.get("/api/v1/tables").statusCode()).isEqualTo(200);
        }
    }
}
