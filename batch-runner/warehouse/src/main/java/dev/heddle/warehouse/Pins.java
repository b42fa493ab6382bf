package dev.heddle.warehouse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The pins of one table: a file each, with the version's number in it. */
final class Pins {
    private final Storage storage;
    private final String folder;

    Pins(Storage storage, TableName table) {
        this.storage = storage;
        this.folder = table.folder() + "/_heddle/pins";
    }

    void put(Pin pin) {
        storage.put(
                path(pin.name()), Long.toString(pin.version()).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether there was one. */
    boolean remove(String name) {
        String path = path(new Pin(name, 0).name());
        boolean present = storage.read(path).isPresent();
        storage.delete(List.of(path));
        return present;
    }

    List<Pin> all() {
        List<Pin> pins = new ArrayList<>();
        for (Storage.StoredFile file : storage.list(folder)) {
            String name = file.path().substring(folder.length() + 1);
            // A file that was being written when its writer was killed begins with a dot.
            if (!name.startsWith(".")) {
                storage.read(file.path())
                        .map(content -> new String(content, StandardCharsets.UTF_8))
                        .ifPresent(number -> pins.add(new Pin(name, Long.parseLong(number))));
            }
        }
        return pins;
    }

    private String path(String name) {
        return folder + "/" + name;
    }
}
