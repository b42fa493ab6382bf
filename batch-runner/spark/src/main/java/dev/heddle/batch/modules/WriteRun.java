package dev.heddle.batch.modules;

import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.QualityProfile;
import dev.heddle.client.batch.QualityProfile.ColumnProfile;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The modules in one write, in this order: {@link #prepare}, and unless {@link #goesOn} says no,
 * the rows are written aside; {@link #inspect} looks at what was written; {@link #outcome} says
 * whether it may be published. If it may not, {@link #keepRejected} saves what was refused. For one
 * thread.
 */
public final class WriteRun implements AutoCloseable {
    private final List<WriteModule> modules;
    private final SparkSession spark;
    private final WriteTarget target;
    private final Context context = new Context();
    private final List<Boolean> inspected = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<ColumnProfile> columns = new ArrayList<>();
    private final Map<String, Dataset<Row>> rejected = new TreeMap<>();
    private final List<WriteOutcome.Companion> companions = new ArrayList<>();
    private final List<Dataset<Row>> kept = new ArrayList<>();
    private StructType schema;
    private boolean nothingToWrite;
    private boolean replacesTable;

    WriteRun(List<WriteModule> modules, SparkSession spark, WriteTarget target) {
        this.modules = List.copyOf(modules);
        this.spark = spark;
        this.target = target;
    }

    /**
     * Hands the rows through the modules, up to the first that blocks.
     *
     * @return the rows to be written; meaningless unless {@link #goesOn}
     * @throws HeddleException if the rows have not the columns that a module needs
     */
    public Dataset<Row> prepare(Dataset<Row> rows) {
        Dataset<Row> result = rows;
        for (int i = 0; i < modules.size(); i++) {
            WriteModule module = modules.get(i);
            result = module.apply(context, result);
            boolean early = !module.changesRows() && rowsChangeAfter(i) && goesOn();
            if (early) {
                result = context.keep(result);
                module.inspect(context, result);
            }
            inspected.add(early);
            if (!goesOn()) {
                break;
            }
        }
        schema = result.schema();
        return result;
    }

    /** Whether there is anything to write, and nothing against it so far. */
    public boolean goesOn() {
        return !nothingToWrite && !blocked();
    }

    /**
     * Lets the modules look at the rows as they were written.
     *
     * @param written the rows read back, with all columns of those that {@link #prepare} returned,
     *     and their types
     */
    public void inspect(Dataset<Row> written) {
        checkColumns(written.schema());
        Dataset<Row> ordered = written.selectExpr(names(schema));
        for (int i = 0; i < modules.size(); i++) {
            if (!inspected.get(i)) {
                modules.get(i).inspect(context, ordered);
            }
        }
    }

    /**
     * What is to be done with the write.
     *
     * @param rows how many rows were written
     */
    public WriteOutcome outcome(long rows) {
        return new WriteOutcome(
                findings,
                blocked(),
                nothingToWrite,
                replacesTable,
                companions,
                new QualityProfile(target.at(), rows, columns, findings));
    }

    /**
     * Writes the refused rows as Parquet, {@code check=<name>/} by {@code check=<name>/}.
     *
     * @param folder a folder of any file system that Spark knows
     * @return the folder, if there was anything to keep
     */
    public Optional<String> keepRejected(String folder) {
        rejected.forEach(
                (check, rows) ->
                        rows.write().mode("overwrite").parquet(folder + "/check=" + check));
        return rejected.isEmpty() ? Optional.empty() : Optional.of(folder);
    }

    /** Lets go of kept rows and closes the modules. */
    @Override
    public void close() {
        kept.forEach(rows -> rows.unpersist(false));
        kept.clear();
        modules.forEach(WriteModule::close);
    }

    private boolean blocked() {
        return findings.stream().anyMatch(finding -> finding.blocks() && !finding.passed());
    }

    private boolean rowsChangeAfter(int index) {
        return modules.stream().skip(index + 1L).anyMatch(WriteModule::changesRows);
    }

    private void checkColumns(StructType written) {
        for (StructField field : schema.fields()) {
            boolean there = false;
            for (StructField other : written.fields()) {
                there |=
                        other.name().equalsIgnoreCase(field.name())
                                && other.dataType()
                                        .catalogString()
                                        .equals(field.dataType().catalogString());
            }
            if (!there) {
                throw new HeddleException(
                        ErrorCode.INTERNAL,
                        "column %s %s was written and is not among those read back: %s"
                                .formatted(
                                        field.name(),
                                        field.dataType().catalogString(),
                                        written.catalogString()));
            }
        }
    }

    private static String[] names(StructType schema) {
        String[] names = schema.fieldNames();
        for (int i = 0; i < names.length; i++) {
            names[i] = "`" + names[i].replace("`", "``") + "`";
        }
        return names;
    }

    private final class Context implements WriteContext {
        @Override
        public SparkSession spark() {
            return spark;
        }

        @Override
        public TableName table() {
            return target.table();
        }

        @Override
        public Instant at() {
            return target.at();
        }

        @Override
        public Optional<Dataset<Row>> current() {
            return target.current();
        }

        @Override
        public Optional<Dataset<Row>> read(TableName table) {
            return target.read(table);
        }

        @Override
        public List<PastWrite> history(int writes) {
            return target.history(writes);
        }

        @Override
        public Dataset<Row> keep(Dataset<Row> rows) {
            Dataset<Row> result = rows.persist(StorageLevel.MEMORY_AND_DISK());
            kept.add(result);
            return result;
        }

        @Override
        public void pass(String check, String message) {
            findings.add(new Finding(check, false, true, message, OptionalLong.empty()));
        }

        @Override
        public void warn(String check, String message, long rows) {
            findings.add(new Finding(check, false, false, message, count(rows)));
        }

        @Override
        public void block(String check, String message, long rows) {
            findings.add(new Finding(check, true, false, message, count(rows)));
        }

        @Override
        public void reject(String words, Dataset<Row> refused) {
            String name = words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]+", "-");
            String folder = name;
            for (int i = 2; rejected.containsKey(folder); i++) {
                folder = name + "-" + i;
            }
            rejected.put(folder, refused);
        }

        @Override
        public void replaceTable() {
            replacesTable = true;
        }

        @Override
        public void nothingToWrite() {
            nothingToWrite = true;
        }

        @Override
        public void writeAlso(TableName table, Dataset<Row> rows) {
            companions.add(new WriteOutcome.Companion(table, rows));
        }

        @Override
        public void profile(List<ColumnProfile> profiles) {
            columns.addAll(profiles);
        }

        private OptionalLong count(long rows) {
            return rows < 0 ? OptionalLong.empty() : OptionalLong.of(rows);
        }
    }
}
