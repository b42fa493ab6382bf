package dev.heddle.batch.scoring;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.model.Signature;
import dev.heddle.runtime.Envelope;
import dev.heddle.runtime.Envelopes;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.ModelRuntime;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkFiles;

/**
 * A version as executors find it: each process loads it once, for all of its tasks, and closes it
 * when the process ends.
 *
 * @param identity which version it is
 * @param tags its tags
 * @param folder its package on this machine
 * @param shipped the name under which Spark brings the package to other machines
 */
public record ScoringModel(
        Identity identity, Map<String, String> tags, String folder, String shipped)
        implements Serializable {
    private static final ModelRuntime RUNTIME = new ModelRuntime();
    private static final Map<String, LoadedModel> LOADED = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    LOADED.values().forEach(LoadedModel::close);
                                    RUNTIME.close();
                                },
                                "close-models"));
    }

    public ScoringModel {
        tags = Map.copyOf(tags);
    }

    /**
     * Which version it is.
     *
     * @param name the model's name
     * @param version its number
     * @param digest the SHA-256 of its manifest
     */
    public record Identity(String name, int version, String digest) implements Serializable {}

    /**
     * The loaded version.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if its sample gives another output than
     *     was recorded
     */
    LoadedModel load() {
        return LOADED.computeIfAbsent(identity.digest(), digest -> open());
    }

    /** What it takes and gives. */
    public Signature signature() {
        return load().signature();
    }

    private LoadedModel open() {
        Path local = Path.of(folder);
        Envelope envelope =
                Envelopes.read(Files.isDirectory(local) ? local : Path.of(SparkFiles.get(shipped)));
        LoadedModel model =
                RUNTIME.load(
                        envelope,
                        new ModelIdentity(identity.name(), identity.version(), identity.digest()),
                        tags,
                        Mode.BATCH,
                        TaskFigures.METRICS);
        try {
            // From then on it is known, too, whether a graph takes records together.
            Optional<String> difference = model.checkSample();
            if (difference.isPresent()) {
                throw new HeddleException(
                        ErrorCode.INVALID_PACKAGE,
                        "the sample of %s gives another output than was recorded: %s"
                                .formatted(model.identity(), difference.get()));
            }
            return model;
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }
}
