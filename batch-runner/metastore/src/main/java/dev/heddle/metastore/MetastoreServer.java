package dev.heddle.metastore;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy;
import org.apache.hadoop.hive.metastore.HiveMetaStore;
import org.apache.hadoop.hive.metastore.IHMSHandler;
import org.apache.hadoop.hive.metastore.RetryingHMSHandler;
import org.apache.hadoop.hive.metastore.TSetIpAddressProcessor;
import org.apache.hadoop.hive.metastore.api.MetaException;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf.ConfVars;
import org.apache.hadoop.hive.metastore.events.EventCleanerTask;
import org.apache.hadoop.hive.metastore.txn.TxnStore;
import org.apache.hadoop.hive.metastore.txn.TxnUtils;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.server.TServer;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.TTransportFactory;

/**
 * The program. What it needs comes by the environment, so that no list of processes shows it:
 *
 * <ul>
 *   <li>{@code METASTORE_PORT}: where it listens, on the loopback address alone
 *   <li>{@code METASTORE_DATABASE_URL}, {@code _USER}, {@code _PASSWORD}: PostgreSQL
 *   <li>{@code METASTORE_SCHEMA}: the schema that holds its tables, made when it is absent
 *   <li>{@code METASTORE_WAREHOUSE}: where the tables of the database {@code default} go
 *   <li>{@code METASTORE_S3_ENDPOINT}, {@code _REGION}, {@code _PATH_STYLE}, {@code _ACCESS_KEY},
 *       {@code _SECRET_KEY}: an object store, for tables at {@code s3a://}
 * </ul>
 *
 * <p>It prints {@code Metastore ready on port N} when it answers, and ends with its standard input,
 * so that it never outlives who started it.
 */
public final class MetastoreServer {
    private static final int MAX_CONNECTIONS = 128;

    /** It warns of Hive's own mapping files, a hundred times. */
    private static final Logger MAPPER = Logger.getLogger("DataNucleus");

    private MetastoreServer() {}

    /** Runs until standard input ends or the process is told to stop. */
    public static void main(String[] arguments) {
        MAPPER.setLevel(Level.SEVERE);
        try {
            run(System.getenv());
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(Map<String, String> environment) throws Exception {
        int port = Integer.parseInt(required(environment, "METASTORE_PORT"));
        Configuration settings = settings(environment);
        IHMSHandler handler =
                RetryingHMSHandler.getProxy(
                        settings, new HiveMetaStore.HMSHandler("metastore", settings, false), true);
        TServer server = server(handler, port);
        endWithInput();
        expireLocks(settings);
        System.out.println("Metastore ready on port " + port);
        server.serve();
    }

    private static Configuration settings(Map<String, String> environment) throws SQLException {
        String schema = required(environment, "METASTORE_SCHEMA");
        String url = withSchema(required(environment, "METASTORE_DATABASE_URL"), schema);
        String user = required(environment, "METASTORE_DATABASE_USER");
        String password = environment.getOrDefault("METASTORE_DATABASE_PASSWORD", "");
        MetastoreSchema.create(url, user, password, schema);

        Configuration settings = MetastoreConf.newMetastoreConf();
        MetastoreConf.setVar(settings, ConfVars.CONNECT_URL_KEY, url);
        MetastoreConf.setVar(settings, ConfVars.CONNECTION_DRIVER, "org.postgresql.Driver");
        MetastoreConf.setVar(settings, ConfVars.CONNECTION_USER_NAME, user);
        MetastoreConf.setVar(settings, ConfVars.PWD, password);
        MetastoreConf.setLongVar(settings, ConfVars.CONNECTION_POOLING_MAX_CONNECTIONS, 5);
        MetastoreConf.setBoolVar(settings, ConfVars.SCHEMA_VERIFICATION, true);
        MetastoreConf.setBoolVar(settings, ConfVars.AUTO_CREATE_ALL, false);
        MetastoreConf.setVar(
                settings, ConfVars.WAREHOUSE, required(environment, "METASTORE_WAREHOUSE"));
        // The usual one filters partitions with Hive's whole query engine.
        MetastoreConf.setVar(
                settings,
                ConfVars.EXPRESSION_PROXY_CLASS,
                DefaultPartitionExpressionProxy.class.getName());
        // The others among the usual ones clean up after replication, which is not here.
        MetastoreConf.setVar(
                settings, ConfVars.TASK_THREADS_ALWAYS, EventCleanerTask.class.getName());
        // Figures of a table are the writer's to know: the server would list every new folder.
        MetastoreConf.setBoolVar(settings, ConfVars.STATS_AUTO_GATHER, false);
        objectStore(environment, settings);
        return settings;
    }

    private static void objectStore(Map<String, String> environment, Configuration settings) {
        set(settings, "fs.s3a.endpoint", environment.get("METASTORE_S3_ENDPOINT"));
        set(settings, "fs.s3a.endpoint.region", environment.get("METASTORE_S3_REGION"));
        set(settings, "fs.s3a.path.style.access", environment.get("METASTORE_S3_PATH_STYLE"));
        set(settings, "fs.s3a.access.key", environment.get("METASTORE_S3_ACCESS_KEY"));
        set(settings, "fs.s3a.secret.key", environment.get("METASTORE_S3_SECRET_KEY"));
    }

    private static void set(Configuration settings, String key, String value) {
        if (value != null && !value.isEmpty()) {
            settings.set(key, value);
        }
    }

    private static String withSchema(String url, String schema) {
        return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing in the environment");
        }
        return value;
    }

    private static TServer server(IHMSHandler handler, int port)
            throws MetaException, TTransportException, ReflectiveOperationException {
        TServerSocket socket =
                new TServerSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new TThreadPoolServer(
                new TThreadPoolServer.Args(socket)
                        .processor(new TSetIpAddressProcessor<>(handler))
                        .transportFactory(new TTransportFactory())
                        .protocolFactory(new TBinaryProtocol.Factory())
                        .minWorkerThreads(2)
                        .maxWorkerThreads(MAX_CONNECTIONS));
    }

    /** The locks of those who died: the server leaves them to a task that Hive itself runs. */
    private static void expireLocks(Configuration settings) {
        TxnStore locks = TxnUtils.getTxnStore(settings);
        ScheduledExecutorService housekeeping =
                Executors.newSingleThreadScheduledExecutor(
                        task -> daemon(task, "metastore-housekeeping"));
        housekeeping.scheduleWithFixedDelay(locks::performTimeOuts, 30, 30, TimeUnit.SECONDS);
    }

    private static void endWithInput() {
        daemon(
                        () -> {
                            try {
                                while (System.in.read() >= 0) {
                                    continue;
                                }
                            } catch (IOException e) {
                                // The other end is gone, which is what is waited for.
                            }
                            Runtime.getRuntime().halt(0);
                        },
                        "metastore-parent")
                .start();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
