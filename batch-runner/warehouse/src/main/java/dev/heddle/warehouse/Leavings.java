package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The writes of a table that have begun: a file each, from before their first row to the end. */
final class Leavings {
    private final Storage storage;
    private final String folder;

    Leavings(Storage storage, TableName table) {
        this.storage = storage;
        this.folder = table.folder() + "/_heddle/writes";
    }

    /**
     * A write that has begun.
     *
     * @param id its id
     * @param at when
     * @param job the batch job that does it
     * @param base the version that it began at
     */
    record Begun(String id, Instant at, Optional<String> job, long base) {}

    void announce(PendingWrite write) {
        String content = write.at() + "\n" + write.by().job().orElse("") + "\n" + write.base();
        storage.put(path(write.id()), content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Makes sure that what a write wrote is still there.
     *
     * @throws HeddleException with {@code CONFLICT} if it was removed
     */
    void ensureBegun(PendingWrite write) {
        if (storage.read(path(write.id())).isEmpty()) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "what was written for %s since %s is gone: the table was dropped, or the write was given up or collected; nothing of it is visible"
                            .formatted(write.table(), write.at()));
        }
    }

    void forget(PendingWrite write) {
        forget(write.id());
    }

    void forget(String id) {
        storage.delete(List.of(path(id)));
    }

    List<Begun> begun() {
        List<Begun> begun = new ArrayList<>();
        for (Storage.StoredFile file : storage.list(folder)) {
            Optional<byte[]> content = storage.read(file.path());
            String id = file.path().substring(folder.length() + 1);
            if (content.isPresent() && !id.startsWith(".")) {
                String[] lines = new String(content.get(), StandardCharsets.UTF_8).split("\n", -1);
                begun.add(
                        new Begun(
                                id,
                                Instant.parse(lines[0]),
                                Optional.of(lines[1]).filter(job -> !job.isEmpty()),
                                Long.parseLong(lines[2])));
            }
        }
        return begun;
    }

    private String path(String id) {
        return folder + "/" + id;
    }
}
