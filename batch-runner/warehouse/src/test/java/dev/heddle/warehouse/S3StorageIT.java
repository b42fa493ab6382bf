package dev.heddle.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.testing.FaultyProxy;
import dev.heddle.testing.S3Server;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3StorageIT extends StorageContract {
    private static S3Server server;
    private static FaultyProxy proxy;
    private static Storage storage;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new S3Server(folder);
        Files.createDirectories(folder.resolve("data/tables"));
        proxy = new FaultyProxy(server.address());
        storage = storage("tables", S3Server.SECRET_KEY, Duration.ofSeconds(60));
    }

    private static Storage storage(String bucket, String secret, Duration patience) {
        S3Settings settings =
                new S3Settings(
                        Optional.of(proxy.address().toString()),
                        "us-east-1",
                        true,
                        Optional.of(new S3Settings.Keys(S3Server.ACCESS_KEY, secret)));
        return new S3Storage(URI.create("s3://" + bucket + "/some/prefix/"), settings, patience);
    }

    @AfterEach
    void heal() {
        proxy.heal();
    }

    @AfterAll
    static void stop() throws Exception {
        storage.close();
        proxy.close();
        server.close();
    }

    @Override
    Storage storage() {
        return storage;
    }

    @Test
    void shouldAskAgainLongerThanTheLibraryDoes() {
        int before = proxy.disturbed();
        proxy.cut(request -> proxy.disturbed() < before + 12);

        storage.put("stubborn/file", new byte[] {7});

        assertThat(proxy.disturbed()).isEqualTo(before + 12);
        assertThat(storage.read("stubborn/file")).contains(new byte[] {7});
    }

    @Test
    void shouldKnowThatItCreatedAFileWhoseAnswersWereLost() {
        int before = proxy.disturbed();
        proxy.lose(request -> request.startsWith("PUT") && proxy.disturbed() < before + 6);

        assertThat(storage.create("lost/file", new byte[] {7})).isTrue();

        assertThat(proxy.disturbed()).isEqualTo(before + 6);
        assertThat(storage.create("lost/file", new byte[] {8})).isFalse();
    }

    @Test
    void shouldSayAtOnceWhatIsRefused() {
        try (Storage stranger = storage("tables", "wrong", Duration.ofHours(1));
                Storage elsewhere = storage("nowhere", S3Server.SECRET_KEY, Duration.ofHours(1))) {
            assertThatThrownBy(() -> stranger.put("file", new byte[1]))
                    .isInstanceOfSatisfying(
                            HeddleException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                    .hasMessageContaining("cannot write s3://tables/some/prefix/file");
            assertThatThrownBy(() -> elsewhere.put("file", new byte[1]))
                    .hasMessageContaining("cannot write s3://nowhere/some/prefix/file");
        }
    }
}
