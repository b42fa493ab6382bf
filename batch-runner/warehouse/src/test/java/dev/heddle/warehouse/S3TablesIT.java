package dev.heddle.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.testing.FaultyProxy;
import dev.heddle.testing.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Tables in an object store, which fails now and then. */
class S3TablesIT extends GuardedTablesContract {
    private static final String ROOT = "s3://tables/warehouse";

    private static S3Server server;
    private static FaultyProxy proxy;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new S3Server(Files.createDirectories(folder.resolve("s3")));
        proxy = new FaultyProxy(server.address());
        S3Settings settings =
                new S3Settings(
                        Optional.of(proxy.address().toString()),
                        "us-east-1",
                        true,
                        Optional.of(new S3Settings.Keys(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)));
        Files.createDirectories(folder.resolve("s3/data/tables"));
        start(TestWarehouse.start(folder, Optional.of(settings)), ROOT);
    }

    @AfterEach
    void heal() {
        proxy.heal();
    }

    @AfterAll
    static void stopServer() throws Exception {
        proxy.close();
        server.close();
    }

    @Test
    void shouldPublishWhenTheStoreStumbles(TestInfo test) {
        TableName name = name(test);
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        PendingWrite write = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        int before = proxy.disturbed();
        proxy.refuse(503, request -> proxy.disturbed() < before + 2);

        assertThat(publish(write, "ds=1").number()).isEqualTo(2);
        assertThat(proxy.disturbed()).isEqualTo(before + 2);
    }

    @Test
    void shouldLeaveATableAsItWasWhenItsStoreIsGone(TestInfo test) {
        TableName name = name(test);
        TableVersion first = write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        PendingWrite write = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        proxy.cut(request -> true);

        try (Tables hasty =
                new Tables(
                        new WarehouseSettings(
                                ROOT,
                                warehouse.metastore(),
                                warehouse.settings().s3(),
                                Duration.ofSeconds(1)))) {
            assertThatThrownBy(() -> hasty.publish(write, Map.of("ds=1", PART), Optional.empty()))
                    .isInstanceOfSatisfying(
                            HeddleException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        }
        proxy.heal();

        assertThat(tables.current(name)).contains(first);
        assertThat(publish(write, "ds=1").number()).isEqualTo(2);
    }

    @Test
    void shouldKnowItsOwnVersionWhenTheAnswerWasLost(TestInfo test) {
        TableName name = name(test);
        PendingWrite write = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        int before = proxy.disturbed();
        proxy.lose(
                request ->
                        proxy.disturbed() == before
                                && request.startsWith("PUT")
                                && request.contains("/versions/"));

        TableVersion published = publish(write, "ds=1");

        assertThat(proxy.disturbed()).isEqualTo(before + 1);
        assertThat(published.number()).isEqualTo(1);
        assertThat(tables.current(name)).contains(published);
    }
}
