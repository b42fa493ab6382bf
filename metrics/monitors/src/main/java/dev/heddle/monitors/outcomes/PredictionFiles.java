package dev.heddle.monitors.outcomes;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.monitors.MonitorsDatabase;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads finished files of the inference log, each once, a chunk a transaction: how far a file was
 * read is kept with what was read, so that after a crash it goes on where it was. Several processes
 * may read the same folder.
 */
@Singleton
final class PredictionFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PredictionFiles.class);
    private static final int LINES = 2_000;
    private static final String TAKE =
            """
            insert into prediction_file (folder, name, date, position, broken, is_done)
            values (?, ?, ?, 0, 0, false) on conflict do nothing
            """;
    private static final String FIND =
            """
            select position, is_done from prediction_file where folder = ? and name = ?
            for update skip locked
            """;
    private static final String MOVE =
            """
            update prediction_file set position = ?, broken = broken + ?, is_done = ?
            where folder = ? and name = ? returning broken
            """;

    private final MonitorsDatabase database;
    private final Predictions predictions;

    PredictionFiles(MonitorsDatabase database, Predictions predictions) {
        this.database = database;
        this.predictions = predictions;
    }

    /**
     * A file of the log.
     *
     * @param folder the folder of the log
     * @param name its name below that, {@code ENDPOINT/DATE/FILE}
     * @param date the date of its calls
     */
    record LogFile(Path folder, String name, LocalDate date) {
        Path path() {
            return folder.resolve(name);
        }
    }

    /** The names of the files of a folder and date that have been read to their ends. */
    Set<String> done(Path folder, LocalDate date) {
        return database.onConnection(
                connection -> {
                    Set<String> names = new HashSet<>();
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    """
                                    select name from prediction_file
                                    where folder = ? and date = ? and is_done
                                    """)) {
                        statement.setString(1, folder.toString());
                        statement.setObject(2, date);
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                names.add(rows.getString(1));
                            }
                        }
                    }
                    return names;
                });
    }

    /** Reads the next part of a file; whether there is more. */
    boolean readOn(LogFile file, Instant now) {
        Optional<Long> position =
                database.onConnection(
                        connection -> {
                            take(connection, file);
                            return position(connection, file);
                        });
        if (position.isEmpty()) {
            return false;
        }
        LogLines.Chunk chunk;
        try {
            chunk = LogLines.read(file.path(), position.get(), LINES);
        } catch (NoSuchFileException e) {
            LOG.warn("A file of the inference log is gone. file={}", file.path());
            move(file, position.get(), position.get(), 0, true);
            return false;
        } catch (IOException e) {
            // It stays as it is, and is tried again.
            LOG.warn(
                    "A file of the inference log cannot be read. file={} problem=\"{}\"",
                    file.path(),
                    e.toString());
            return false;
        }
        Predictions.Prepared prepared = predictions.prepare(chunk.lines(), now);
        int broken = chunk.broken() + prepared.broken();
        if (broken > 0) {
            LOG.warn(
                    "Lines of the inference log were passed over. file={} lines={} first=\"{}\"",
                    file.path(),
                    broken,
                    prepared.problem().isEmpty()
                            ? "it is too long, or has no end"
                            : prepared.problem());
        }
        return keepOrPassOver(file, position.get(), chunk, prepared.models(), broken, now)
                && !chunk.isLast();
    }

    /**
     * What the database refuses, it will refuse again: it is passed over, so that all else goes on.
     */
    private boolean keepOrPassOver(
            LogFile file,
            long position,
            LogLines.Chunk chunk,
            Map<String, Predictions.Batch> models,
            int broken,
            Instant now) {
        try {
            return keep(file, position, chunk, models, broken, now);
        } catch (HeddleException e) {
            if (e.code() != ErrorCode.INVALID_REQUEST) {
                throw e;
            }
            LOG.warn(
                    "Lines of the inference log cannot be kept. file={} from={} to={}",
                    file.path(),
                    position,
                    chunk.end(),
                    e);
            return keep(file, position, chunk, Map.of(), chunk.lines().size(), now);
        }
    }

    /** Whether the chunk is kept now; if somebody else has read it meanwhile, it is theirs. */
    private boolean keep(
            LogFile file,
            long position,
            LogLines.Chunk chunk,
            Map<String, Predictions.Batch> models,
            int broken,
            Instant now) {
        return database.onConnection(
                connection -> {
                    if (!position(connection, file).equals(Optional.of(position))) {
                        return false;
                    }
                    for (Map.Entry<String, Predictions.Batch> model : models.entrySet()) {
                        predictions.keep(connection, model.getKey(), model.getValue(), now);
                    }
                    move(connection, file, chunk.end(), broken, chunk.isLast());
                    return true;
                });
    }

    private void move(LogFile file, long from, long to, int broken, boolean isDone) {
        database.onConnection(
                connection -> {
                    if (position(connection, file).equals(Optional.of(from))) {
                        move(connection, file, to, broken, isDone);
                    }
                    return null;
                });
    }

    private static void take(Connection connection, LogFile file) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setString(1, file.folder().toString());
            statement.setString(2, file.name());
            statement.setObject(3, file.date());
            statement.executeUpdate();
        }
    }

    /** How far a file was read; empty if it is done, or somebody else reads it just now. */
    private static Optional<Long> position(Connection connection, LogFile file)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, file.folder().toString());
            statement.setString(2, file.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && !row.getBoolean(2)
                        ? Optional.of(row.getLong(1))
                        : Optional.empty();
            }
        }
    }

    private static void move(
            Connection connection, LogFile file, long position, int broken, boolean isDone)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setLong(1, position);
            statement.setInt(2, broken);
            statement.setBoolean(3, isDone);
            statement.setString(4, file.folder().toString());
            statement.setString(5, file.name());
            statement.executeQuery().close();
        }
    }
}
