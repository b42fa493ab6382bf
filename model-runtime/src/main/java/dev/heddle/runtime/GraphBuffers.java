package dev.heddle.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The memory outside the heap that one run of a graph reads from or writes to, a part for each
 * tensor, kept for the next run. A part grows as it must; tensors over it are kept too, one for
 * each number of records, where the rest of the shape is fixed. For one thread at a time.
 */
final class GraphBuffers implements AutoCloseable {
    /** Tensors of up to so many records are kept. */
    private static final int MAX_KEPT = 256;

    private static final int MIN_BYTES = 1 << 10;

    private final OrtEnvironment environment;
    private final Part[] parts;

    GraphBuffers(OrtEnvironment environment, int count) {
        this.environment = environment;
        this.parts = new Part[count];
        Arrays.setAll(parts, i -> new Part());
    }

    /** The memory of one part, of that many bytes, to be filled from its start. */
    ByteBuffer memory(int part, int bytes) {
        return parts[part].memory(bytes);
    }

    /** Whether the tensor of a shape is kept; one that is not is closed by who asked for it. */
    static boolean keeps(boolean isFixed, long[] shape) {
        return isFixed && shape.length > 0 && shape[0] <= MAX_KEPT;
    }

    /**
     * The tensor over one part's memory.
     *
     * @param isFixed whether the rest of the shape is the same for that number of records always
     */
    OnnxTensor tensor(int part, long[] shape, OnnxJavaType type, boolean isFixed)
            throws OrtException {
        return parts[part].tensor(shape, type, isFixed);
    }

    /** How much memory there is. */
    long bytes() {
        long bytes = 0;
        for (Part part : parts) {
            bytes += part.memory.capacity();
        }
        return bytes;
    }

    @Override
    public void close() {
        for (Part part : parts) {
            part.forget();
        }
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private final class Part {
        private final OnnxTensor[] kept = new OnnxTensor[MAX_KEPT + 1];
        private ByteBuffer memory = direct(0);

        ByteBuffer memory(int bytes) {
            if (bytes > memory.capacity()) {
                forget();
                long doubled = Math.min(Integer.MAX_VALUE - 8L, memory.capacity() * 2L);
                memory = direct((int) Math.max(bytes, Math.max(doubled, MIN_BYTES)));
            }
            return memory.clear().limit(bytes);
        }

        OnnxTensor tensor(long[] shape, OnnxJavaType type, boolean isFixed) throws OrtException {
            if (!keeps(isFixed, shape)) {
                return create(shape, type);
            }
            int records = (int) shape[0];
            if (kept[records] == null) {
                kept[records] = create(shape, type);
            }
            return kept[records];
        }

        private OnnxTensor create(long[] shape, OnnxJavaType type) throws OrtException {
            ByteBuffer content = memory.slice(0, memory.limit()).order(ByteOrder.nativeOrder());
            return OnnxTensor.createTensor(environment, content, shape, type);
        }

        void forget() {
            for (int i = 0; i < kept.length; i++) {
                if (kept[i] != null) {
                    kept[i].close();
                    kept[i] = null;
                }
            }
        }
    }
}
