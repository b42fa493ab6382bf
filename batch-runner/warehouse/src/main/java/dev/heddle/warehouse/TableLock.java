package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.trino.hive.thrift.metastore.CheckLockRequest;
import io.trino.hive.thrift.metastore.DataOperationType;
import io.trino.hive.thrift.metastore.HeartbeatRequest;
import io.trino.hive.thrift.metastore.LockComponent;
import io.trino.hive.thrift.metastore.LockLevel;
import io.trino.hive.thrift.metastore.LockRequest;
import io.trino.hive.thrift.metastore.LockResponse;
import io.trino.hive.thrift.metastore.LockState;
import io.trino.hive.thrift.metastore.LockType;
import io.trino.hive.thrift.metastore.ShowLocksRequest;
import io.trino.hive.thrift.metastore.ShowLocksResponseElement;
import io.trino.hive.thrift.metastore.UnlockRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.thrift.TException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metastore's own exclusive lock on a table, kept alive until it is closed. Writers hold it for
 * the moment in which they publish. A lock of ours whose holder has been silent is broken by the
 * next who wants it.
 */
final class TableLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TableLock.class);
    private static final String AGENT = "heddle";
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration SILENT = Duration.ofMinutes(2);

    private final Metastore metastore;
    private final TableName table;
    private final long id;
    private final ScheduledExecutorService heart;

    private TableLock(Metastore metastore, TableName table, long id) {
        this.metastore = metastore;
        this.table = table;
        this.id = id;
        this.heart =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "table-lock-" + table);
                            thread.setDaemon(true);
                            return thread;
                        });
        heart.scheduleWithFixedDelay(
                this::beat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Waits for the lock.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if it is not free in time
     */
    static TableLock acquire(Metastore metastore, TableName table, String user, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        LockComponent component =
                new LockComponent(LockType.EXCLUSIVE, LockLevel.TABLE, table.database())
                        .setTablename(table.table())
                        .setOperationType(DataOperationType.NO_TXN)
                        .setIsTransactional(false);
        LockRequest request =
                new LockRequest(List.of(component), user, host())
                        .setAgentInfo(AGENT + "-" + ProcessHandle.current().pid());
        try {
            LockResponse response = metastore.call(client -> client.lock(request));
            TableLock lock = new TableLock(metastore, table, response.getLockid());
            for (int attempt = 1; response.getState() != LockState.ACQUIRED; attempt++) {
                if (response.getState() != LockState.WAITING || System.nanoTime() >= until) {
                    String holder = lock.holder();
                    lock.close();
                    throw new HeddleException(
                            ErrorCode.UNAVAILABLE,
                            "%s is locked by %s and was not free within %d s"
                                    .formatted(table, holder, patience.toSeconds()));
                }
                lock.breakSilent();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(500, 20L * attempt)));
                response =
                        metastore.call(client -> client.checkLock(new CheckLockRequest(lock.id)));
            }
            return lock;
        } catch (TException e) {
            throw refused(table, e);
        }
    }

    /**
     * Makes sure that the lock is still held.
     *
     * @throws HeddleException with {@code CONFLICT} if it was lost
     */
    void ensureHeld() {
        try {
            metastore.call(
                    client -> {
                        client.heartbeat(new HeartbeatRequest().setLockid(id));
                        return null;
                    });
        } catch (TException e) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "the lock of %s was lost: %s".formatted(table, e.getMessage()),
                    e);
        }
    }

    private void beat() {
        try {
            ensureHeld();
        } catch (HeddleException e) {
            LOG.warn("A lock's heartbeat failed. table={} lock={}", table, id, e);
        }
    }

    private List<ShowLocksResponseElement> locks() throws TException {
        ShowLocksRequest request =
                new ShowLocksRequest().setDbname(table.database()).setTablename(table.table());
        return metastore.call(client -> client.showLocks(request)).getLocks();
    }

    private String holder() {
        try {
            return locks().stream()
                    .filter(lock -> lock.getState() == LockState.ACQUIRED)
                    .map(lock -> lock.getUser() + " on " + lock.getHostname())
                    .findFirst()
                    .orElse("somebody");
        } catch (TException e) {
            return "somebody";
        }
    }

    private void breakSilent() throws TException {
        long oldest = System.currentTimeMillis() - SILENT.toMillis();
        for (ShowLocksResponseElement lock : locks()) {
            if (lock.getLockid() != id
                    && lock.getLastheartbeat() > 0
                    && lock.getLastheartbeat() < oldest
                    && lock.getAgentInfo() != null
                    && lock.getAgentInfo().startsWith(AGENT)) {
                LOG.warn(
                        "Breaking the lock of a writer that went silent. table={} lock={} host={}",
                        table,
                        lock.getLockid(),
                        lock.getHostname());
                release(lock.getLockid());
            }
        }
    }

    private void release(long lock) throws TException {
        metastore.call(
                client -> {
                    try {
                        client.unlock(new UnlockRequest(lock));
                    } catch (io.trino.hive.thrift.metastore.NoSuchLockException e) {
                        LOG.debug("A lock was gone already. table={} lock={}", table, lock);
                    }
                    return null;
                });
    }

    private static HeddleException refused(TableName table, TException cause) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "the metastore gives no lock of %s: %s".formatted(table, cause.getMessage()),
                cause);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Override
    public void close() {
        heart.shutdownNow();
        try {
            release(id);
        } catch (TException | HeddleException e) {
            // It expires, or the next writer breaks it.
            LOG.warn("A lock could not be released. table={} lock={}", table, id, e);
        }
    }
}
