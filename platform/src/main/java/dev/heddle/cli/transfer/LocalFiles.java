package dev.heddle.cli.transfer;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The files below a folder of this machine. Links are not followed: a run must not bring files
 * along that were never its own.
 *
 * @param folder the folder; there need not be one
 */
record LocalFiles(Path folder) implements SourceFiles {
    @Override
    public Stream<Entry> walk() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all
                    .filter(
                            file ->
                                    Files.isRegularFile(
                                            file, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .map(file -> new Entry(path(file), file.toFile().length()))
                    .toList()
                    .stream();
        }
    }

    private String path(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    @Override
    public InputStream open(String path) throws IOException {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder)) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "'%s' does not stay below %s".formatted(path, folder));
        }
        return Files.newInputStream(file);
    }
}
