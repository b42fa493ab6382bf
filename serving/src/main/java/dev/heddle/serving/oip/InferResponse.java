package dev.heddle.serving.oip;

import dev.heddle.model.Tensor;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the answer to one request.
 *
 * @param body the JSON, and the bytes of the tensors that were wanted so
 * @param jsonLength how long the JSON is; -1 if nothing comes after it
 */
record InferResponse(Buffer body, int jsonLength) {
    private static final byte[] MODEL = ascii("{\"model_name\":\"");
    private static final byte[] ID = ascii(",\"id\":");
    private static final byte[] OUTPUTS = ascii(",\"outputs\":[");
    private static final byte[] SIZE = ascii("],\"parameters\":{\"binary_data_size\":");
    private static final byte[] DATA = ascii("],\"data\":");
    private static final FastThreadLocal<JsonBytes> JSON =
            new FastThreadLocal<>() {
                @Override
                protected JsonBytes initialValue() {
                    return new JsonBytes();
                }
            };

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Writes an answer.
     *
     * @param name the endpoint's or model's name, which is a known one and so needs no escapes
     */
    static InferResponse write(
            TensorInterface model, String name, InferRequest request, List<Tensor> results) {
        JsonBytes json = JSON.get();
        json.clear();
        json.raw(MODEL).ascii(name).raw(model.version());
        request.id().ifPresent(id -> json.raw(ID).text(id));
        json.raw(OUTPUTS);
        List<InferRequest.Output> outputs = request.outputs();
        ByteBuffer[] raw = null;
        int rawBytes = 0;
        for (int i = 0; i < outputs.size(); i++) {
            InferRequest.Output output = outputs.get(i);
            Tensor tensor = results.get(output.index());
            if (i > 0) {
                json.ascii(",");
            }
            json.raw(model.outputHead(output.index()));
            writeShape(json, tensor);
            if (output.isBinary()) {
                raw = raw == null ? new ByteBuffer[outputs.size()] : raw;
                raw[i] = TensorBytes.write(model.outputs().get(output.index()), tensor);
                rawBytes = Math.addExact(rawBytes, raw[i].remaining());
                json.raw(SIZE).number(raw[i].remaining()).ascii("}}");
            } else {
                json.raw(DATA);
                json.flatArray(tensor);
                json.ascii("}");
            }
        }
        json.ascii("]}");
        Buffer body = json.toBuffer(rawBytes);
        if (raw == null) {
            return new InferResponse(body, -1);
        }
        for (ByteBuffer part : raw) {
            if (part != null) {
                body.appendBuffer(Buffer.buffer(Unpooled.wrappedBuffer(part)));
            }
        }
        return new InferResponse(body, json.length());
    }

    private static void writeShape(JsonBytes json, Tensor tensor) {
        long[] shape = tensor.shape();
        for (int i = 0; i < shape.length; i++) {
            if (i > 0) {
                json.ascii(",");
            }
            json.number(shape[i]);
        }
    }
}
