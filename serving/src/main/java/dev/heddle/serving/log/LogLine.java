package dev.heddle.serving.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.heddle.client.Problem;
import dev.heddle.client.Problems;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.Records;
import dev.heddle.serving.LoggedCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One call as one line of JSON: what came in, what went out, and what it took. */
final class LogLine {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** What stands for bytes that are no UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    /** How much of a body is kept that could not be read. */
    private static final int MAX_UNREAD_BYTES = 64 << 10;

    private LogLine() {}

    /** The line with its end, in UTF-8. */
    static byte[] of(LoggedCall call) {
        LoadedModel model = call.version().model();
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("id", call.id());
            json.writeStringField("time", call.time().toString());
            json.writeStringField("endpoint", call.endpoint());
            json.writeStringField("model", call.version().description().model());
            json.writeNumberField("version", call.version().description().version());
            json.writeStringField("protocol", call.protocol());
            if (call.unread().isPresent()) {
                writeUnread(json, call.unread().get());
            }
            write(json, "inputs", call.input(), model::writeInputs);
            write(json, "outputs", call.output(), records -> model.writeOutputs(records, true));
            if (call.error().isPresent()) {
                writeError(json, call.id(), call.error().get());
            }
            json.writeBooleanField("cached", call.isCached());
            json.writeNumberField("queueMicros", micros(call.times().queue()));
            json.writeNumberField("runMicros", micros(call.times().run()));
            json.writeNumberField("totalMicros", micros(call.times().total()));
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return line.toByteArray();
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    private static void write(
            JsonGenerator json,
            String name,
            Optional<Records> records,
            Function<Records, byte[]> writer)
            throws IOException {
        if (records.isEmpty()) {
            return;
        }
        try {
            byte[] array = writer.apply(records.get());
            json.writeFieldName(name);
            json.writeRawValue(new String(array, StandardCharsets.UTF_8));
        } catch (HeddleException e) {
            // Tensors whose texts are not what their field holds: the call has failed by the same.
            json.writeStringField(name + "Problem", e.getMessage());
        }
    }

    private static void writeUnread(JsonGenerator json, byte[] body) throws IOException {
        int length = Math.min(body.length, MAX_UNREAD_BYTES);
        String text = new String(body, 0, length, StandardCharsets.UTF_8);
        // A character that the cut has split is no sign of bytes that are no text.
        int last = length < body.length ? text.length() - 1 : text.length();
        boolean isText = text.lastIndexOf(REPLACEMENT, last - 1) < 0;
        if (isText) {
            json.writeStringField("request", text);
        } else {
            json.writeFieldName("requestBase64");
            json.writeBinary(body, 0, length);
        }
    }

    private static void writeError(JsonGenerator json, String id, RuntimeException error)
            throws IOException {
        Problem problem =
                error instanceof HeddleException e ? Problems.of(e, id) : Problems.internal(id);
        json.writeObjectFieldStart("error");
        json.writeStringField("code", problem.code());
        json.writeStringField("message", problem.detail());
        json.writeEndObject();
    }
}
