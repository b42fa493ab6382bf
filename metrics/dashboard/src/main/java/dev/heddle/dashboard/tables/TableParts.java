package dev.heddle.dashboard.tables;

import dev.heddle.client.Heddle;
import dev.heddle.client.Page;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobQuery;
import dev.heddle.client.batch.TableDifference;
import dev.heddle.client.batch.TablePin;
import dev.heddle.client.batch.TableSummary;
import dev.heddle.client.batch.TableVersionSummary;
import dev.heddle.client.batch.WriteQuality;
import dev.heddle.dashboard.Frame;
import dev.heddle.model.HeddleException;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The parts of a table's page. */
final class TableParts {
    private static final int VERSIONS = 50;
    private static final int LATEST = 20;
    private static final int PARTITIONS = 100;
    private static final int WRITES = 60;
    private static final OptionalInt JOBS = OptionalInt.of(10);

    private TableParts() {}

    @CheckedTemplate(basePath = "dashboard/tables")
    static class Templates {
        private Templates() {}

        static native TemplateInstance overview(
                Frame frame,
                TableHead head,
                List<TableSummary.Partition> partitions,
                int skip,
                int next,
                List<TablePin> pins,
                List<String> scoredBy,
                List<Job> jobs);

        static native TemplateInstance versions(
                Frame frame, TableHead head, Page<TableVersionSummary> page, boolean isFirst);

        static native TemplateInstance quality(Frame frame, TableHead head, TableHistory history);

        static native TemplateInstance diff(
                Frame frame, TableHead head, String from, String to, Optional<Changes> changes);
    }

    /**
     * What differs, and what a rollback would mean.
     *
     * @param shown the first partitions that differ
     * @param rowsBefore how many rows the partitions hold that differ, in the one version
     * @param rowsAfter the same in the other
     * @param target the version that a rollback would lead to; empty if there is nothing to go back
     *     to
     */
    record Changes(
            TableDifference difference,
            List<TableDifference.Change> shown,
            long rowsBefore,
            long rowsAfter,
            Optional<Long> target) {
        /** Whether nothing differs. */
        public boolean isNothing() {
            return difference.partitions().isEmpty()
                    && difference.columns().isEmpty()
                    && difference.columnsGone().isEmpty();
        }
    }

    static TemplateInstance overview(
            Heddle heddle, Frame frame, TableHead head, TableChoice choice) {
        String name = head.table().name();
        List<TableSummary.Partition> all = head.table().partitions();
        int skip = Math.max(0, Math.min(choice.skip(), all.size()));
        int until = Math.min(all.size(), skip + PARTITIONS);
        List<TablePin> pins = head.isKept() ? heddle.tables().pins(name) : List.of();
        List<String> scoredBy =
                head.isKept()
                        ? heddle.tables().versions(name, LATEST, Optional.empty()).items().stream()
                                .flatMap(version -> version.model().stream())
                                .distinct()
                                .toList()
                        : List.of();
        JobQuery query = JobQuery.ofTable(name);
        return Templates.overview(
                frame,
                head,
                all.subList(skip, until),
                skip,
                until < all.size() ? until : 0,
                pins,
                scoredBy,
                heddle.jobs().page(query, JOBS, Optional.empty()).items());
    }

    static TemplateInstance versions(
            Heddle heddle, Frame frame, TableHead head, TableChoice choice) {
        Page<TableVersionSummary> page =
                heddle.tables().versions(head.table().name(), VERSIONS, choice.token());
        return Templates.versions(frame, head, page, choice.token().isEmpty());
    }

    static TemplateInstance quality(
            Heddle heddle, Frame frame, TableHead head, TableChoice choice) {
        Page<WriteQuality> page =
                heddle.tables().qualityHistory(head.table().name(), WRITES, choice.token());
        return Templates.quality(
                frame,
                head,
                TableHistory.of(
                        page.items(), choice.column(), page.nextPageToken(), choice.pageToken()));
    }

    static TemplateInstance diff(Heddle heddle, Frame frame, TableHead head, TableChoice choice) {
        long current = head.current().orElseThrow().number();
        String from = choice.from().isBlank() ? Long.toString(current) : choice.from().strip();
        String to =
                choice.to().isBlank()
                        ? Long.toString(Math.max(1, current - 1))
                        : choice.to().strip();
        if (!from.matches("[0-9]{1,18}") || !to.matches("[0-9]{1,18}")) {
            return Templates.diff(
                    frame, problem(head, "A version is a number, such as 7."), from, to, none());
        }
        try {
            TableDifference difference =
                    heddle.tables()
                            .diff(head.table().name(), Long.parseLong(from), Long.parseLong(to));
            return Templates.diff(frame, head, from, to, Optional.of(changes(difference, current)));
        } catch (HeddleException e) {
            return Templates.diff(frame, problem(head, e.getMessage()), from, to, none());
        }
    }

    private static TableHead problem(TableHead head, String problem) {
        return new TableHead(head.table(), head.tab(), head.notice(), problem);
    }

    private static Optional<Changes> none() {
        return Optional.empty();
    }

    private static Changes changes(TableDifference difference, long current) {
        List<TableDifference.Change> all = difference.partitions();
        boolean goesBack = difference.from() == current && difference.to() < current;
        return new Changes(
                difference,
                all.stream().limit(PARTITIONS).toList(),
                all.stream().flatMap(c -> c.before().stream()).mapToLong(p -> p.rows()).sum(),
                all.stream().flatMap(c -> c.after().stream()).mapToLong(p -> p.rows()).sum(),
                goesBack ? Optional.of(difference.to()) : Optional.empty());
    }
}
