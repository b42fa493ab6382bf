package dev.heddle.registry.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A zip of a whole model directory, with the directory's files at its top or in one folder. */
public final class ModelArchive {
    private final ArchiveLimits limits;

    /** Archives within the given limits. */
    public ModelArchive(ArchiveLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /**
     * Unpacks an archive.
     *
     * @param zip the archive
     * @param folder an empty folder
     * @return the folder that holds the model directory: the given one, or the one folder in it
     * @throws dev.heddle.model.HeddleException with {@code INVALID_PACKAGE} if the archive cannot
     *     be trusted, with {@code TOO_LARGE} if it unpacks to more than the limits allow
     */
    public Path unpack(Path zip, Path folder) {
        new ArchiveCheck(limits, "the archive")
                .walk(
                        zip,
                        name -> {
                            Path target = folder.resolve(name);
                            Files.createDirectories(target.getParent());
                            return Files.newOutputStream(
                                    target,
                                    StandardOpenOption.CREATE_NEW,
                                    StandardOpenOption.WRITE);
                        });
        try (Stream<Path> top = Files.list(folder)) {
            List<Path> entries = top.toList();
            return entries.size() == 1 && Files.isDirectory(entries.get(0))
                    ? entries.get(0)
                    : folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }
}
