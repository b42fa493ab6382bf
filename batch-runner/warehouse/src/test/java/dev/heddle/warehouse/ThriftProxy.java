package dev.heddle.warehouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands before a metastore and breaks connections: when a call of a chosen name comes, or when its
 * answer does, so that nobody knows whether it was done.
 */
final class ThriftProxy implements AutoCloseable {
    private final int port;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger broken = new AtomicInteger();
    private volatile Predicate<String> fault = call -> false;
    private volatile boolean afterwards;

    /** Stands before {@code host:port} on loopback. */
    ThriftProxy(String metastore) throws IOException {
        this.port = Integer.parseInt(metastore.substring(metastore.lastIndexOf(':') + 1));
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Breaks connections before calls of these names arrive. */
    void cut(Predicate<String> calls) {
        afterwards = false;
        fault = calls;
    }

    /** Breaks connections when calls of these names are done, before the answer. */
    void lose(Predicate<String> calls) {
        afterwards = true;
        fault = calls;
    }

    void heal() {
        fault = call -> false;
    }

    /** How many connections were broken so far. */
    int broken() {
        return broken.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** A client waits for each answer, so that what comes first after one begins a call. */
    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            sockets.add(server);
            boolean[] lost = new boolean[1];
            threads.execute(() -> answer(server, client, lost));
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                String call = name(buffer, read);
                if (call != null && fault.test(call)) {
                    broken.incrementAndGet();
                    if (!afterwards) {
                        return;
                    }
                    synchronized (lost) {
                        lost[0] = true;
                    }
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side hung up, as either may.
        } finally {
            sockets.remove(client);
        }
    }

    private void answer(Socket server, Socket client, boolean[] lost) {
        try {
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                synchronized (lost) {
                    if (lost[0]) {
                        client.close();
                        return;
                    }
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // The same.
        } finally {
            sockets.remove(server);
        }
    }

    /** The name in the head of a call: a version, a kind, a length and the name. */
    private static String name(byte[] bytes, int length) {
        if (length < 12 || (bytes[0] & 0xff) != 0x80 || bytes[1] != 1 || bytes[3] != 1) {
            return null;
        }
        int size = ((bytes[6] & 0xff) << 8) | (bytes[7] & 0xff);
        return size > length - 8 || bytes[4] != 0 || bytes[5] != 0
                ? null
                : new String(bytes, 8, size, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
