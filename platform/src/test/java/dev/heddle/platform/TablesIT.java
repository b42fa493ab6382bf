package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of the process as it is shipped, with a Hive Metastore of its own. */
class TablesIT {
    @TempDir private Path folder;

    @Test
    void shouldStartAMetastoreWhenItIsAskedForTables() {
        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            assertThat(platform.log()).doesNotContain("Metastore");

            assertThat(platform.get("/api/v1/tables").body()).isEqualTo("{\"items\":[]}");

            assertThat(platform.log()).contains("The Hive Metastore has started.");
            assertThat(platform.get("/api/v1/tables/growth.customers").body())
                    .contains("NOT_FOUND", "there is no table growth.customers");
            assertThat(platform.get("/api/v1/tables/a.b.c").statusCode()).isEqualTo(400);
            assertThat(platform.get("/api/v1/tables?limit=0").body())
                    .contains("limit is 0, expected 1 to 1000");
            assertThat(
                            platform.send(
                                            "PUT",
                                            "/api/v1/tables/growth.customers/definition",
                                            "{\"yaml\": \"validate:\\n\"}")
                                    .statusCode())
                    .isEqualTo(204);
            assertThat(platform.get("/api/v1/tables/growth.customers/definition").body())
                    .isEqualTo("{\"yaml\":\"validate:\\n\"}");
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
            platform.await(
                    "it is started again",
                    () -> platform.log().split("The Hive Metastore has started.").length == 3);
            assertThat(platform.get("/api/v1/tables").statusCode()).isEqualTo(200);
        }
    }
}
