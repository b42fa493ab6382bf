package dev.heddle.benchmarks.tracking;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One connection that is kept alive, with blocking reads, so that the load takes little of a
 * machine that the server shares. For one thread. A call is never repeated, so that none is counted
 * twice; a connection that was idle is opened anew before the call, since servers close those.
 */
final class Connection implements AutoCloseable {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int TIMEOUT_MILLIS = 600_000;
    private static final int BUFFER_BYTES = 1 << 16;

    private final URI server;
    private final String headers;
    private Socket socket;
    private InputStream input;
    private OutputStream output;
    private long lastUsed;

    /**
     * @param server its address; a user and a password in it are sent with every call
     */
    Connection(URI server) {
        this.server = server;
        String user = server.getUserInfo();
        this.headers =
                "Host: "
                        + server.getHost()
                        + ":"
                        + server.getPort()
                        + (user == null ? "" : "\r\nAuthorization: Basic " + base64(user))
                        + "\r\nContent-Type: application/json\r\nContent-Length: ";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    Answer get(String path) throws IOException {
        return call("GET", path, new byte[0], 0);
    }

    Answer post(String path, byte[] body, int length) throws IOException {
        return call("POST", path, body, length);
    }

    private Answer call(String method, String path, byte[] body, int length) throws IOException {
        open();
        String head = method + " " + path + " HTTP/1.1\r\n" + headers + length + "\r\n\r\n";
        byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[headBytes.length + length];
        System.arraycopy(headBytes, 0, request, 0, headBytes.length);
        System.arraycopy(body, 0, request, headBytes.length, length);
        output.write(request);
        Answer answer = answer();
        lastUsed = System.nanoTime();
        return answer;
    }

    private void open() throws IOException {
        if (socket != null && System.nanoTime() - lastUsed < IDLE_NANOS) {
            return;
        }
        close();
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        input = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        output = socket.getOutputStream();
    }

    private Answer answer() throws IOException {
        String[] start = line().split(" ", 3);
        int status = Integer.parseInt(start[1]);
        int length = -1;
        boolean isChunked = false;
        boolean isLast = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (header.startsWith("transfer-encoding:")) {
                isChunked = header.endsWith("chunked");
            } else if (header.startsWith("connection:")) {
                isLast = header.endsWith("close");
            }
        }
        byte[] body = isChunked ? chunks() : exactly(Math.max(0, length));
        if (isLast) {
            close();
        }
        return new Answer(status, body);
    }

    private byte[] chunks() throws IOException {
        byte[] body = new byte[BUFFER_BYTES];
        int filled = 0;
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            if (filled + size > body.length) {
                body = Arrays.copyOf(body, Math.max(2 * body.length, filled + size));
            }
            System.arraycopy(exactly(size), 0, body, filled, size);
            filled += size;
            line();
        }
        line();
        return Arrays.copyOf(body, filled);
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(server.getHost() + " closed the connection in an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException(server.getHost() + " closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
