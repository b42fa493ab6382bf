package dev.heddle.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * The program: one node of Kafka that is broker and controller, on the loopback address alone. What
 * it needs comes by the environment:
 *
 * <ul>
 *   <li>{@code BROKER_PORT}: where it listens
 *   <li>{@code BROKER_FOLDER}: where its topics are kept; made when it is absent
 * </ul>
 *
 * <p>It prints {@code Broker ready on port N} when it answers, and ends with its standard input, so
 * that it never outlives who started it.
 */
public final class BrokerServer {
    private static final String HOST = "127.0.0.1";
    private static final String NODE = "1";

    private BrokerServer() {}

    /** Runs until standard input ends or the process is told to stop. */
    public static void main(String[] arguments) {
        try {
            run(System.getenv());
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(Map<String, String> environment) throws IOException {
        int port = Integer.parseInt(required(environment, "BROKER_PORT"));
        Path folder = Path.of(required(environment, "BROKER_FOLDER")).toAbsolutePath();
        Files.createDirectories(folder);
        Properties settings = settings(port, freePort(), folder.resolve("topics"));
        format(folder, settings);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        server.startup();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "broker-end"));
        System.out.println("Broker ready on port " + port);
        waitForEndOfInput();
        System.exit(0);
    }

    private static void end(KafkaRaftServer server) {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Properties settings(int port, int controllerPort, Path topics) {
        Properties settings = new Properties();
        String listeners = "PLAINTEXT://%s:%d,CONTROLLER://%s:%d";
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", NODE);
        settings.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
        settings.put("listeners", listeners.formatted(HOST, port, HOST, controllerPort));
        settings.put("advertised.listeners", settings.get("listeners"));
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("log.dirs", topics.toString());
        settings.put("num.partitions", "4");
        // One node holds every topic of Kafka's own, once.
        for (String topic : new String[] {"offsets.topic", "transaction.state.log"}) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // As many as a queue wants, and as short as somebody who tries things out wants.
        settings.put("group.share.min.record.lock.duration.ms", "1000");
        // Events may say that they are old: size alone decides what goes.
        settings.put("log.retention.ms", "-1");
        settings.put("log.retention.bytes", Long.toString(1L << 30));
        settings.put("group.initial.rebalance.delay.ms", "0");
        // After a crash the node waits until its former self has timed out.
        settings.put("broker.session.timeout.ms", "1500");
        settings.put("broker.heartbeat.interval.ms", "300");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        settings.put("background.threads", "1");
        return settings;
    }

    private static void format(Path folder, Properties settings) throws IOException {
        if (Files.exists(Path.of(settings.getProperty("log.dirs"), "meta.properties"))) {
            return;
        }
        Path file = folder.resolve("broker.properties");
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            settings.store(writer, null);
        }
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        String[] words = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        int status = StorageTool.execute(words, nowhere);
        if (status != 0) {
            throw new IOException("the folder " + folder + " cannot be made a broker's");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing in the environment");
        }
        return value;
    }

    private static void waitForEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            // The other end is gone, which is what is waited for.
        }
    }
}
