package dev.heddle.warehouse;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import io.trino.hive.thrift.metastore.ThriftHiveMetastore;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransportException;

/**
 * Connections to a Hive Metastore over Thrift. Safe for use by many threads: each call has a
 * connection to itself. Connects when the first call comes; one that breaks is replaced.
 */
final class Metastore implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 300_000;
    private static final int KEPT = 8;

    private final String host;
    private final int port;
    private final Duration patience;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** For {@code host:port}; a call that gets no connection is tried again for a while. */
    Metastore(String address, Duration patience) {
        int colon = address.lastIndexOf(':');
        this.host = address.substring(0, colon);
        this.port = Integer.parseInt(address.substring(colon + 1));
        this.patience = patience;
    }

    /** What is asked of a metastore. */
    interface Request<T> {
        T send(ThriftHiveMetastore.Client client) throws TException;
    }

    /**
     * Sends a request that may be sent twice: it is tried again while no answer comes.
     *
     * @throws HeddleException with {@code UNAVAILABLE} if none came in time
     * @throws TException what the metastore answered
     */
    <T> T call(Request<T> request) throws TException {
        long until = System.nanoTime() + patience.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return once(request);
            } catch (TTransportException e) {
                if (closed || System.nanoTime() >= until) {
                    throw silent(e);
                }
                LockSupport.parkNanos(
                        TimeUnit.MILLISECONDS.toNanos(
                                Math.min(2_000, 50L << Math.min(attempt, 6))));
                if (Thread.currentThread().isInterrupted()) {
                    throw silent(e);
                }
            }
        }
    }

    private HeddleException silent(TTransportException cause) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "the Hive Metastore at %s:%d does not answer: %s"
                        .formatted(host, port, cause.getMessage()),
                cause);
    }

    /** Sends a request once; whether it arrived is not known when the connection breaks. */
    <T> T once(Request<T> request) throws TException {
        Connection connection = idle.pollFirst();
        if (connection == null) {
            connection = new Connection(host, port);
        }
        boolean whole = false;
        try {
            T answer = request.send(connection.client);
            whole = true;
            return answer;
        } catch (TTransportException e) {
            // Others that lay idle are from before the same restart.
            clear();
            throw e;
        } catch (org.apache.thrift.TApplicationException
                | org.apache.thrift.protocol.TProtocolException e) {
            throw e;
        } catch (TException e) {
            whole = true;
            throw e;
        } finally {
            if (whole && !closed && idle.size() < KEPT) {
                idle.addFirst(connection);
            } else {
                connection.close();
            }
        }
    }

    private void clear() {
        for (Connection next = idle.poll(); next != null; next = idle.poll()) {
            next.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        clear();
    }

    private static final class Connection {
        private final TSocket socket;
        private final ThriftHiveMetastore.Client client;

        Connection(String host, int port) throws TTransportException {
            socket = new TSocket(host, port);
            socket.setConnectTimeout(CONNECT_MILLIS);
            socket.setSocketTimeout(ANSWER_MILLIS);
            socket.open();
            client = new ThriftHiveMetastore.Client(new TBinaryProtocol(socket));
        }

        void close() {
            socket.close();
        }
    }
}
