package dev.heddle.cli.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.InputStream;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Files that a server lists and hands out itself.
 *
 * @param lists gives the entries of a folder, the topmost for an empty path
 * @param opens opens a file
 */
record ListedFiles(Function<String, JsonNode> lists, Function<String, InputStream> opens)
        implements SourceFiles {
    @Override
    public Stream<Entry> walk() {
        return walk("");
    }

    private Stream<Entry> walk(String folder) {
        String below = folder.isEmpty() ? "" : folder + "/";
        return StreamSupport.stream(lists.apply(folder).path("files").spliterator(), false)
                .flatMap(
                        file -> {
                            String path = file.path("path").asText();
                            if (!path.startsWith(below) || path.equals(below)) {
                                throw new HeddleException(
                                        ErrorCode.CORRUPT,
                                        "the source lists '%s' in the folder '%s'"
                                                .formatted(path, folder));
                            }
                            return file.path("is_dir").asBoolean()
                                    ? walk(path)
                                    : Stream.of(new Entry(path, file.path("file_size").asLong()));
                        });
    }

    @Override
    public InputStream open(String path) {
        return opens.apply(path);
    }
}
