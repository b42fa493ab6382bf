package dev.heddle.benchmarks.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Searches runs by a metric and a tag; no two calls ask the same. */
final class SearchLoad {
    private static final int PAGE = 100;
    private static final int DEEP_PAGES = 30;

    private final SampleRuns runs;
    private final String experiment;
    private int calls;

    SearchLoad(SampleRuns runs, String experiment) {
        this.runs = runs;
        this.experiment = experiment;
    }

    /** Milliseconds of each of some first pages, each answer checked. */
    double[] firstPages(TrackingClient client, int count) throws IOException {
        double[] millis = new double[count];
        for (int call = 0; call < count; call++) {
            String team = "team-" + calls % SampleRuns.TEAMS;
            double above = 0.8 + 0.001 * (calls++ % 97);
            List<String> expected = runs.best(team, above);
            Map<String, Object> request = request(team, above);
            long begin = System.nanoTime();
            Answer answer = client.search(request);
            millis[call] = (System.nanoTime() - begin) / 1e6;
            check(answer, expected, 0);
        }
        return millis;
    }

    /**
     * Milliseconds of each of some pages far into a search that finds half of a team's runs and
     * more; the pages before are not counted.
     */
    double[] deepPages(TrackingClient client, int count) throws IOException {
        double[] millis = new double[count];
        for (int call = 0; call < count; call++) {
            String team = "team-" + calls % SampleRuns.TEAMS;
            double above = 0.1 + 0.001 * (calls++ % 97);
            List<String> expected = runs.best(team, above);
            int deep = Math.min(DEEP_PAGES, (expected.size() - 1) / PAGE - 1);
            Map<String, Object> request = request(team, above);
            for (int page = 0; page <= deep; page++) {
                long begin = System.nanoTime();
                Answer answer = client.search(request);
                millis[call] = (System.nanoTime() - begin) / 1e6;
                check(answer, expected, page * PAGE);
                request.put("page_token", answer.json().get("next_page_token").textValue());
            }
        }
        return millis;
    }

    private Map<String, Object> request(String team, double above) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("experiment_ids", List.of(experiment));
        request.put(
                "filter",
                String.format(
                        Locale.ROOT, "metrics.accuracy > %.4f and tags.team = '%s'", above, team));
        request.put("order_by", List.of("metrics.accuracy DESC"));
        request.put("max_results", PAGE);
        return request;
    }

    private void check(Answer answer, List<String> expected, int from) throws IOException {
        JsonNode found = answer.json().path("runs");
        List<String> page = expected.subList(from, Math.min(expected.size(), from + PAGE));
        if (found.size() != page.size()) {
            throw new IllegalStateException(found.size() + " runs where " + page.size() + " are");
        }
        for (int i = 0; i < page.size(); i++) {
            JsonNode run = found.get(i);
            if (!run.at("/info/run_name").textValue().equals(page.get(i))) {
                throw new IllegalStateException(run + " where " + page.get(i) + " is expected");
            }
            checkWhole(run);
        }
    }

    private void checkWhole(JsonNode run) {
        int number = Integer.parseInt(run.at("/info/run_name").textValue().substring(4));
        boolean isWhole =
                run.at("/data/params").size() == runs.params(number).size()
                        && run.at("/data/metrics").size() == runs.metrics(number).size()
                        && run.at("/data/tags").size() > runs.tags(number).size();
        for (JsonNode metric : run.at("/data/metrics")) {
            double expected = runs.metrics(number).get(metric.get("key").textValue());
            isWhole &= metric.get("value").doubleValue() == expected;
        }
        if (!isWhole) {
            throw new IllegalStateException("not what was logged: " + run);
        }
    }
}
