package dev.heddle.batch;

import dev.heddle.client.batch.JobKind;
import dev.heddle.client.batch.JobResult.Finding;
import dev.heddle.client.batch.JobResult.Published;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.client.batch.OutputMode;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/**
 * Files: written aside, and put in their place when the job has done its work. Rows that a person
 * reads out of a table into {@code x.csv} become that one file; all others a folder of files.
 */
final class FileOutput implements Output {
    /** What Spark leaves in a folder, and so may be replaced. */
    private static final Pattern WRITTEN = Pattern.compile("[._].*|part-.*|[^=]+=.*");

    /** Features are loaded file by file; what was cut off begins with the file that it was at. */
    private static final long FEATURES_A_FILE = 250_000;

    /** As JSON has times elsewhere in Heddle, as exact as Spark is. */
    static final String TIME = "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'";

    private final Rows.OfFiles target;
    private final JobSpec spec;
    private final Path path;
    private final Path aside;
    private final FileSystem system;
    private List<String> files = List.of();

    FileOutput(SparkSession spark, Rows.OfFiles target, JobSpec spec, String job) {
        this.target = target;
        this.spec = spec;
        this.path = new Path(target.path());
        this.aside = new Path(path.getParent(), "." + path.getName() + "." + job);
        try {
            system = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
            refuseStrangers();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private boolean isOneFile() {
        return spec.kind() == JobKind.READ
                && spec.partitionBy().isEmpty()
                && path.getName().contains(".");
    }

    /** Whether whoever reads it wants to know each file. */
    private boolean isByFile() {
        return spec.kind() == JobKind.LATEST;
    }

    private boolean isAppended() {
        return spec.mode() == OutputMode.APPEND;
    }

    /** A mistyped folder must not cost what lies in it. */
    private void refuseStrangers() throws IOException {
        FileStatus present;
        try {
            present = system.getFileStatus(path);
        } catch (FileNotFoundException e) {
            return;
        }
        if (!present.isDirectory()) {
            if (!isOneFile()) {
                throw new HeddleException(
                        ErrorCode.INVALID_REQUEST,
                        "%s is a file, expected a folder or nothing".formatted(target.path()));
            }
            return;
        }
        for (FileStatus child : system.listStatus(path)) {
            String name = child.getPath().getName();
            if (!WRITTEN.matcher(name).matches()) {
                throw new HeddleException(
                        ErrorCode.INVALID_REQUEST,
                        "folder %s holds %s, which no job wrote; expected a folder of its own for the output"
                                .formatted(target.path(), name));
            }
        }
    }

    @Override
    public long write(Dataset<Row> rows) {
        LongAccumulator count = rows.sparkSession().sparkContext().longAccumulator("rows written");
        Dataset<Row> counted = Counted.rows(rows, count);
        DataFrameWriter<Row> writer =
                (isOneFile() ? counted.coalesce(1) : counted)
                        .write()
                        .mode(isAppended() ? SaveMode.Append : SaveMode.Overwrite)
                        .partitionBy(spec.partitionBy().toArray(String[]::new));
        if (isByFile()) {
            writer.option("maxRecordsPerFile", FEATURES_A_FILE);
        }
        String folder = (isAppended() ? path : aside).toString();
        try {
            switch (target.format()) {
                case "parquet" -> writer.parquet(folder);
                case "csv" -> writer.option("header", "true").csv(folder);
                default ->
                        writer.option("timestampFormat", TIME)
                                .option("timeZone", "UTC")
                                .json(folder);
            }
        } catch (Exception e) {
            giveUp(e);
            throw e;
        }
        return count.value();
    }

    @Override
    public List<Published> publish() {
        if (isAppended()) {
            return List.of();
        }
        try {
            Path written = isOneFile() ? only(aside) : aside;
            system.delete(path, true);
            if (!system.rename(written, path)) {
                throw new IOException("%s cannot become %s".formatted(written, path));
            }
            system.delete(aside, true);
            if (isOneFile() && system instanceof ChecksumFileSystem checked) {
                system.delete(checked.getChecksumFile(path), false);
            }
            if (isByFile()) {
                files = parts();
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return List.of();
    }

    /** The files that hold rows, by name. */
    private List<String> parts() throws IOException {
        List<String> parts = new ArrayList<>();
        for (FileStatus file : system.listStatus(path)) {
            String name = file.getPath().getName();
            if (name.startsWith("part-") && file.getLen() > 0) {
                parts.add(target.path() + "/" + name);
            }
        }
        parts.sort(Comparator.naturalOrder());
        return parts;
    }

    private Path only(Path folder) throws IOException {
        for (FileStatus file : system.listStatus(folder)) {
            if (file.getPath().getName().startsWith("part-")) {
                return file.getPath();
            }
        }
        throw new FileNotFoundException(folder + " holds no file");
    }

    @Override
    public void giveUp(Exception because) {
        try {
            system.delete(aside, true);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    private static UncheckedIOException failed(IOException e) {
        return new UncheckedIOException(e.getMessage(), e);
    }

    @Override
    public List<Finding> findings() {
        return List.of();
    }

    @Override
    public List<String> files() {
        return isByFile() ? List.copyOf(files) : List.of(target.path());
    }
}
