package dev.heddle.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the files that an ONNX graph keeps its weights in, if not in itself: tensors that have
 * {@code external_data} with the key {@code location}. Reads the protobuf of <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a> and skips the
 * weights.
 */
final class OnnxExternalData {
    private static final int MAX_TEXT = 4_096;
    private static final int MAX_DEPTH = 64;

    /** Which fields of a message hold messages that lead to tensors. */
    private static final Map<Message, Map<Integer, Message>> CHILDREN =
            Map.of(
                    Message.MODEL, Map.of(7, Message.GRAPH, 25, Message.FUNCTION),
                    Message.FUNCTION, Map.of(7, Message.NODE),
                    Message.GRAPH,
                            Map.of(1, Message.NODE, 5, Message.TENSOR, 15, Message.SPARSE_TENSOR),
                    Message.NODE, Map.of(5, Message.ATTRIBUTE),
                    Message.ATTRIBUTE,
                            Map.of(
                                    5, Message.TENSOR,
                                    6, Message.GRAPH,
                                    10, Message.TENSOR,
                                    11, Message.GRAPH),
                    Message.SPARSE_TENSOR, Map.of(1, Message.TENSOR, 2, Message.TENSOR),
                    Message.TENSOR, Map.of(13, Message.ENTRY),
                    Message.ENTRY, Map.of());

    private final FileChannel channel;
    private final ByteBuffer window = ByteBuffer.allocate(8_192).limit(0);
    private final Set<String> locations = new TreeSet<>();
    private long windowStart;

    private enum Message {
        MODEL,
        FUNCTION,
        GRAPH,
        NODE,
        ATTRIBUTE,
        SPARSE_TENSOR,
        TENSOR,
        ENTRY
    }

    private OnnxExternalData(FileChannel channel) {
        this.channel = channel;
        window.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The paths, relative to the graph's folder; none for what is no ONNX graph. */
    static Set<String> of(Path graph) {
        try (FileChannel channel = FileChannel.open(graph)) {
            OnnxExternalData reader = new OnnxExternalData(channel);
            reader.message(Message.MODEL, 0, channel.size(), 0);
            return reader.locations;
        } catch (Malformed e) {
            return Set.of();
        } catch (IOException e) {
            throw PackageLayout.unreadable("graph", graph, e);
        }
    }

    private void message(Message message, long start, long end, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new Malformed();
        }
        String key = "";
        String value = "";
        Map<Integer, Message> children = CHILDREN.get(message);
        seek(start);
        while (position() < end) {
            long tag = varint();
            int field = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> varint();
                case 1 -> seek(position() + 8);
                case 5 -> seek(position() + 4);
                case 2 -> {
                    long length = varint();
                    long from = position();
                    if (length < 0 || length > end - from) {
                        throw new Malformed();
                    }
                    Message child = children.get(field);
                    if (child != null) {
                        message(child, from, from + length, depth + 1);
                    } else if (message == Message.ENTRY && field == 1) {
                        key = text(length);
                    } else if (message == Message.ENTRY && field == 2) {
                        value = text(length);
                    }
                    seek(from + length);
                }
                default -> throw new Malformed();
            }
        }
        if (message == Message.ENTRY && key.equals("location")) {
            locations.add(value);
        }
    }

    private long position() {
        return windowStart + window.position();
    }

    private void seek(long position) {
        long inWindow = position - windowStart;
        if (inWindow >= 0 && inWindow <= window.limit()) {
            window.position((int) inWindow);
        } else {
            windowStart = position;
            window.position(0).limit(0);
        }
    }

    private int next() throws IOException {
        if (!window.hasRemaining()) {
            long position = position();
            window.clear();
            int read = channel.read(window, position);
            window.flip();
            windowStart = position;
            if (read <= 0) {
                throw new Malformed();
            }
        }
        return window.get() & 0xff;
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = next();
            value |= (long) (next & 0x7f) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new Malformed();
    }

    private String text(long length) throws IOException {
        if (length > MAX_TEXT) {
            throw new Malformed();
        }
        byte[] bytes = new byte[(int) length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) next();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The file is no protobuf of a graph; the platform will say so. */
    private static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
