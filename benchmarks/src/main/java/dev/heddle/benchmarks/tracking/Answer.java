package dev.heddle.benchmarks.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a server answered: the status, and the body as it came. */
record Answer(int status, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 300;

    boolean succeeded() {
        return status == 200;
    }

    /** The body, read; fails on any status but 200. */
    JsonNode json() throws IOException {
        if (!succeeded()) {
            throw new IllegalStateException("answered " + this);
        }
        return JSON.readTree(body);
    }

    @Override
    public String toString() {
        String text = new String(body, StandardCharsets.UTF_8);
        return status + " " + text.substring(0, Math.min(SHOWN, text.length()));
    }
}
