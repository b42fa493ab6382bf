package dev.heddle.streams;

import dev.heddle.model.HeddleException;
import dev.heddle.programs.LocalProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Kafka broker of our own on loopback, for one machine. */
public final class LocalBroker {
    private LocalBroker() {}

    /**
     * Starts one and waits until it answers.
     *
     * @param classPath the jars of the program
     * @param port where it listens; the same one after a restart, so that its clients find it again
     * @param folder where its topics and its log are kept
     * @throws HeddleException with {@code UNAVAILABLE} if it does not, with the end of its log
     */
    public static LocalProgram start(List<Path> classPath, int port, Path folder) {
        return LocalProgram.start(
                new LocalProgram.Settings(
                        "the Kafka broker",
                        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        classPath,
                        "dev.heddle.broker.BrokerServer",
                        Map.of(
                                "BROKER_PORT",
                                Integer.toString(port),
                                "BROKER_FOLDER",
                                folder.toAbsolutePath().toString()),
                        port,
                        "Broker ready",
                        folder.resolve("broker.log")));
    }
}
