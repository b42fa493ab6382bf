package dev.heddle.tracking;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.Page;
import dev.heddle.client.runs.RunView;
import dev.heddle.mlflow.Checks;
import dev.heddle.mlflow.PageToken;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The ways to look at runs that have a name. */
@Singleton
final class RunViews {
    private static final int MOST = 10_000;
    private static final int MOST_EXPERIMENTS = 20;
    private static final int MOST_COLUMNS = 100;
    private static final int MOST_TEXT = 8_000;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} _.-]{0,99}");
    private static final Pattern COLUMN = Pattern.compile("(?s)(metrics|params|tags)\\..{1,250}");

    private final TrackingDatabase database;

    RunViews(TrackingDatabase database) {
        this.database = database;
    }

    /** A page of views, by name. */
    Page<RunView> list(int limit, Optional<String> token) {
        String after = token.filter(text -> !text.isEmpty()).map(PageToken::text).orElse("");
        List<RunView> found =
                database.transaction(
                        handle ->
                                handle.createQuery(
                                                """
                                                select * from run_view where name > ?
                                                order by name limit ?
                                                """)
                                        .bind(0, after)
                                        .bind(1, limit + 1)
                                        .map((row, context) -> view(row))
                                        .list());
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(
                        found.subList(0, limit),
                        Optional.of(PageToken.of(found.get(limit - 1).name())));
    }

    RunView find(String name) {
        return database.transaction(
                handle ->
                        handle.createQuery("select * from run_view where name = ?")
                                .bind(0, name)
                                .map((row, context) -> view(row))
                                .findOne()
                                .orElseThrow(() -> missing(name)));
    }

    /** Makes a view, or changes it; the last change counts. */
    RunView set(String name, RunView.Look look, String user) {
        if (!NAME.matcher(name).matches()) {
            throw Checks.invalid(
                    "view '%s' has no name of 1 to 100 letters, digits, spaces and _ . - that begins with a letter or digit"
                            .formatted(name));
        }
        check(look);
        RunView view = new RunView(name, look, user, Instant.now().truncatedTo(ChronoUnit.MICROS));
        String text = HeddleJson.text(look);
        return database.transaction(
                handle -> {
                    int set =
                            handle.createUpdate(
                                            """
                                            insert into run_view (name, look, updated_by, updated_at)
                                            select ?, ?::jsonb, ?, ?
                                            where exists (select 1 from run_view where name = ?)
                                              or (select count(*) from run_view) < ?
                                            on conflict (name) do update set look = excluded.look,
                                              updated_by = excluded.updated_by,
                                              updated_at = excluded.updated_at
                                            """)
                                    .bind(0, name)
                                    .bind(1, text)
                                    .bind(2, user)
                                    .bind(3, view.updatedAt())
                                    .bind(4, name)
                                    .bind(5, MOST)
                                    .execute();
                    if (set == 0) {
                        throw new HeddleException(
                                ErrorCode.CONFLICT,
                                "there are %d views already; delete one first".formatted(MOST));
                    }
                    return view;
                });
    }

    void delete(String name) {
        int deleted =
                database.transaction(
                        handle ->
                                handle.createUpdate("delete from run_view where name = ?")
                                        .bind(0, name)
                                        .execute());
        if (deleted == 0) {
            throw missing(name);
        }
    }

    /** What a search would refuse is refused when it is kept. */
    private static void check(RunView.Look look) {
        RunView.Charts charts = look.charts();
        if (look.experiments().isEmpty() || look.experiments().size() > MOST_EXPERIMENTS) {
            throw Checks.invalid(
                    "a view is of %d experiments, expected 1 to %d"
                            .formatted(look.experiments().size(), MOST_EXPERIMENTS));
        }
        look.experiments().forEach(name -> Checks.length("experiments", 500, name));
        Checks.length("filter", MOST_TEXT, look.filter());
        look.order().forEach(clause -> Checks.length("order", MOST_TEXT, clause));
        RunSearch.check(look.filter(), look.order());
        columns("columns", look.columns());
        columns("charts.axes", charts.axes());
        columns("charts.x", charts.x().stream().toList());
        columns("charts.y", charts.y().stream().toList());
        columns("charts.curves", charts.curves().stream().map("metrics."::concat).toList());
    }

    private static void columns(String field, List<String> columns) {
        if (columns.size() > MOST_COLUMNS) {
            throw Checks.invalid(
                    "%s has %d entries, expected at most %d"
                            .formatted(field, columns.size(), MOST_COLUMNS));
        }
        for (String column : columns) {
            if (!COLUMN.matcher(column).matches()) {
                throw Checks.invalid(
                        "%s has %s, expected metrics.NAME, params.NAME or tags.NAME"
                                .formatted(field, Checks.quoted(column)));
            }
        }
    }

    private static HeddleException missing(String name) {
        return Checks.missing("there is no view '%s'".formatted(name));
    }

    private static RunView view(ResultSet row) throws SQLException {
        return new RunView(
                row.getString("name"),
                HeddleJson.ofText(row.getString("look"), RunView.Look.class),
                row.getString("updated_by"),
                row.getTimestamp("updated_at").toInstant());
    }
}
