package dev.heddle.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.ModelReference;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.ServingRegistry;
import dev.heddle.client.VersionFiles;
import dev.heddle.client.batch.Job;
import dev.heddle.client.batch.JobEnvironment;
import dev.heddle.client.batch.JobOrder;
import dev.heddle.client.batch.JobOrder.PackagedModel;
import dev.heddle.client.batch.JobProfile;
import dev.heddle.client.batch.JobProgress;
import dev.heddle.client.batch.JobResult;
import dev.heddle.client.batch.JobSpec;
import dev.heddle.jobs.tables.Warehouse;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.programs.Programs;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Lays out a job's folder and starts its program there. */
@Singleton
class Launcher {
    /** The file that the program's output goes to. */
    static final String LOG = "log.txt";

    private static final String PACKAGES = "package";

    /** What an attempt before has left behind. */
    private static final List<String> LEFT_BEHIND =
            List.of(JobResult.FILE, JobProfile.FILE, JobProgress.FILE, DriverProcess.FILE);

    private static final Duration BEGIN = Duration.ofSeconds(20);

    private final JobRows rows;
    private final JobFolders folders;
    private final BatchConfig config;
    private final Warehouse warehouse;
    private final ServingRegistry registry;
    private final FeatureTables features;
    private final List<JobEnvironment> environments;
    private final boolean isMonitored;
    private final ObjectMapper json = HeddleJson.mapper();

    Launcher(
            JobRows rows,
            JobFolders folders,
            BatchConfig config,
            Warehouse warehouse,
            ServingRegistry registry,
            FeatureTables features,
            @All List<JobEnvironment> environments,
            @ConfigProperty(name = "heddle.monitors.enabled", defaultValue = "true")
                    boolean isMonitored) {
        this.rows = rows;
        this.folders = folders;
        this.config = config;
        this.warehouse = warehouse;
        this.registry = registry;
        this.features = features;
        this.environments = List.copyOf(environments);
        this.isMonitored = isMonitored;
    }

    /**
     * Starts a job's program, which then runs by itself.
     *
     * @throws HeddleException if something that it needs is not there
     */
    void launch(Job job) {
        Path folder = folders.of(job.id());
        try {
            Files.createDirectories(folder);
            for (String file : LEFT_BEHIND) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Optional<ModelVersion> version =
                    job.spec().model().map(name -> ModelReference.parse(name).find(registry));
            JobSpec spec = version.map(found -> settle(job, found)).orElse(job.spec());
            JobOrder order =
                    new JobOrder(
                            job.id(),
                            job.attempt(),
                            job.user(),
                            spec,
                            version.map(found -> unpack(found, folder)),
                            warehouse.location(),
                            job.submittedAt(),
                            isMonitored);
            Files.write(folder.resolve(JobOrder.FILE), json.writeValueAsBytes(order));
            start(new DriverCommand(config, spec).words(folder), folder, environment(spec));
        } catch (IOException e) {
            throw new HeddleException(
                    ErrorCode.UNAVAILABLE,
                    "the job's folder %s cannot be written: %s".formatted(folder, e.getMessage()),
                    e);
        }
    }

    /** The job keeps which version scores and where its features come from: so it is run again. */
    private JobSpec settle(Job job, ModelVersion version) {
        JobSpec spec = features.found(job.spec(), version);
        rows.settled(job.id(), version.model() + "/" + version.version(), spec);
        return spec;
    }

    private PackagedModel unpack(ModelVersion version, Path folder) {
        Path files = new VersionFiles(folder.resolve(PACKAGES), registry).materialise(version);
        return new PackagedModel(
                version.model(),
                version.version(),
                version.digest(),
                files.toString(),
                version.tags());
    }

    private Map<String, String> environment(JobSpec spec) {
        Map<String, String> variables = new HashMap<>(warehouse.secrets());
        environments.forEach(part -> variables.putAll(part.variables(spec)));
        return variables;
    }

    private void start(List<String> command, Path folder, Map<String, String> variables)
            throws IOException {
        ProcessBuilder builder =
                Programs.process(command)
                        .directory(folder.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(folder.resolve(LOG).toFile()));
        builder.environment().putAll(variables);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        awaitPid(process, folder);
    }

    /** The program writes its number by itself: from then on it is found after a restart, too. */
    private static void awaitPid(Process process, Path folder) throws IOException {
        Path file = folder.resolve(DriverProcess.FILE);
        long until = System.nanoTime() + BEGIN.toNanos();
        try {
            while (isBlank(file)) {
                if (System.nanoTime() > until
                        || process.waitFor(5, TimeUnit.MILLISECONDS) && isBlank(file)) {
                    process.destroyForcibly();
                    throw new HeddleException(
                            ErrorCode.UNAVAILABLE,
                            "the job's program did not start; its output is in "
                                    + folder.resolve(LOG));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isBlank(Path file) throws IOException {
        return !Files.exists(file) || Files.readString(file).isBlank();
    }
}
