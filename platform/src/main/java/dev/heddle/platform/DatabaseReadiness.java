package dev.heddle.platform;

import dev.heddle.client.Readiness;
import dev.heddle.platform.config.PlatformConfig;
import dev.heddle.platform.config.PlatformConfig.Role;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Ready when the registry's database answers. */
@Singleton
final class DatabaseReadiness implements Readiness {
    private static final int TIMEOUT_SECONDS = 2;

    private final boolean hasRegistry;
    private final Instance<DataSource> database;

    DatabaseReadiness(PlatformConfig config, Instance<DataSource> database) {
        this.hasRegistry = config.has(Role.REGISTRY);
        this.database = database;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Optional<String> problem() {
        if (!hasRegistry) {
            return Optional.empty();
        }
        try (Connection connection = database.get().getConnection()) {
            return connection.isValid(TIMEOUT_SECONDS)
                    ? Optional.empty()
                    : Optional.of("the database does not answer");
        } catch (SQLException e) {
            return Optional.of("the database cannot be reached");
        }
    }
}
