package dev.heddle.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands before an HTTP server and disturbs it: requests that a test chooses are answered with an
 * error or cut off before they reach it, or their answers are lost. One request a connection.
 */
public final class FaultyProxy implements AutoCloseable {
    private static final int LONGEST_HEAD = 64 * 1024;

    private final URI server;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger disturbed = new AtomicInteger();
    private volatile Predicate<String> fault = request -> false;
    private volatile Fault kind = Fault.REFUSE;
    private volatile int status;

    private enum Fault {
        REFUSE,
        CUT,
        LOSE
    }

    /** Stands before a server on loopback. */
    public FaultyProxy(URI server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** Where it listens. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /**
     * Answers requests with an error from now on.
     *
     * @param code the HTTP status: 503 for come again, 403 for never
     * @param which those whose first line, {@code PUT /bucket/key HTTP/1.1}, it holds for
     */
    public void refuse(int code, Predicate<String> which) {
        status = code;
        disturb(Fault.REFUSE, which);
    }

    /** Closes the connections of requests from now on, without an answer. */
    public void cut(Predicate<String> which) {
        disturb(Fault.CUT, which);
    }

    /** Lets the server do what requests ask for from now on, and loses its answers. */
    public void lose(Predicate<String> which) {
        disturb(Fault.LOSE, which);
    }

    private void disturb(Fault what, Predicate<String> which) {
        kind = what;
        fault = which;
    }

    /** Lets everything through again. */
    public void heal() {
        fault = request -> false;
    }

    /** How many requests were disturbed so far. */
    public int disturbed() {
        return disturbed.get();
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

    private void serve(Socket client) {
        try (client;
                Socket upstream = new Socket()) {
            byte[] head = head(client.getInputStream());
            String text = new String(head, StandardCharsets.ISO_8859_1);
            int line = text.indexOf("\r\n");
            if (line < 0) {
                return;
            }
            boolean isDisturbed = fault.test(text.substring(0, line));
            Fault how = kind;
            if (isDisturbed) {
                disturbed.incrementAndGet();
            }
            if (isDisturbed && how == Fault.REFUSE) {
                client.getOutputStream().write(refusal());
            }
            if (isDisturbed && how != Fault.LOSE) {
                return;
            }
            sockets.add(upstream);
            upstream.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()));
            String closing =
                    text.substring(0, line + 2)
                            + "Connection: close\r\n"
                            + text.substring(line + 2).replaceAll("(?i)\r\nconnection: [^\r]*", "");
            upstream.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
            threads.execute(() -> copy(client, upstream));
            upstream.getInputStream()
                    .transferTo(
                            isDisturbed
                                    ? OutputStream.nullOutputStream()
                                    : client.getOutputStream());
            sockets.remove(upstream);
        } catch (IOException e) {
            // One side hung up, as either may.
        } finally {
            sockets.remove(client);
        }
    }

    private byte[] refusal() {
        return "HTTP/1.1 %d Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                .formatted(status)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A request's first line and headers, with the empty line after them. */
    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4 && head.size() < LONGEST_HEAD) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
            matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toByteArray();
    }

    private static void copy(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
        } catch (IOException e) {
            // The answer is complete, and with it the request.
        }
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
