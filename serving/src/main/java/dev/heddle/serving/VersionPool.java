package dev.heddle.serving;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.VersionFiles;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.recording.Recordings;
import dev.heddle.runtime.Envelopes;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.runtime.Records;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Every version that this process has loaded. Whoever asks for one becomes a user of it, and lets
 * go when done; a version is loaded once, however many use it.
 */
@Singleton
final class VersionPool {
    private static final int WARM_UP_RUNS = 200;
    private static final int LOOKUPS = 4;
    private static final long WARM_UP_NANOS = 200_000_000L;

    private final ServingRegistry registry;
    private final ModelRuntime runtime;
    private final MeterRegistry meters;
    private final Vertx vertx;
    private final ServingConfig config;
    private final Recordings recordings;
    private final VersionFiles files;
    private final Semaphore lookups = new Semaphore(LOOKUPS);
    private final Object[] loadLocks = new Object[64];
    private final Map<String, ServedVersion> loaded = new HashMap<>();
    private final Map<String, ServedVersion> extras = new LinkedHashMap<>(16, 0.75f, true);

    VersionPool(
            ServingRegistry registry,
            ModelRuntime runtime,
            MeterRegistry meters,
            Vertx vertx,
            ServingConfig config,
            Recordings recordings) {
        this.registry = registry;
        this.runtime = runtime;
        this.meters = meters;
        this.vertx = vertx;
        this.config = config;
        this.recordings = recordings;
        this.files = new VersionFiles(config.versionsDir(), registry);
        Arrays.setAll(loadLocks, i -> new Object());
    }

    /**
     * A version, loaded, warmed and proven on its sample; the caller is a user of it.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if it is none that Heddle serves, cannot
     *     be loaded, or its sample gives another output than was recorded; with {@code UNAVAILABLE}
     *     if the registry cannot be reached
     */
    ServedVersion acquire(String model, String reference) {
        ModelVersion description = registry.version(model, reference);
        problem(description)
                .ifPresent(
                        problem -> {
                            throw problem;
                        });
        String key = description.reference() + ":" + description.digest();
        synchronized (loadLock(description)) {
            ServedVersion present = find(key);
            if (present != null && present.acquire()) {
                return present;
            }
            ServedVersion version = load(description, key);
            synchronized (this) {
                loaded.put(key, version);
            }
            return version;
        }
    }

    /** Why a version cannot be called; empty if it can. */
    private static Optional<HeddleException> problem(ModelVersion version) {
        return version.problem()
                .map(
                        problem ->
                                new HeddleException(
                                        ErrorCode.INVALID_PACKAGE,
                                        "%s cannot be called: %s"
                                                .formatted(version.reference(), problem)));
    }

    /**
     * Why the newest version of a model cannot be called; empty if it can, if there is none, or if
     * that cannot be found out now. Asks the registry.
     */
    Optional<HeddleException> problem(String model) {
        if (!lookups.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return problem(registry.version(model, "latest"));
        } catch (HeddleException e) {
            return Optional.empty();
        } finally {
            lookups.release();
        }
    }

    /** A version that such calls have loaded, by its number; null if they have not. */
    synchronized ServedVersion findExtra(String model, String number) {
        ServedVersion kept = extras.get(model + "@" + number);
        return kept != null && kept.acquire() ? kept : null;
    }

    /** The same for a call that names a version; it stays loaded for the next such calls. */
    ServedVersion acquireExtra(String model, String reference) {
        ServedVersion kept = findExtra(model, reference);
        if (kept != null) {
            return kept;
        }
        ServedVersion version = acquire(model, reference);
        synchronized (this) {
            String key = version.description().reference();
            if (extras.get(key) != version && version.acquire()) {
                Optional.ofNullable(extras.put(key, version)).ifPresent(ServedVersion::release);
            }
            while (extras.size() > config.extraVersions()) {
                var eldest = extras.entrySet().iterator();
                eldest.next().getValue().release();
                eldest.remove();
            }
        }
        return version;
    }

    /** Lets go of the versions that no endpoint serves. */
    synchronized void releaseExtras() {
        extras.values().forEach(ServedVersion::release);
        extras.clear();
    }

    /** The same for those of one model. */
    synchronized void releaseExtras(String model) {
        extras.values()
                .removeIf(
                        version -> {
                            boolean isOfModel = version.description().model().equals(model);
                            if (isOfModel) {
                                version.release();
                            }
                            return isOfModel;
                        });
    }

    /** The versions that calls have named. */
    synchronized List<ServedVersion> extras() {
        return List.copyOf(extras.values());
    }

    /** Every version that is loaded now. */
    synchronized List<ServedVersion> versions() {
        return List.copyOf(loaded.values());
    }

    /** How many versions are loaded now. */
    synchronized int size() {
        return loaded.size();
    }

    /**
     * What keeps a version from being loaded twice, and its files from being removed while they are
     * loaded; versions of the same content share their files.
     */
    private Object loadLock(ModelVersion description) {
        return loadLocks[Math.floorMod(description.digest().hashCode(), loadLocks.length)];
    }

    private synchronized ServedVersion find(String key) {
        return loaded.get(key);
    }

    private ServedVersion load(ModelVersion description, String key) {
        VersionMetrics metrics = new VersionMetrics(meters, description, recordings);
        LoadedModel model = null;
        try {
            model =
                    runtime.load(
                            Envelopes.read(files.materialise(description)),
                            new ModelIdentity(
                                    description.model(),
                                    description.version(),
                                    description.digest()),
                            description.tags(),
                            Mode.ONLINE,
                            metrics);
            model.checkSample()
                    .ifPresent(
                            difference -> {
                                throw new HeddleException(
                                        ErrorCode.INVALID_PACKAGE,
                                        "its sample gives another output than was recorded: "
                                                + difference);
                            });
            RunTime runTime = new RunTime(config.directLimit());
            warmUp(model, runTime);
            // What was reported of the sample is no report of calls.
            metrics.takeFigures();
            ServedVersion[] self = new ServedVersion[1];
            self[0] =
                    new ServedVersion(
                            description,
                            model,
                            runTime,
                            metrics,
                            config,
                            vertx,
                            () -> closed(key, self));
            return self[0];
        } catch (RuntimeException | Error e) {
            if (model != null) {
                model.close();
            }
            metrics.close();
            throw e;
        }
    }

    private void closed(String key, ServedVersion[] version) {
        ModelVersion description = version[0].description();
        synchronized (loadLock(description)) {
            boolean isLast;
            synchronized (this) {
                loaded.remove(key, version[0]);
                isLast =
                        loaded.values().stream()
                                .map(other -> other.description().digest())
                                .noneMatch(description.digest()::equals);
            }
            if (isLast) {
                files.remove(description);
            }
        }
    }

    /**
     * Runs the sample until the code is warm; the fastest run tells what a call costs. Without a
     * sample nothing is known, and the first calls go to threads of their own.
     */
    private static void warmUp(LoadedModel model, RunTime runTime) {
        Optional<byte[]> sample = model.sampleInput();
        if (sample.isEmpty()) {
            return;
        }
        Records records = model.records(model.readInputs(sample.get()).rows());
        long end = System.nanoTime() + WARM_UP_NANOS;
        long fastest = Long.MAX_VALUE;
        for (int run = 0; run < WARM_UP_RUNS && System.nanoTime() < end; run++) {
            long start = System.nanoTime();
            model.readInputs(sample.get());
            model.writeOutputs(model.score(records, Optional.empty()), true);
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        runTime.add(fastest, records.count());
    }
}
