package dev.heddle.monitors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.client.monitors.MonitorCheck;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Judgements of one thing, and what becomes of them with the next look. */
final class Standing {
    private static final ObjectMapper JSON = HeddleJson.mapper();
    private static final TypeReference<List<StandingCheck>> CHECKS = new TypeReference<>() {};

    private final List<StandingCheck> before;
    private final List<StandingCheck> now = new ArrayList<>();

    Standing(List<StandingCheck> before) {
        this.before = List.copyOf(before);
    }

    static List<StandingCheck> read(String json) {
        try {
            return JSON.readValue(json, CHECKS);
        } catch (JsonProcessingException e) {
            throw new HeddleException(
                    ErrorCode.CORRUPT, "a column holds judgements that cannot be read", e);
        }
    }

    static String write(List<StandingCheck> checks) {
        return HeddleJson.text(checks);
    }

    /** Whether something of a kind is an alert before this look. */
    boolean wasAlert(MonitorCheck.Kind kind) {
        return before.stream().anyMatch(old -> old.isAlert() && old.check().kind() == kind);
    }

    /** Takes what this look says of one thing. */
    void take(Verdict verdict, Instant time) {
        now.add(
                before.stream()
                        .filter(old -> old.isOf(verdict))
                        .findFirst()
                        .map(old -> old.next(verdict, time))
                        .orElseGet(() -> StandingCheck.first(verdict, time)));
    }

    /** Keeps a judgement as it was, where it cannot be looked at now. */
    void keep(Predicate<StandingCheck> which) {
        before.stream().filter(which).forEach(now::add);
    }

    /** The judgements of this look. */
    List<StandingCheck> checks() {
        return List.copyOf(now);
    }

    /** Alerts of this look that were none before. */
    List<StandingCheck> begun() {
        return now.stream()
                .filter(StandingCheck::isAlert)
                .filter(check -> before.stream().noneMatch(check::isSameAlert))
                .toList();
    }

    /** Alerts of before that are none any more. */
    List<StandingCheck> ended() {
        return before.stream()
                .filter(StandingCheck::isAlert)
                .filter(check -> now.stream().noneMatch(check::isSameAlert))
                .toList();
    }
}
