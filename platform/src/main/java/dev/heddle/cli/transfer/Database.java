package dev.heddle.cli.transfer;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A backend database of MLflow, read with SQL and never written: SQLite or PostgreSQL, by the
 * address that MLflow itself takes. Safe for use by many threads; each query has a connection of
 * its own, which is used again.
 */
final class Database implements AutoCloseable {
    private static final int FETCH = 5_000;

    private final String url;
    private final Properties properties;
    private final String address;
    private final Optional<Path> file;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final Set<Connection> all = ConcurrentHashMap.newKeySet();

    private Database(String url, Properties properties, String address, Optional<Path> file) {
        this.url = url;
        this.properties = properties;
        this.address = address;
        this.file = file;
    }

    /** Whether an address means a database. */
    static boolean isMeant(String address) {
        return address.matches("(sqlite|postgres(ql)?|mysql|mssql|oracle)(\\+\\w+)?://.*");
    }

    /**
     * The database at an address, {@code sqlite:////data/mlflow.db} or {@code
     * postgresql://user:password@host:5432/mlflow}.
     *
     * @throws IllegalArgumentException if it is of another kind, or there is no such file
     */
    static Database at(String address) {
        if (address.startsWith("sqlite:///")) {
            Path file = Path.of(address.substring("sqlite:///".length()));
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException(
                        "there is no file %s".formatted(file.toAbsolutePath()));
            }
            Properties readOnly = new Properties();
            readOnly.setProperty("open_mode", "1");
            return new Database(
                    "jdbc:sqlite:" + file.toAbsolutePath(), readOnly, address, Optional.of(file));
        }
        if (address.matches("postgres(ql)?(\\+\\w+)?://.*")) {
            return postgres(address);
        }
        throw new IllegalArgumentException(
                "a database of that kind cannot be read: start mlflow server on it, and import from its address");
    }

    private static Database postgres(String address) {
        try {
            URI uri = new URI(address);
            if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
                throw new IllegalArgumentException(
                        "the database's address has no host or no name, expected postgresql://USER:PASSWORD@HOST:PORT/NAME");
            }
            Properties properties = new Properties();
            if (uri.getUserInfo() != null) {
                String[] user = uri.getRawUserInfo().split(":", 2);
                properties.setProperty("user", decoded(user[0]));
                if (user.length > 1) {
                    properties.setProperty("password", decoded(user[1]));
                }
            }
            properties.setProperty("readOnly", "true");
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String place = "//" + uri.getHost() + port + uri.getRawPath();
            return new Database(
                    "jdbc:postgresql:" + place + query,
                    properties,
                    "postgresql:" + place,
                    Optional.empty());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the database's address cannot be read, expected postgresql://USER:PASSWORD@HOST:PORT/NAME",
                    e);
        }
    }

    private static String decoded(String text) {
        return java.net.URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The address without secrets. */
    String address() {
        return address;
    }

    /** The database's file; empty if it is no file. */
    Optional<Path> file() {
        return file;
    }

    /** Makes something of a row. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** All rows of a query. */
    <T> List<T> list(String sql, Reader<T> reader, Object... parameters) {
        try (Stream<T> rows = stream(sql, reader, parameters)) {
            return rows.toList();
        }
    }

    /** The rows of a query, fetched as they are read; to be closed by the caller. */
    <T> Stream<T> stream(String sql, Reader<T> reader, Object... parameters) {
        Connection connection = connection();
        try {
            PreparedStatement statement = connection.prepareStatement(sql);
            statement.setFetchSize(FETCH);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            Rows<T> rows = new Rows<>(statement.executeQuery(), reader);
            return StreamSupport.stream(
                            Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
                    .onClose(() -> release(connection, statement));
        } catch (SQLException e) {
            discard(connection);
            throw failure(e);
        }
    }

    /** Whether there is a column; databases of older servers lack some. */
    boolean has(String table, String column) {
        Connection connection = connection();
        try (ResultSet columns = connection.getMetaData().getColumns(null, null, table, column)) {
            boolean found = columns.next();
            idle.push(connection);
            return found;
        } catch (SQLException e) {
            discard(connection);
            throw failure(e);
        }
    }

    private Connection connection() {
        Connection free = idle.poll();
        if (free != null) {
            return free;
        }
        try {
            Connection connection = DriverManager.getConnection(url, properties);
            // PostgreSQL fetches by and by within a transaction alone.
            connection.setAutoCommit(false);
            all.add(connection);
            return connection;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void release(Connection connection, PreparedStatement statement) {
        try {
            statement.close();
            connection.rollback();
            idle.push(connection);
        } catch (SQLException e) {
            discard(connection);
        }
    }

    private void discard(Connection connection) {
        all.remove(connection);
        try {
            connection.close();
        } catch (SQLException e) {
            // It is of no more use either way.
            return;
        }
    }

    private HeddleException failure(SQLException e) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "the database %s cannot be read: %s".formatted(address, e.getMessage()),
                e);
    }

    @Override
    public void close() {
        new ArrayList<>(all).forEach(this::discard);
        idle.clear();
    }

    private final class Rows<T> implements Iterator<T> {
        private final ResultSet rows;
        private final Reader<T> reader;
        private boolean isRead = true;
        private boolean hasRow;

        Rows(ResultSet rows, Reader<T> reader) {
            this.rows = rows;
            this.reader = reader;
        }

        @Override
        public boolean hasNext() {
            if (isRead) {
                try {
                    hasRow = rows.next();
                    isRead = false;
                } catch (SQLException e) {
                    throw failure(e);
                }
            }
            return hasRow;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            try {
                isRead = true;
                return reader.read(rows);
            } catch (SQLException e) {
                throw failure(e);
            }
        }
    }
}
