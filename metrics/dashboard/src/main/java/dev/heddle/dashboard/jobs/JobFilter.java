package dev.heddle.dashboard.jobs;

import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobQuery;
import dev.heddle.dashboard.PageAddress;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.List;

/**
 * What the list of jobs is narrowed to, as its address says; a text that is empty narrows nothing.
 *
 * @param state a state's name
 * @param kind a kind's name
 * @param model a model, {@code churn}, or a version, {@code churn/3}
 * @param table a table that is read or written
 * @param pageToken where the page begins
 */
record JobFilter(
        @QueryParam("state") @DefaultValue("") String state,
        @QueryParam("kind") @DefaultValue("") String kind,
        @QueryParam("model") @DefaultValue("") String model,
        @QueryParam("table") @DefaultValue("") String table,
        @QueryParam("pageToken") @DefaultValue("") String pageToken) {
    JobQuery query() {
        return JobQuery.of(state, kind, model.strip(), "", table.strip());
    }

    /** Whether anything is narrowed. */
    public boolean isNarrow() {
        return !(state + kind + model + table).isBlank();
    }

    /** Whether the page is the first. */
    public boolean isFirst() {
        return pageToken.isEmpty();
    }

    /** The address of the same list from a place on. */
    public String from(String token) {
        return PageAddress.of("/ui/jobs")
                .with("state", state)
                .with("kind", kind)
                .with("model", model)
                .with("table", table)
                .with("pageToken", token)
                .toString();
    }

    /** The states that there are. */
    public List<Job.State> states() {
        return List.of(Job.State.values());
    }

    /** The kinds that there are. */
    public List<JobKind> kinds() {
        return List.of(JobKind.values());
    }
}
