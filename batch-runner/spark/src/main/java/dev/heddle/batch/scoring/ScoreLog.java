package dev.heddle.batch.scoring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.Row;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inference log of one task: a share of its rows as JSON lines, like those of calls. A task
 * that is run again chooses the same rows; the file of one that fails is removed. Logging never
 * fails a task: when the store refuses, it stops.
 */
final class ScoreLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScoreLog.class);
    private static final JsonFactory JSON = new JsonFactory();

    private final Settings settings;
    private final LoadedModel model;
    private final int offset;
    private final RowReader inputs;
    private final RowReader outputs;
    private final SplittableRandom random;
    private final TaskContext task;
    private final Path aside;
    private JsonGenerator json;
    private boolean stopped;

    /**
     * What is logged, and where.
     *
     * @param share the share of rows, from 0 to 1
     * @param folder the job's folder for its log, as Hadoop spells it
     * @param job the job's id
     * @param configuration how Hadoop reaches it
     */
    record Settings(
            double share, String folder, String job, SerializableConfiguration configuration)
            implements Serializable {}

    /** A log for the task of this thread. */
    ScoreLog(Settings settings, LoadedModel model, int offset) {
        this.settings = settings;
        this.model = model;
        this.offset = offset;
        this.inputs = new RowReader(model.signature().input());
        this.outputs = new RowReader(model.signature().output());
        this.task = TaskContext.get();
        this.random = new SplittableRandom(task.partitionId());
        this.aside =
                new Path(
                        settings.folder(),
                        ".part-%05d-%d.jsonl".formatted(task.partitionId(), task.taskAttemptId()));
        TaskCompletionListener listener = context -> close();
        task.addTaskCompletionListener(listener);
    }

    /** Whether the next row is one of the share. */
    boolean takes() {
        return !stopped && random.nextDouble() < settings.share();
    }

    /**
     * Logs a row.
     *
     * @param source the row that was scored, with the model's fields from the offset on
     * @param result the model's outputs; not looked at where there is an error
     * @param error why there are none; null if there are
     */
    void write(InternalRow source, InternalRow result, HeddleException error) {
        try {
            if (json == null) {
                json = JSON.createGenerator(open());
                json.setRootValueSeparator(new SerializedString("\n"));
            }
            json.writeStartObject();
            json.writeStringField("time", Instant.now().toString());
            json.writeStringField("job", settings.job());
            json.writeStringField("model", model.identity().name());
            json.writeNumberField("version", model.identity().version());
            json.writeStringField("protocol", "batch");
            writeInputs(source);
            if (error == null) {
                Row row = new Row(model.signature().output());
                outputs.read(result, 0, row);
                raw("outputs", model.writeOutputs(model.outputs(List.of(row)), true));
            } else {
                json.writeObjectFieldStart("error");
                json.writeStringField("code", error.code().name());
                json.writeStringField("message", error.getMessage());
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            stopped = true;
            LOG.warn("The inference log of a task stops. file={}", aside, e);
        }
    }

    private void writeInputs(InternalRow source) throws IOException {
        Row row = new Row(model.signature().input());
        try {
            inputs.read(source, offset, row);
        } catch (HeddleException e) {
            // What is missing in it is the error that follows.
            return;
        }
        raw("inputs", model.writeInputs(model.records(List.of(row))));
    }

    private void raw(String name, byte[] text) throws IOException {
        json.writeFieldName(name);
        json.writeRawValue(new String(text, StandardCharsets.UTF_8));
    }

    private FileSystem system() throws IOException {
        return aside.getFileSystem(settings.configuration().value());
    }

    private OutputStream open() throws IOException {
        return system().create(aside, true);
    }

    /** Gives the file its name if the task has done all of its rows, and removes it otherwise. */
    @Override
    public void close() {
        if (json == null) {
            return;
        }
        try {
            json.close();
            if (stopped || task.isFailed() || task.isInterrupted()) {
                system().delete(aside, false);
            } else {
                Path named =
                        new Path(
                                settings.folder(), "part-%05d.jsonl".formatted(task.partitionId()));
                system().delete(named, false);
                system().rename(aside, named);
            }
        } catch (IOException e) {
            LOG.warn("The inference log of a task is lost. file={}", aside, e);
        }
        json = null;
    }
}
