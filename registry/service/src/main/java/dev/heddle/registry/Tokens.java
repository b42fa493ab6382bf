package dev.heddle.registry;

import dev.heddle.client.Identity;
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
import java.util.Set;
import javax.sql.DataSource;

/**
 * Tokens, kept as SHA-256 hashes. A secret has 256 random bits, so that a slow hash would add
 * nothing; it is looked up by its hash, so that comparing takes the same time for every guess.
 */
@Singleton
public final class Tokens {
    private static final String PREFIX = "heddle_";
    private static final int SECRET_BYTES = 32;
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
        String secret = newSecret();
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

    /**
     * Makes a token that acts for a person: it may what the person's own token may, as long as
     * there is one. One of that name that acted for a person before is worthless from then on.
     *
     * @param name who uses it; no token of a person's own
     * @return its secret
     */
    public String createFor(String name, Identity person) {
        Names.require("token", name);
        String secret = newSecret();
        int made =
                database.transaction(
                        handle ->
                                handle.createUpdate(
                                                """
                                                insert into token (name, role, hash, created_at,
                                                    acts_for)
                                                values (?, ?, ?, ?, ?)
                                                on conflict (name) do update set
                                                    hash = excluded.hash, role = excluded.role,
                                                    acts_for = excluded.acts_for
                                                where token.acts_for is not null
                                                """)
                                        .bind(0, name)
                                        .bind(1, person.role().name())
                                        .bind(2, hash(secret))
                                        .bind(3, Database.now())
                                        .bind(4, person.name())
                                        .execute());
        if (made == 0) {
            throw new HeddleException(
                    ErrorCode.ALREADY_EXISTS, "there is a token '%s' already".formatted(name));
        }
        return secret;
    }

    /** Makes a token worthless that acted for a person; nothing happens if there is none. */
    public void deleteFor(String name) {
        database.transaction(
                handle ->
                        handle.createUpdate(
                                        "delete from token where name = ? and acts_for is not null")
                                .bind(0, name)
                                .execute());
    }

    private String newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Every person's token by name, without its secret. */
    public List<Token> list() {
        return database.transaction(
                handle ->
                        handle.createQuery(
                                        "select * from token where acts_for is null order by"
                                                + " name")
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
                                handle.createUpdate(
                                                "delete from token where name = ? and acts_for is null")
                                        .bind(0, name)
                                        .execute());
        if (deleted == 0) {
            throw new HeddleException(
                    ErrorCode.TOKEN_NOT_FOUND, "there is no token '%s'".formatted(name));
        }
    }

    /** Who shows a secret; empty if it is none. */
    public Optional<Identity> verify(String secret) {
        return verify(secret, Set.of());
    }

    /**
     * Who shows a secret; empty if it is none.
     *
     * @param persons who is known without a token of their own
     */
    public Optional<Identity> verify(String secret, Set<String> persons) {
        if (!secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        return database.transaction(
                handle -> {
                    Optional<Shown> shown =
                            handle.createQuery(
                                            """
                                            select token.*, person.role as person_role from token
                                            left join token as person
                                                on person.name = token.acts_for
                                                and person.acts_for is null
                                            where token.hash = ?
                                            """)
                                    .bind(0, hash(secret))
                                    .map((row, context) -> shown(row))
                                    .findOne();
                    shown.filter(found -> isUseOutdated(found.token()))
                            .ifPresent(
                                    found ->
                                            handle.createUpdate(
                                                            "update token set last_used_at = ? where name = ?")
                                                    .bind(0, Database.now())
                                                    .bind(1, found.token().name())
                                                    .execute());
                    return shown.flatMap(found -> found.identity(persons));
                });
    }

    /**
     * A token that was shown.
     *
     * @param person who it acts for
     * @param personRole what their own token may; empty if they have none
     */
    private record Shown(Token token, Optional<String> person, Optional<Role> personRole) {
        Optional<Identity> identity(Set<String> persons) {
            if (person.isEmpty()) {
                return Optional.of(new Identity(token.name(), token.role()));
            }
            return personRole
                    .or(() -> person.filter(persons::contains).map(name -> token.role()))
                    .map(role -> new Identity(person.get(), role));
        }
    }

    private static Shown shown(ResultSet row) throws SQLException {
        return new Shown(
                token(row),
                Optional.ofNullable(row.getString("acts_for")),
                Optional.ofNullable(row.getString("person_role")).map(Role::valueOf));
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
