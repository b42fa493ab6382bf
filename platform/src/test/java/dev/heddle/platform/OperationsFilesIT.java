package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files for Prometheus and Grafana are well-formed, and name what the platform tells. */
class OperationsFilesIT {
    private static final Path FILES =
            Path.of("").toAbsolutePath().getParent().resolve("docs/operations");
    private static final Pattern NAME = Pattern.compile("(?<![a-z0-9_:])heddle_[a-z0-9_]+");
    private static final Pattern TOLD = Pattern.compile("^heddle_[a-z0-9_]+", Pattern.MULTILINE);

    /** What is told once there is an alert, a field with drift, a quality, a stream, a failure. */
    private static final Set<String> TOLD_LATER =
            Set.of(
                    "heddle_monitor_alert",
                    "heddle_monitor_drift",
                    "heddle_monitor_quality",
                    "heddle_monitor_state",
                    "heddle_stream_events_total",
                    "heddle_predict_failures_total",
                    "heddle_predict_seconds_count",
                    "heddle_predict_seconds_bucket");

    @TempDir private Path folder;

    @Test
    void shouldHaveRulesThatPrometheusReads() throws IOException {
        List<Map<String, Object>> groups = groups();

        assertThat(groups).hasSizeGreaterThan(2);
        for (Map<String, Object> group : groups) {
            assertThat(group).containsKeys("name", "rules");
            for (Map<String, Object> rule : rules(group)) {
                assertThat(rule).containsKey("expr");
                assertThat(rule.containsKey("alert")).isNotEqualTo(rule.containsKey("record"));
            }
        }
    }

    private static List<Map<String, Object>> groups() throws IOException {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        try (Reader file = Files.newBufferedReader(FILES.resolve("heddle.rules.yaml"))) {
            Map<String, Object> root = yaml.load(file);
            return list(root.get("groups"));
        }
    }

    private static List<Map<String, Object>> rules(Map<String, Object> group) {
        return list(group.get("rules"));
    }

    @SuppressWarnings("unchecked") // A list of maps is what the format has there.
    private static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }

    @Test
    void shouldNameWhatIsToldAtMetrics() throws Exception {
        Set<String> named = new TreeSet<>();
        for (Map<String, Object> group : groups()) {
            rules(group).forEach(rule -> named.addAll(names(String.valueOf(rule.get("expr")))));
        }
        JsonNode board = new ObjectMapper().readTree(FILES.resolve("heddle.grafana.json").toFile());
        for (JsonNode panel : board.get("panels")) {
            panel.get("targets")
                    .forEach(target -> named.addAll(names(target.get("expr").asText())));
        }

        try (PlatformProcess platform = PlatformProcess.dev(folder)) {
            Set<String> told = new TreeSet<>(TOLD_LATER);
            TOLD.matcher(platform.get("/metrics").body())
                    .results()
                    .forEach(match -> told.add(match.group()));

            assertThat(named).hasSizeGreaterThan(8);
            assertThat(told).containsAll(named);
        }
    }

    private static Set<String> names(String expression) {
        return NAME.matcher(expression)
                .results()
                .map(match -> match.group())
                .collect(Collectors.toSet());
    }
}
