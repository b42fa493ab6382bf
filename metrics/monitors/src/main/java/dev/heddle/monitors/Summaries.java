package dev.heddle.monitors;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.Page;
import dev.heddle.client.monitors.Alert;
import dev.heddle.client.monitors.MonitorState;
import dev.heddle.client.monitors.MonitorSummary;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Lists of versions and of alerts, read as the last look has left them. */
@Singleton
class Summaries {
    /** Who was called since then is listed though no endpoint serves it. */
    private static final Duration LATELY = Duration.ofDays(7);

    private static final int MOST_MODELS = 200;
    private static final Pattern PLACE = Pattern.compile("([01]) (\\d{1,9}) (.*)", Pattern.DOTALL);

    private final MonitorsDatabase database;
    private final Clock clock;

    @Inject
    Summaries(MonitorsDatabase database) {
        this(database, Clock.systemUTC());
    }

    Summaries(MonitorsDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A version and its place in the list. */
    private record Listed(int rank, MonitorSummary summary) {
        String place() {
            return "%d %d %s".formatted(rank, summary.version(), summary.model());
        }
    }

    /**
     * Versions, those with alerts first: of some models all, else those that were called lately or
     * are served.
     */
    Page<MonitorSummary> list(List<String> models, Paging paging) {
        if (models.size() > MOST_MODELS) {
            throw ReportRules.invalid(
                    "model is given %d times, expected at most %d"
                            .formatted(models.size(), MOST_MODELS));
        }
        List<Listed> found = database.transaction(handle -> find(handle, models, paging));
        Page<Listed> page = paging.page(found, Listed::place);
        return new Page<>(
                page.items().stream().map(Listed::summary).toList(), page.nextPageToken());
    }

    private List<Listed> find(Handle handle, List<String> models, Paging paging) {
        String which =
                models.isEmpty()
                        ? "(served or state = 'ALERT' or last_seen > :lately)"
                        : "model = any(:models)";
        String from =
                paging.after().isPresent()
                        ? "and (%s, model, version) > (:rank, :model, :version)"
                        : "";
        String rank = "(case when state = 'ALERT' then 0 else 1 end)";
        Query query =
                handle.createQuery(
                                """
                                select %1$s as rank, model, version, summary
                                from monitored_version where %2$s %3$s
                                order by %1$s, model, version limit :limit
                                """
                                        .formatted(rank, which, from.formatted(rank)))
                        .bind("limit", paging.limit() + 1);
        if (models.isEmpty()) {
            query.bind("lately", clock.instant().minus(LATELY));
        } else {
            query.bindArray("models", String.class, models);
        }
        paging.after().ifPresent(place -> bind(query, place));
        return query.map((row, context) -> listed(row)).list();
    }

    private static void bind(Query query, String place) {
        Matcher parts = PLACE.matcher(place);
        if (!parts.matches()) {
            throw Paging.bad();
        }
        query.bind("rank", Integer.parseInt(parts.group(1)))
                .bind("version", Integer.parseInt(parts.group(2)))
                .bind("model", parts.group(3));
    }

    private static Listed listed(ResultSet row) throws SQLException {
        String json = row.getString("summary");
        // A model that was renamed since the last look goes by its new name.
        String model = row.getString("model");
        int version = row.getInt("version");
        MonitorSummary summary =
                json == null
                        ? unseen(model, version)
                        : HeddleJson.ofText(json, MonitorSummary.class).of(model);
        return new Listed(row.getInt("rank"), summary);
    }

    /** A version that nothing was seen of. */
    static MonitorSummary unseen(String model, int version) {
        return new MonitorSummary(
                model,
                version,
                MonitorState.IDLE,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    /**
     * Alerts, newest first.
     *
     * @param state {@code open} for those that are not over, or {@code all}; null for the first
     */
    Page<Alert> alerts(String state, Paging paging) {
        if (state != null && !state.equals("open") && !state.equals("all")) {
            throw ReportRules.invalid("state is '%.100s', expected open or all".formatted(state));
        }
        long before = paging.after().map(Summaries::number).orElse(Long.MAX_VALUE);
        List<Alert> found =
                database.transaction(
                        handle ->
                                Alerts.list(
                                        handle, "all".equals(state), before, paging.limit() + 1));
        return paging.page(found, alert -> String.valueOf(alert.id()));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Paging.bad();
        }
    }
}
