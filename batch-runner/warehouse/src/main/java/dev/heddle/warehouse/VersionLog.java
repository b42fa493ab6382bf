package dev.heddle.warehouse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The version files of one table: each is created once, by one writer, and is the commit. */
final class VersionLog {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModules(new Jdk8Module(), new JavaTimeModule())
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    /** By more the clocks of those who work with a table do not differ. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final Storage storage;
    private final TableName table;
    private final String folder;

    VersionLog(Storage storage, TableName table) {
        this.storage = storage;
        this.table = table;
        this.folder = table.folder() + "/_heddle/versions";
    }

    /** A version; empty if it does not exist, or no longer. */
    Optional<TableVersion> find(long number) {
        return number < 1 ? Optional.empty() : storage.read(path(number)).map(this::parse);
    }

    /** The newest version from a known one on; nothing is listed. */
    Optional<TableVersion> newestFrom(long known) {
        Optional<TableVersion> newest = find(known);
        while (newest.isPresent()) {
            Optional<TableVersion> next = find(newest.get().number() + 1);
            if (next.isEmpty()) {
                return newest;
            }
            newest = next;
        }
        List<Long> all = numbers();
        return all.isEmpty() ? Optional.empty() : find(all.get(all.size() - 1));
    }

    /** The version that a write became, of those after the one it began at; empty if none. */
    Optional<TableVersion> madeBy(PendingWrite write, Optional<TableVersion> latest) {
        long newest = latest.map(TableVersion::number).orElse(0L);
        for (long number = write.base() + 1; number <= newest; number++) {
            Optional<TableVersion> made =
                    find(number)
                            .filter(version -> version.writeId().equals(Optional.of(write.id())));
            if (made.isPresent()) {
                return made;
            }
        }
        return Optional.empty();
    }

    /** The version that a job became, of those made since it was asked for; empty if none. */
    Optional<TableVersion> madeBy(String job, Instant asked) {
        Instant since = asked.minus(SKEW);
        List<Long> numbers = numbers();
        for (int i = numbers.size() - 1; i >= 0; i--) {
            Optional<TableVersion> version = find(numbers.get(i));
            if (version.flatMap(made -> made.by().job()).filter(job::equals).isPresent()) {
                return version;
            }
            if (version.filter(made -> made.at().isBefore(since)).isPresent()) {
                break;
            }
        }
        return Optional.empty();
    }

    /** The newest versions of lower numbers, newest first. */
    List<TableVersion> newest(int limit, long before) {
        List<Long> numbers =
                numbers().stream()
                        .filter(number -> number < before)
                        .sorted(Comparator.reverseOrder())
                        .toList();
        List<TableVersion> versions = new ArrayList<>();
        int next = 0;
        // Once, unless some were collected meanwhile.
        while (versions.size() < limit && next < numbers.size()) {
            int until = Math.min(numbers.size(), next + limit - versions.size());
            InParallel.of(numbers.subList(next, until), this::find)
                    .values()
                    .forEach(found -> found.ifPresent(versions::add));
            next = until;
        }
        return versions;
    }

    /** The numbers of all versions that are kept, in order. */
    List<Long> numbers() {
        return storage.list(folder).stream()
                .map(file -> file.path().substring(file.path().lastIndexOf('/') + 1))
                .filter(name -> name.matches("\\d{12}\\.json\\.gz"))
                .map(name -> Long.parseLong(name.substring(0, 12)))
                .sorted()
                .toList();
    }

    /** Creates a version; false if somebody else made one of that number. */
    boolean create(TableVersion version) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            JSON.writeValue(out, version);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing fails in memory", e);
        }
        return storage.create(path(version.number()), bytes.toByteArray());
    }

    /** Removes versions. */
    void delete(List<Long> numbers) {
        storage.delete(numbers.stream().map(this::path).toList());
    }

    private String path(long number) {
        return "%s/%012d.json.gz".formatted(folder, number);
    }

    private TableVersion parse(byte[] content) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return JSON.readValue(in, TableVersion.class);
        } catch (IOException e) {
            throw new HeddleException(
                    ErrorCode.CORRUPT,
                    "a version file of %s cannot be read: %s".formatted(table, e.getMessage()),
                    e);
        }
    }
}
