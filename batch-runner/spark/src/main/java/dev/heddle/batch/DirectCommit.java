package dev.heddle.batch;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.internal.io.FileNameSpec;
import scala.Option;

/**
 * Lets tasks write straight to where files stay, since nobody reads a write's folder before it is
 * published: no renames, which an object store has not. A task names its attempt in its files; the
 * driver learns which attempts counted, with the rows and bytes of each file, and removes what
 * others left.
 */
public final class DirectCommit extends FileCommitProtocol implements Serializable {
    private static final Map<String, List<WrittenFile>> COMMITTED = new ConcurrentHashMap<>();

    private final String id;
    private final String folder;
    private transient List<String> files;

    /**
     * Made by Spark.
     *
     * @param jobId Spark's name for the write
     * @param path the folder
     * @param dynamicPartitionOverwrite always false: the folder is fresh
     */
    @SuppressWarnings("unused") // Spark finds the constructor by all three.
    public DirectCommit(String jobId, String path, boolean dynamicPartitionOverwrite) {
        if (!path.contains("/data/write=") && !path.contains("/_heddle/")) {
            throw new IllegalArgumentException("only a write's own folder is safe, got " + path);
        }
        this.id = jobId;
        this.folder = path;
    }

    /**
     * A file of a finished write.
     *
     * @param partition the partition's name, {@code ds=2026-11-01}; empty without partitions
     * @param name the path from the write's folder
     * @param rows how many rows it holds
     * @param bytes its size
     */
    record WrittenFile(String partition, String name, long rows, long bytes)
            implements Serializable {}

    /** The files of a write that was committed to a folder; asking takes them away. */
    static List<WrittenFile> take(String folder) {
        List<WrittenFile> files = COMMITTED.remove(key(folder));
        return files == null ? List.of() : files;
    }

    private static String key(String folder) {
        return new Path(folder).toUri().getPath();
    }

    @Override
    public void setupJob(JobContext job) {
        try {
            Path path = new Path(folder);
            path.getFileSystem(job.getConfiguration()).mkdirs(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + folder, e);
        }
    }

    @Override
    public void setupTask(TaskAttemptContext task) {
        files = new ArrayList<>();
    }

    @Override
    public String newTaskTempFile(
            TaskAttemptContext task, Option<String> partition, FileNameSpec spec) {
        String name =
                "%spart-%05d-%s-%d%s"
                        .formatted(
                                spec.prefix(),
                                task.getTaskAttemptID().getTaskID().getId(),
                                id,
                                task.getTaskAttemptID().getId(),
                                spec.suffix());
        String file = partition.isDefined() ? partition.get() + "/" + name : name;
        files.add(file);
        return new Path(folder, file).toString();
    }

    @Override
    public String newTaskTempFile(
            TaskAttemptContext task, Option<String> partition, String extension) {
        return newTaskTempFile(task, partition, new FileNameSpec("", extension));
    }

    @Override
    public String newTaskTempFileAbsPath(
            TaskAttemptContext task, String absolute, String extension) {
        throw new UnsupportedOperationException("a write stays in its folder");
    }

    @Override
    public TaskCommitMessage commitTask(TaskAttemptContext task) {
        ArrayList<WrittenFile> written = new ArrayList<>(files.size());
        Configuration configuration = task.getConfiguration();
        for (String file : files) {
            Path path = new Path(folder, file);
            try {
                FileStatus status = path.getFileSystem(configuration).getFileStatus(path);
                int slash = file.lastIndexOf('/');
                written.add(
                        new WrittenFile(
                                slash < 0 ? "" : file.substring(0, slash),
                                file,
                                rows(status, configuration),
                                status.getLen()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read back " + path, e);
            }
        }
        return new TaskCommitMessage(written);
    }

    private static long rows(FileStatus file, Configuration configuration) throws IOException {
        if (!file.getPath().getName().endsWith(".parquet")) {
            return 0;
        }
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromStatus(file, configuration))) {
            return reader.getRecordCount();
        }
    }

    @Override
    public void abortTask(TaskAttemptContext task) {
        for (String file : files) {
            Path path = new Path(folder, file);
            try {
                path.getFileSystem(task.getConfiguration()).delete(path, false);
            } catch (IOException e) {
                // The driver removes what no committed attempt names.
                logWarning(() -> "Cannot remove " + path, e);
            }
        }
    }

    @Override
    public void commitJob(
            JobContext job, scala.collection.immutable.Seq<TaskCommitMessage> messages) {
        List<WrittenFile> all = new ArrayList<>();
        messages.foreach(
                message -> {
                    for (Object file : (List<?>) message.obj()) {
                        all.add((WrittenFile) file);
                    }
                    return null;
                });
        try {
            removeOthers(all, job.getConfiguration());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
        COMMITTED.put(key(folder), List.copyOf(all));
    }

    /** Removes what attempts left that were lost or came second. */
    private void removeOthers(List<WrittenFile> committed, Configuration configuration)
            throws IOException {
        Path root = new Path(folder);
        FileSystem system = root.getFileSystem(configuration);
        Set<String> kept = new HashSet<>();
        committed.forEach(
                file -> kept.add(system.makeQualified(new Path(folder, file.name())).toString()));
        RemoteIterator<LocatedFileStatus> present = system.listFiles(root, true);
        while (present.hasNext()) {
            Path file = present.next().getPath();
            if (!kept.contains(file.toString())) {
                system.delete(file, false);
            }
        }
    }

    @Override
    public void abortJob(JobContext job) {
        try {
            Path path = new Path(folder);
            path.getFileSystem(job.getConfiguration()).delete(path, true);
        } catch (IOException e) {
            logWarning(() -> "Cannot remove " + folder, e);
        }
    }
}
