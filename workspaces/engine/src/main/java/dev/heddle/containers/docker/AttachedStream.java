package dev.heddle.containers.docker;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The two ways between here and a command in a container: a connection to the engine that begins as
 * a request of HTTP and goes on as bytes (Docker Engine API, "Start an exec instance"). Its input
 * can end while its output goes on, which is why this is no client's business.
 */
final class AttachedStream implements Closeable {
    private static final int SWITCHING = 101;
    private static final int LONGEST_LINE = 8_192;
    private static final int LONGEST_FRAME = 16 << 20;
    private static final int PART = 16 << 10;

    private final SocketChannel channel;
    private final InputStream input;
    private final boolean tty;

    private AttachedStream(SocketChannel channel, boolean tty) {
        this.channel = channel;
        this.tty = tty;
        this.input = new BufferedInputStream(new ChannelInput(channel), PART);
    }

    /** Starts a command that was made ready. */
    static AttachedStream start(URI host, String exec, boolean tty) throws IOException {
        SocketChannel channel = SocketChannel.open(address(host));
        AttachedStream stream = new AttachedStream(channel, tty);
        try {
            String body = "{\"Detach\":false,\"Tty\":%s}".formatted(tty);
            String request =
                    """
                    POST /exec/%s/start HTTP/1.1
                    Host: docker
                    Content-Type: application/json
                    Connection: Upgrade
                    Upgrade: tcp
                    Content-Length: %d

                    """
                                    .formatted(exec, body.length())
                                    .replace("\n", "\r\n")
                            + body;
            stream.write(request.getBytes(StandardCharsets.US_ASCII));
            stream.readAnswer();
            return stream;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static SocketAddress address(URI host) {
        return host.getScheme().equals("unix")
                ? UnixDomainSocketAddress.of(host.getPath())
                : new InetSocketAddress(host.getHost(), host.getPort());
    }

    private void readAnswer() throws IOException {
        String status = line();
        StringBuilder rest = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            rest.append(line).append(' ');
        }
        if (!status.contains(" " + SWITCHING + " ")) {
            throw new IOException("the engine answered %s: %s".formatted(status, rest));
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int read = input.read();
        while (read != '\n') {
            if (read < 0 || line.length() > LONGEST_LINE) {
                throw new EOFException("the engine's answer broke off: " + line);
            }
            line.append((char) read);
            read = input.read();
        }
        return line.toString().strip();
    }

    /** Gives the command input. */
    synchronized void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Says that no more input comes. */
    void end() throws IOException {
        channel.shutdownOutput();
    }

    /** Hands on what the command prints until it has ended. */
    void read(Consumer<byte[]> printed) throws IOException {
        if (tty) {
            byte[] part = new byte[PART];
            int read = input.read(part);
            while (read >= 0) {
                printed.accept(Arrays.copyOf(part, read));
                read = input.read(part);
            }
            return;
        }
        DataInputStream frames = new DataInputStream(input);
        // Which output it was, and three bytes that say nothing.
        while (frames.read() >= 0) {
            frames.skipNBytes(3);
            int length = frames.readInt();
            if (length < 0 || length > LONGEST_FRAME) {
                throw new IOException("a frame of %d bytes".formatted(length));
            }
            printed.accept(frames.readNBytes(length));
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** What comes. The JDK's own stream of a channel lets nobody write while it waits for input. */
    private static final class ChannelInput extends InputStream {
        private final SocketChannel channel;

        ChannelInput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(bytes, offset, length));
        }
    }
}
