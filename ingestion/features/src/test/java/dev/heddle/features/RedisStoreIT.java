package dev.heddle.features;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a real server: {@code apt-get install redis-server}. */
@Tag("debian")
class RedisStoreIT extends OnlineStoreContract {
    private static Process server;
    private static int port;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        server = start(folder, port);
    }

    static Process start(Path folder, int port) throws Exception {
        Process process;
        try {
            process =
                    new ProcessBuilder(
                                    "redis-server",
                                    "--bind",
                                    "127.0.0.1",
                                    "--port",
                                    Integer.toString(port),
                                    "--save",
                                    "",
                                    "--dir",
                                    folder.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("redis.log").toFile())
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "redis-server cannot be started; apt-get install redis-server", e);
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return process;
            } catch (IOException e) {
                if (System.nanoTime() > until || !process.isAlive()) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    @AfterAll
    static void stopServer() throws InterruptedException {
        server.destroy();
        server.waitFor();
    }

    @Override
    OnlineStore open() {
        return new RedisStore(URI.create("redis://127.0.0.1:" + port), 4);
    }

    @Test
    void shouldSayThatTheServerCannotBeReached() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        try (OnlineStore away = new RedisStore(URI.create("redis://127.0.0.1:" + nobody), 1)) {
            assertThatThrownBy(() -> away.open(view, "topic-1"))
                    .isInstanceOfSatisfying(
                            HeddleException.class,
                            e ->
                                    org.assertj.core.api.Assertions.assertThat(e.code())
                                            .isEqualTo(ErrorCode.UNAVAILABLE))
                    .hasMessageContaining("127.0.0.1:" + nobody);
        }
    }
}
