package dev.heddle.cli.transfer;

import dev.heddle.client.runs.Artifacts;
import java.io.InputStream;
import java.util.stream.Stream;

/** Files that a server's artifact proxy has. */
record ServedFiles(Artifacts artifacts) implements SourceFiles {
    @Override
    public Stream<Entry> walk() {
        return artifacts.walk("").map(entry -> new Entry(entry.path(), entry.size()));
    }

    @Override
    public InputStream open(String path) {
        return artifacts.open(path);
    }
}
