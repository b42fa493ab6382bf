package dev.heddle.monitors.outcomes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.monitors.Outcome;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Violation;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads outcomes: one object, an array of them, or one on each line. */
final class OutcomeReader {
    /** The most outcomes of one request. */
    static final int MOST = 10_000;

    private static final int MOST_VIOLATIONS = 20;
    private static final ObjectMapper JSON = new ObjectMapper(new JsonFactory());
    private static final Pattern ID = Pattern.compile("[!-~]{1," + Values.MOST_CHARACTERS + "}");

    private final Instant latest;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();

    private OutcomeReader(Instant now) {
        // Clocks differ a little.
        this.latest = now.plus(Duration.ofDays(1));
    }

    /**
     * The outcomes of a body.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if any is not what it should be, with
     *     {@code TOO_LARGE} if there are too many
     */
    static List<Outcome> read(byte[] body, Instant now) {
        OutcomeReader reader = new OutcomeReader(now);
        try (JsonParser parser = JSON.createParser(body)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        reader.add(parser.readValueAsTree());
                    }
                } else {
                    reader.add(parser.readValueAsTree());
                }
            }
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "the body is no JSON at line %d, column %d: expected an outcome, an array of"
                                    .formatted(
                                            e.getLocation() == null
                                                    ? 0
                                                    : e.getLocation().getLineNr(),
                                            e.getLocation() == null
                                                    ? 0
                                                    : e.getLocation().getColumnNr())
                            + " them, or one on each line");
        } catch (IOException e) {
            throw new HeddleException(ErrorCode.INVALID_REQUEST, "the body cannot be read", e);
        }
        if (!reader.violations.isEmpty()) {
            throw HeddleException.invalidInput(reader.violations);
        }
        return reader.outcomes;
    }

    private void add(JsonNode node) {
        if (outcomes.size() == MOST) {
            throw new HeddleException(
                    ErrorCode.TOO_LARGE, "there are more than %d outcomes".formatted(MOST));
        }
        String path = "[" + outcomes.size() + "]";
        JsonNode requestId = node.path("requestId");
        JsonNode index = node.path("index");
        JsonNode outcome = node.path("outcome");
        if (!node.isObject()) {
            violation(path, node, "an object with requestId and outcome");
        } else {
            if (!requestId.isTextual() || !ID.matcher(requestId.textValue()).matches()) {
                violation(
                        path + ".requestId",
                        requestId,
                        "the X-Request-Id of the answer to the call");
            }
            if (!index.isMissingNode()
                    && !index.isNull()
                    && !(index.canConvertToInt()
                            && index.isIntegralNumber()
                            && index.intValue() >= 0)) {
                violation(path + ".index", index, "which record of the call, 0 for the first");
            }
            boolean isNumber = outcome.isNumber() && Double.isFinite(outcome.doubleValue());
            if (!outcome.isBoolean() && !outcome.isTextual() && !isNumber) {
                violation(path + ".outcome", outcome, "true or false, a number or a text");
            }
        }
        // It takes its place in any case, so that the next one has its own index.
        outcomes.add(
                new Outcome(
                        requestId.asText(),
                        index.asInt(0),
                        Values.bounded(outcome),
                        time(path, node.path("time"))));
    }

    private Optional<Instant> time(String path, JsonNode time) {
        if (time.isMissingNode() || time.isNull()) {
            return Optional.empty();
        }
        try {
            Instant instant = OffsetDateTime.parse(time.asText()).toInstant();
            if (instant.isBefore(Instant.EPOCH) || instant.isAfter(latest)) {
                violation(path + ".time", time, "a time since 1970 that has passed");
            }
            return Optional.of(instant);
        } catch (DateTimeException e) {
            violation(path + ".time", time, "a time, \"2026-11-01T10:15:30Z\"");
            return Optional.empty();
        }
    }

    private void violation(String path, JsonNode found, String expected) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(new Violation(path, Values.describe(found), expected));
        }
    }
}
