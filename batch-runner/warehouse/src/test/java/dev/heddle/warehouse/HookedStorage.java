package dev.heddle.warehouse;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A store with which something happens right after a file was created or copied. */
final class HookedStorage implements Storage {
    private final Storage storage;
    private final Consumer<String> hook;

    HookedStorage(Storage storage, Consumer<String> hook) {
        this.storage = storage;
        this.hook = hook;
    }

    @Override
    public String location() {
        return storage.location();
    }

    @Override
    public Optional<byte[]> read(String path) {
        return storage.read(path);
    }

    @Override
    public boolean create(String path, byte[] content) {
        boolean created = storage.create(path, content);
        hook.accept(path);
        return created;
    }

    @Override
    public void put(String path, byte[] content) {
        storage.put(path, content);
    }

    @Override
    public List<StoredFile> list(String folder) {
        return storage.list(folder);
    }

    @Override
    public void copy(String from, String to) {
        storage.copy(from, to);
        hook.accept(to);
    }

    @Override
    public void delete(List<String> paths) {
        storage.delete(paths);
    }

    @Override
    public void close() {
        storage.close();
    }
}
