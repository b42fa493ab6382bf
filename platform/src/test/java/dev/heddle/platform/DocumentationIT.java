package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that the documentation tells people to type do what it says. */
class DocumentationIT {
    private static final Path ROOT = Documentation.ROOT;
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

    @TempDir private Path folder;

    @Test
    void shouldRunTheTutorialAndTheHowTo() throws Exception {
        try (PlatformProcess platform = PlatformProcess.devWithBroker(folder)) {
            StringBuilder script = new StringBuilder(Documentation.PREAMBLE);
            for (String page :
                    List.of(
                            "docs/tutorial.md",
                            "docs/how-to/move-traffic.md",
                            "docs/how-to/cache-and-log.md",
                            "docs/how-to/call-with-tensors.md",
                            "docs/tutorial-tables.md",
                            "docs/how-to/score-a-table.md",
                            "docs/how-to/write-a-table.md",
                            "docs/how-to/process-events.md",
                            "docs/how-to/use-features.md")) {
                script.append("cd '").append(ROOT).append("'\n");
                for (String command : Documentation.commands(page)) {
                    if (!command.startsWith("./heddle dev")) {
                        script.append(command);
                    }
                }
            }

            String output = run(platform.url().toString(), "sh", "-c", script.toString());

            assertThat(output)
                    .contains("diabetes", "threshold", "champion", "diabetes-prod")
                    .contains("\"platform\":\"onnxruntime_onnx\"", "\"model_name\":\"diabetes\"");
            assertThat(platform.get("/api/v1/endpoints/diabetes-prod").body())
                    .contains("\"version\":1");
            assertThat(platform.get("/api/v1/endpoints/diabetes").body()).contains("\"version\":2");
            assertThat(platform.get("/api/v1/tables/travel.delays").body())
                    .contains("\"rows\":28889");
            assertThat(platform.get("/api/v1/tables/travel.november_quarantine").statusCode())
                    .isEqualTo(200);
            assertThat(output).contains("would become a dead letter", "\"amount\":19.9");
            assertThat(platform.get("/api/v1/features/weather/entity?key=EWR").body())
                    .contains("\"wind\":45.0");
        }
    }

    @Test
    void shouldRunTheDemo() throws Exception {
        String output =
                run(
                        "",
                        ROOT.resolve("heddle").toString(),
                        "demo",
                        "--once",
                        "--data",
                        folder.resolve("demo").toString());

        assertThat(output)
                .contains("progression", "probabilities", "Stopped.")
                .containsPattern("\"late\":true} after \\d+ ms, before")
                .contains("published  travel.delays version 1, 336,776 rows in 12 partitions");
    }

    @Test
    void shouldLinkToWhatIsThere() throws IOException {
        List<String> broken = new ArrayList<>();
        try (var pages = Files.walk(ROOT)) {
            for (Path page :
                    pages.filter(file -> file.toString().endsWith(".md"))
                            .filter(file -> !file.toString().contains("/target/"))
                            .toList()) {
                Matcher link = LINK.matcher(Files.readString(page));
                while (link.find()) {
                    if (!Files.exists(page.resolveSibling(link.group(1)))) {
                        broken.add(ROOT.relativize(page) + " -> " + link.group(1));
                    }
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    private String run(String url, String... command) throws Exception {
        Path log = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("HEDDLE_URL", url);
        if (url.isEmpty()) {
            builder.environment().remove("HEDDLE_URL");
        }
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.directory(ROOT.toFile()).start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(15, TimeUnit.MINUTES);
        process.destroyForcibly();
        String output = Files.readString(log);
        assertThat(ended).as(output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
