package dev.heddle.registry.artifacts;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.heddle.mlflow.ArtifactFiles.Entry;
import dev.heddle.mlflow.MlflowJson;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** The entries of a folder as JSON, written page by page: the protocol asks for all at once. */
final class ArtifactListing implements StreamingOutput {
    private static final int PAGE = 1_000;

    private final ArtifactTree tree;
    private final String folder;
    private final List<Entry> first;

    /** Reads the first page. */
    ArtifactListing(ArtifactTree tree, String folder) {
        this.tree = tree;
        this.folder = folder;
        this.first = tree.list(folder, Optional.empty(), PAGE);
    }

    @Override
    public void write(OutputStream output) throws IOException {
        try (JsonGenerator json = MlflowJson.mapper().createGenerator(output)) {
            json.writeStartObject();
            json.writeArrayFieldStart("files");
            List<Entry> page = first;
            while (!page.isEmpty()) {
                for (Entry entry : page) {
                    write(json, entry);
                }
                String last = page.get(page.size() - 1).name();
                page = page.size() < PAGE ? List.of() : tree.list(folder, Optional.of(last), PAGE);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, Entry entry) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", entry.name());
        json.writeBooleanField("is_dir", entry.isFolder());
        if (!entry.isFolder()) {
            json.writeNumberField("file_size", entry.size());
        }
        json.writeEndObject();
    }
}
