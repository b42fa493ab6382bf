package dev.heddle.warehouse;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept beside the versions of one table: its write modules, and the profiles of what was
 * written.
 */
final class TableDocuments {
    private final Storage storage;
    private final String folder;

    TableDocuments(Storage storage, TableName table) {
        this.storage = storage;
        this.folder = table.folder() + "/_heddle/";
    }

    /** The write modules, in YAML; empty if there are none. */
    Optional<String> definition() {
        return read(folder + "definition.yaml");
    }

    void define(String yaml) {
        put(folder + "definition.yaml", yaml);
    }

    /** Keeps the profile of a write, in JSON. */
    void keepQuality(String writeId, String profile) {
        put(quality(writeId), profile);
    }

    void removeQuality(String writeId) {
        storage.delete(List.of(quality(writeId)));
    }

    /** The profile of what a version wrote; empty if none was made. */
    Optional<String> quality(TableVersion version) {
        return version.writeId().flatMap(id -> read(quality(id)));
    }

    /** The profiles of what versions wrote, by the version's number. */
    Map<Long, String> qualities(List<TableVersion> versions) {
        Map<Long, TableVersion> byNumber = new LinkedHashMap<>();
        versions.forEach(version -> byNumber.put(version.number(), version));
        Map<Long, String> profiles = new HashMap<>();
        InParallel.of(byNumber.keySet(), number -> quality(byNumber.get(number)))
                .forEach(
                        (number, profile) -> profile.ifPresent(json -> profiles.put(number, json)));
        return profiles;
    }

    private String quality(String writeId) {
        return folder + "quality/" + writeId + ".json";
    }

    private Optional<String> read(String path) {
        return storage.read(path).map(utf8 -> new String(utf8, StandardCharsets.UTF_8));
    }

    private void put(String path, String text) {
        storage.put(path, text.getBytes(StandardCharsets.UTF_8));
    }
}
