package dev.heddle.compute;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.LogPart;
import dev.heddle.containers.LogPage;
import dev.heddle.containers.LogPage.Line;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Copies of what containers print, which outlive them. A copy is a file, and beside it another that
 * says up to where the engine's log was copied and how long the file was then: what is longer was
 * written by somebody who died before saying so, and is copied again. So no line is lost or comes
 * twice, whoever is killed. Past the limit the older half of a copy is dropped; offsets go on
 * counting.
 */
@Singleton
public final class LogCopies {
    private static final int PAGE = 1 << 20;

    /** So many copies are used at the same time, whoever they belong to. */
    private static final int LOCKS = 256;

    private final Engines engines;
    private final Path folder;
    private final long mostBytes;
    private final ObjectMapper json = HeddleJson.mapper();
    private final Object[] locks = new Object[LOCKS];

    LogCopies(Engines engines, ContainersConfig config) {
        this.engines = engines;
        this.folder = config.folder().toAbsolutePath().resolve("logs");
        this.mostBytes = config.logBytes();
        Arrays.setAll(locks, i -> new Object());
    }

    /**
     * How far a copy is.
     *
     * @param dropped how many bytes were dropped from the beginning of the copy
     * @param length how long the file is
     * @param next where the engine's log goes on
     */
    record Place(long dropped, long length, Optional<String> next) {
        Place {
            next = next == null ? Optional.empty() : next;
        }
    }

    /** Copies what a container has printed by now; nothing happens if it is gone. */
    public void copy(String container) {
        synchronized (lock(container)) {
            try {
                Place place = place(container);
                while (true) {
                    LogPage page = engines.engine().logs(container, place.next(), PAGE);
                    if (page.lines().isEmpty()) {
                        return;
                    }
                    place = append(container, place, page);
                }
            } catch (HeddleException e) {
                if (e.code() != ErrorCode.NOT_FOUND) {
                    throw e;
                }
            } catch (IOException e) {
                throw unreadable(container, e);
            }
        }
    }

    /**
     * What a container has printed, from an offset in bytes on.
     *
     * @param ended whether it has ended, and its log was copied after that
     */
    public LogPart read(String container, long offset, boolean ended) {
        synchronized (lock(container)) {
            try {
                Path file = file(container);
                if (!Files.exists(file)) {
                    return new LogPart("", offset, ended);
                }
                long dropped = place(container).dropped();
                LogPart part = LogPart.ofFile(file, Math.max(0, offset - dropped), ended);
                return new LogPart(part.text(), part.next() + dropped, part.ended());
            } catch (IOException e) {
                throw unreadable(container, e);
            }
        }
    }

    /** The offset at which the copy of a container's log ends; 0 if there is none. */
    public long length(String container) {
        synchronized (lock(container)) {
            try {
                Place place = place(container);
                return place.dropped() + place.length();
            } catch (IOException e) {
                throw unreadable(container, e);
            }
        }
    }

    /** Removes the copy of a container's log. */
    public void remove(String container) {
        synchronized (lock(container)) {
            try {
                Files.deleteIfExists(placeFile(container));
                Files.deleteIfExists(file(container));
            } catch (IOException e) {
                throw unreadable(container, e);
            }
        }
    }

    private Place append(String container, Place place, LogPage page) throws IOException {
        StringBuilder text = new StringBuilder();
        page.lines().stream().map(Line::text).forEach(text::append);
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        Path file = file(container);
        Files.createDirectories(folder);
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(place.length());
            content.seek(place.length());
            content.write(bytes);
        }
        Place now = new Place(place.dropped(), place.length() + bytes.length, page.next());
        save(container, now);
        return now.length() > mostBytes ? drop(container, now) : now;
    }

    /** Drops the older half, from the beginning of a line on. */
    private Place drop(String container, Place place) throws IOException {
        Path file = file(container);
        Path rest = folder.resolve(container + ".rest");
        long from = firstLine(file, place.length() - mostBytes / 2);
        try (FileChannel whole = FileChannel.open(file);
                FileChannel part =
                        FileChannel.open(
                                rest,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING)) {
            long at = from;
            while (at < place.length()) {
                at += whole.transferTo(at, place.length() - at, part);
            }
        }
        Place now = new Place(place.dropped() + from, place.length() - from, place.next());
        // Killed in between, the copy begins anew with what the engine still has.
        Files.deleteIfExists(placeFile(container));
        Files.move(rest, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        save(container, now);
        return now;
    }

    private static long firstLine(Path file, long from) throws IOException {
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            content.seek(from);
            int read = content.read();
            while (read >= 0 && read != '\n') {
                read = content.read();
            }
            return content.getFilePointer();
        }
    }

    private Place place(String container) throws IOException {
        Path file = placeFile(container);
        return Files.exists(file)
                ? json.readValue(file.toFile(), Place.class)
                : new Place(0, 0, Optional.empty());
    }

    private void save(String container, Place place) throws IOException {
        Path aside = folder.resolve(container + ".place.new");
        json.writeValue(aside.toFile(), place);
        Files.move(
                aside,
                placeFile(container),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file(String container) {
        return folder.resolve(container + ".log");
    }

    private Path placeFile(String container) {
        return folder.resolve(container + ".place");
    }

    private Object lock(String container) {
        return locks[Math.floorMod(container.hashCode(), LOCKS)];
    }

    private static HeddleException unreadable(String container, IOException e) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "the copy of what %s printed cannot be used: %s"
                        .formatted(container, e.getMessage()),
                e);
    }
}
