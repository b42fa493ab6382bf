package dev.heddle.serving;

import dev.heddle.client.Endpoint;
import dev.heddle.client.EndpointSettings;
import dev.heddle.client.Follow;
import dev.heddle.client.Manifest;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.PackageFile;
import dev.heddle.client.ServingRegistry;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A registry of one model in a folder, which can be out of reach. */
final class FolderRegistry implements ServingRegistry {
    private final Path folder;
    private final Map<Integer, ModelVersion> versions = new HashMap<>();
    private final Map<String, Path> contents = new HashMap<>();
    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private long revision = 1;
    private int wanted;
    private EndpointSettings settings = EndpointSettings.OFF;
    private boolean down;

    FolderRegistry(Path folder) {
        this.folder = folder;
    }

    /** Adds a version of {@link Scaler}; the number is its factor too. */
    synchronized void add(int number) {
        try {
            Path directory = Files.createDirectories(folder.resolve("version-" + number));
            Envelope envelope =
                    FunctionJar.pack(
                            directory,
                            Scaler.class,
                            Map.of("factor", String.valueOf(number)),
                            "{\"value\": 2}");
            describe(number, directory, envelope);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes the recorded output of a version, as if another machine had recorded it. */
    synchronized void spoilSample(int number) {
        try {
            Path directory = folder.resolve("version-" + number);
            Files.writeString(directory.resolve(Envelope.SAMPLE_OUTPUT), "[{\"scaled\":123.0}]");
            ModelVersion version = versions.get(number);
            describe(
                    number,
                    directory,
                    new Envelope(
                            directory,
                            version.flavors(),
                            Optional.of(Envelope.Flavor.HEDDLE_JAVA),
                            version.signature(),
                            version.functionClass(),
                            List.of(),
                            Optional.empty(),
                            Map.of(),
                            version.parameters(),
                            Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void want(int number) {
        wanted = number;
        revision++;
        notifyAll();
    }

    synchronized void set(EndpointSettings wantedSettings) {
        settings = wantedSettings;
        revision++;
        notifyAll();
    }

    synchronized void setDown(boolean isDown) {
        down = isDown;
        notifyAll();
    }

    List<Report> reports() {
        return reports;
    }

    @Override
    public synchronized Deployments deployments(long seen, Duration wait) {
        requireUp();
        if (seen == revision) {
            try {
                wait(Math.max(1, wait.toMillis()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            requireUp();
        }
        Endpoint endpoint =
                new Endpoint(
                        "scaler",
                        "scaler",
                        new Follow.Rule(""),
                        wanted == 0 ? Optional.empty() : Optional.of(wanted),
                        "a test",
                        Optional.empty(),
                        settings,
                        revision,
                        Instant.EPOCH,
                        "ann");
        return new Deployments(revision, List.of(endpoint));
    }

    @Override
    public synchronized ModelVersion version(String model, String reference) {
        requireUp();
        return versions.get(Integer.valueOf(reference));
    }

    @Override
    public synchronized InputStream open(String sha256) {
        requireUp();
        try {
            return Files.newInputStream(contents.get(sha256));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void report(Report report) {
        reports.add(report);
    }

    private void requireUp() {
        if (down) {
            throw new HeddleException(ErrorCode.UNAVAILABLE, "the registry is down");
        }
    }

    private void describe(int number, Path directory, Envelope envelope) throws IOException {
        List<PackageFile> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                byte[] content = Files.readAllBytes(file);
                String sha256 = HexFormat.of().formatHex(Manifest.sha256().digest(content));
                contents.put(sha256, file);
                files.add(
                        new PackageFile(
                                directory.relativize(file).toString(), content.length, sha256));
            }
        }
        versions.put(
                number,
                new ModelVersion(
                        "scaler",
                        number,
                        new Manifest(files).digest(),
                        envelope.flavors(),
                        envelope.functionClass(),
                        envelope.signature(),
                        envelope.parameters(),
                        Map.of(),
                        files,
                        Origin.unknown(),
                        Map.of(),
                        List.of(),
                        Instant.EPOCH,
                        "ann"));
    }
}
