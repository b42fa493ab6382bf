package dev.heddle.batch.modules;

import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.warehouse.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tables as folders of Parquet files: writes go through modules as in a job, without versions. */
final class TestTarget implements WriteTarget {
    private static final TableName TABLE = TableName.parse("growth.customers");

    private final Path folder;
    private final Map<TableName, Path> tables = new HashMap<>();
    private final List<PastWrite> history = new ArrayList<>();
    private Instant at = Instant.parse("2026-11-01T00:00:00Z");
    private int writes;

    TestTarget(Path folder) {
        this.folder = folder;
    }

    @Override
    public TableName table() {
        return TABLE;
    }

    @Override
    public Instant at() {
        return at;
    }

    void at(String time) {
        at = Instant.parse(time);
    }

    @Override
    public Optional<Dataset<Row>> current() {
        return read(TABLE);
    }

    @Override
    public Optional<Dataset<Row>> read(TableName table) {
        return Optional.ofNullable(tables.get(table))
                .map(path -> TestSpark.session().read().parquet(path.toString()));
    }

    @Override
    public List<PastWrite> history(int most) {
        return history.subList(0, Math.min(most, history.size()));
    }

    /** Puts a table in place. */
    void put(String table, Dataset<Row> rows) {
        Path path = folder.resolve("put-" + writes++);
        rows.write().parquet(path.toString());
        tables.put(TableName.parse(table), path);
    }

    /** Writes rows through modules, and publishes them if nothing is against it. */
    Written write(String yaml, Dataset<Row> rows) {
        return write(
                WriteModules.parse(yaml, TestTarget.class.getClassLoader(), name -> "salt"), rows);
    }

    Written write(WriteModules modules, Dataset<Row> rows) {
        Path path = folder.resolve("write-" + writes++);
        try (WriteRun run = modules.start(TestSpark.session(), this)) {
            Dataset<Row> prepared = run.prepare(rows);
            long count = 0;
            if (run.goesOn()) {
                prepared.write().parquet(path.toString());
                Dataset<Row> written = TestSpark.session().read().parquet(path.toString());
                count = written.count();
                run.inspect(written);
            }
            WriteOutcome outcome = run.outcome(count);
            Path rejected = folder.resolve("rejected-" + writes);
            boolean kept = run.keepRejected(rejected.toString()).isPresent();
            boolean published = !outcome.blocked() && !outcome.nothingToWrite();
            if (published) {
                tables.put(TABLE, path);
                history.add(
                        0,
                        new PastWrite(
                                history.size() + 1, at, count, Optional.of(outcome.profile())));
            }
            if (!outcome.blocked()) {
                for (WriteOutcome.Companion companion : outcome.companions()) {
                    put(companion.table().toString(), companion.rows());
                }
            }
            return new Written(outcome, published, kept ? Optional.of(rejected) : Optional.empty());
        }
    }

    /** What became of a write. */
    record Written(WriteOutcome outcome, boolean published, Optional<Path> rejected) {
        List<String> failed() {
            return outcome.findings().stream()
                    .filter(finding -> !finding.passed())
                    .map(finding -> finding.check() + ": " + finding.message())
                    .toList();
        }

        Finding finding(String check) {
            return outcome.findings().stream()
                    .filter(finding -> finding.check().equals(check))
                    .findFirst()
                    .orElseThrow();
        }

        Dataset<Row> rejected(String name) {
            return TestSpark.session()
                    .read()
                    .parquet(rejected.orElseThrow().resolve("check=" + name).toString());
        }

        List<String> rejectedFolders() {
            if (rejected.isEmpty()) {
                return List.of();
            }
            try (var list = Files.list(rejected.get())) {
                return list.map(path -> path.getFileName().toString()).sorted().toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
