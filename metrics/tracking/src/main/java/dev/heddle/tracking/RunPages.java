package dev.heddle.tracking;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.heddle.mlflow.MlflowJson;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * Answers searches of runs. What is found is known before the answer begins; the runs are then read
 * and written some hundred at a time, so that fifty thousand of them need little memory.
 */
@Singleton
final class RunPages {
    private static final int AT_ONCE = 500;

    private final TrackingDatabase database;

    RunPages(TrackingDatabase database) {
        this.database = database;
    }

    StreamingOutput search(
            List<String> experiments,
            String filter,
            ViewType view,
            int limit,
            List<String> orderBy,
            Optional<String> token) {
        RunSearch.Page page =
                database.transaction(
                        handle ->
                                RunSearch.find(
                                        handle, experiments, filter, view, limit, orderBy, token));
        return out -> write(page, out);
    }

    private void write(RunSearch.Page page, OutputStream out) throws IOException {
        try (JsonGenerator json = MlflowJson.mapper().getFactory().createGenerator(out)) {
            json.writeStartObject();
            if (!page.ids().isEmpty()) {
                json.writeArrayFieldStart("runs");
                for (int from = 0; from < page.ids().size(); from += AT_ONCE) {
                    int to = Math.min(from + AT_ONCE, page.ids().size());
                    List<Long> ids = page.ids().subList(from, to);
                    for (Run run : database.transaction(handle -> RunReader.read(handle, ids))) {
                        json.writePOJO(run);
                    }
                }
                json.writeEndArray();
            }
            if (page.nextPageToken().isPresent()) {
                json.writeStringField("next_page_token", page.nextPageToken().get());
            }
            json.writeEndObject();
        }
    }
}
