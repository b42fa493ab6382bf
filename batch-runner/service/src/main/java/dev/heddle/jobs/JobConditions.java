package dev.heddle.jobs;

import dev.heddle.client.batch.JobQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is asked of jobs, as conditions of SQL; each has an index of its own. */
final class JobConditions {
    private JobConditions() {}

    /**
     * The condition on rows of {@code job}.
     *
     * @param before the id of the last one of the page before
     * @param binds takes the values of its names
     */
    static String of(JobQuery wanted, Optional<String> before, Map<String, String> binds) {
        List<String> parts = new ArrayList<>(List.of("true"));
        add(parts, binds, "state", wanted.state().map(Enum::name), "state = :state");
        add(parts, binds, "kind", wanted.kind().map(Enum::name), "spec ->> 'kind' = :kind");
        boolean isVersion = wanted.model().filter(model -> model.contains("/")).isPresent();
        String model = "split_part(model, '/', 1) = split_part(:model, '/', 1)";
        add(
                parts,
                binds,
                "model",
                wanted.model(),
                isVersion ? model + " and model = :model" : model);
        add(parts, binds, "schedule", wanted.schedule(), "schedule = :schedule");
        add(
                parts,
                binds,
                "table",
                wanted.table(),
                "(spec ->> 'input' = :table or spec ->> 'output' = :table)");
        add(
                parts,
                binds,
                "before",
                before,
                "(submitted_at, id) < (select submitted_at, id from job where id = :before)");
        return String.join(" and ", parts);
    }

    private static void add(
            List<String> parts,
            Map<String, String> binds,
            String name,
            Optional<String> value,
            String condition) {
        value.ifPresent(
                text -> {
                    parts.add(condition);
                    binds.put(name, text);
                });
    }
}
