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
import io.trino.hive.thrift.metastore.NoSuchLockException;
import io.trino.hive.thrift.metastore.ShowLocksRequest;
import io.trino.hive.thrift.metastore.ShowLocksResponseElement;
import io.trino.hive.thrift.metastore.UnlockRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
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
    private final String agent;
    private final long id;
    private final ScheduledExecutorService heart;

    private TableLock(Metastore metastore, TableName table, String agent, long id) {
        this.metastore = metastore;
        this.table = table;
        this.agent = agent;
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
        // Nobody else has this name, so that a lock whose answer was lost can be told for our own.
        String agent =
                "%s-%d-%s".formatted(AGENT, ProcessHandle.current().pid(), UUID.randomUUID());
        LockRequest request = new LockRequest(List.of(component), user, host()).setAgentInfo(agent);
        try {
            LockResponse response = metastore.call(client -> client.lock(request));
            TableLock lock = new TableLock(metastore, table, agent, response.getLockid());
            boolean acquired = false;
            try {
                lock.await(response.getState(), until, patience);
                acquired = true;
                return lock;
            } finally {
                if (!acquired) {
                    lock.close();
                }
            }
        } catch (TException e) {
            throw refused(table, e);
        }
    }

    private void await(LockState first, long until, Duration patience) throws TException {
        LockState state = first;
        for (int attempt = 1; state != LockState.ACQUIRED; attempt++) {
            if (state != LockState.WAITING
                    || System.nanoTime() >= until
                    || Thread.currentThread().isInterrupted()) {
                throw new HeddleException(
                        ErrorCode.UNAVAILABLE,
                        "%s is locked by %s and was not free within %d s"
                                .formatted(table, holder(), patience.toSeconds()));
            }
            breakDead();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(500, 20L * attempt)));
            state = metastore.call(client -> client.checkLock(new CheckLockRequest(id))).getState();
        }
    }

    /**
     * Makes sure that the lock is still held.
     *
     * @throws HeddleException with {@code CONFLICT} if it was lost
     */
    void ensureHeld() {
        if (!isHeld()) {
            throw new HeddleException(
                    ErrorCode.CONFLICT,
                    "the lock of %s was lost to another writer before anything was published"
                            .formatted(table));
        }
    }

    /** Whether the metastore still knows the lock. */
    boolean isHeld() {
        try {
            metastore.call(
                    client -> {
                        client.heartbeat(new HeartbeatRequest().setLockid(id));
                        return null;
                    });
            return true;
        } catch (NoSuchLockException e) {
            return false;
        } catch (TException e) {
            throw refused(table, e);
        }
    }

    private void beat() {
        try {
            ensureHeld();
        } catch (RuntimeException e) {
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
                    .filter(lock -> lock.getLockid() != id)
                    .filter(lock -> lock.getState() == LockState.ACQUIRED)
                    .map(lock -> lock.getUser() + " on " + lock.getHostname())
                    .findFirst()
                    .orElse("somebody");
        } catch (TException | HeddleException e) {
            return "somebody";
        }
    }

    /** What is old is measured by the heartbeat of this lock: clocks of machines disagree. */
    private void breakDead() throws TException {
        List<ShowLocksResponseElement> locks = locks();
        long now =
                locks.stream()
                        .filter(lock -> lock.getLockid() == id)
                        .mapToLong(ShowLocksResponseElement::getLastheartbeat)
                        .findFirst()
                        .orElse(0);
        for (ShowLocksResponseElement lock : locks) {
            String owner = lock.getAgentInfo() == null ? "" : lock.getAgentInfo();
            boolean silent =
                    lock.getLastheartbeat() > 0
                            && lock.getLastheartbeat() < now - SILENT.toMillis();
            boolean ours = owner.equals(agent) && lock.getLockid() != id;
            if (ours || (silent && owner.startsWith(AGENT))) {
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
                    } catch (NoSuchLockException e) {
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
