package dev.heddle.registry;

import dev.heddle.client.Manifest;
import dev.heddle.client.Token;
import dev.heddle.client.Token.Role;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Tokens, kept as SHA-256 hashes. A secret has 256 random bits, so that a slow hash would add
 * nothing; it is looked up by its hash, so that comparing takes the same time for every guess.
 */
@Singleton
public final class Tokens {
    private static final String PREFIX = "heddle_";
    private static final Duration USE_RESOLUTION = Duration.ofMinutes(1);

    private final Database database;
    private final SecureRandom random = new SecureRandom();

    @Inject
    Tokens(Database database) {
        this.database = database;
    }

    /** Tokens in the database of that source, whose schema is there. */
    public Tokens(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** Makes a token; only this answer holds its secret. */
    public Token create(String name, Role role) {
        Names.require("token", name);
        Objects.requireNonNull(role, "role");
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Timestamp now = Database.now();
        int made =
                database.transaction(
                        handle ->
                                handle.createUpdate(
                                                """
                                                insert into token (name, role, hash, created_at)
                                                values (?, ?, ?, ?) on conflict (name) do nothing
                                                """)
                                        .bind(0, name)
                                        .bind(1, role.name())
                                        .bind(2, hash(secret))
                                        .bind(3, now)
                                        .execute());
        if (made == 0) {
            throw new HeddleException(
                    ErrorCode.ALREADY_EXISTS, "there is a token '%s' already".formatted(name));
        }
        return new Token(name, role, Optional.of(secret), now.toInstant(), Optional.empty());
    }

    /** Every token by name, without its secret. */
    public List<Token> list() {
        return database.transaction(
                handle ->
                        handle.createQuery("select * from token order by name")
                                .map((row, context) -> token(row))
                                .list());
    }

    /** Whether there is any token. */
    public boolean exist() {
        return !list().isEmpty();
    }

    /** Makes a token worthless. */
    public void delete(String name) {
        int deleted =
                database.transaction(
                        handle ->
                                handle.createUpdate("delete from token where name = ?")
                                        .bind(0, name)
                                        .execute());
        if (deleted == 0) {
            throw new HeddleException(
                    ErrorCode.TOKEN_NOT_FOUND, "there is no token '%s'".formatted(name));
        }
    }

    /** The token of a secret; empty if it is none. */
    public Optional<Token> verify(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        return database.transaction(
                handle -> {
                    Optional<Token> token =
                            handle.createQuery("select * from token where hash = ?")
                                    .bind(0, hash(secret))
                                    .map((row, context) -> token(row))
                                    .findOne();
                    token.filter(Tokens::isUseOutdated)
                            .ifPresent(
                                    found ->
                                            handle.createUpdate(
                                                            "update token set last_used_at = ? where name = ?")
                                                    .bind(0, Database.now())
                                                    .bind(1, found.name())
                                                    .execute());
                    return token;
                });
    }

    private static boolean isUseOutdated(Token token) {
        Instant limit = Instant.now().minus(USE_RESOLUTION);
        return token.lastUsedAt().map(limit::isAfter).orElse(true);
    }

    private static Token token(ResultSet row) throws SQLException {
        return new Token(
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                Optional.empty(),
                row.getTimestamp("created_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("last_used_at")).map(Timestamp::toInstant));
    }

    private static String hash(String secret) {
        return HexFormat.of()
                .formatHex(Manifest.sha256().digest(secret.getBytes(StandardCharsets.UTF_8)));
    }
}
