package dev.heddle.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.batch.JobOrder;
import dev.heddle.client.batch.JobProfile;
import dev.heddle.client.batch.JobProgress;
import dev.heddle.client.batch.JobResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A job's folder: the order lies in it, and what the platform follows is written into it. */
final class JobFolder {
    private final ObjectMapper json = HeddleJson.mapper();
    private final Path folder;

    JobFolder(Path folder) {
        this.folder = folder;
    }

    JobOrder order() {
        try {
            return json.readValue(folder.resolve(JobOrder.FILE).toFile(), JobOrder.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the order in " + folder, e);
        }
    }

    /** A file or folder of the job's own. */
    Path resolve(String name) {
        return folder.resolve(name);
    }

    void write(JobProgress progress) throws IOException {
        replace(JobProgress.FILE, json.writeValueAsBytes(progress), false);
    }

    /** Writes the result; it is on disk afterwards. */
    void write(JobResult result) throws IOException {
        replace(JobResult.FILE, json.writeValueAsBytes(result), true);
    }

    /** Writes what was seen of the rows. */
    void write(JobProfile profile) throws IOException {
        replace(JobProfile.FILE, json.writeValueAsBytes(profile), false);
    }

    private void replace(String name, byte[] content, boolean durable) throws IOException {
        Path aside = folder.resolve("." + name);
        Files.write(aside, content);
        if (durable) {
            try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        Files.move(
                aside,
                folder.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
