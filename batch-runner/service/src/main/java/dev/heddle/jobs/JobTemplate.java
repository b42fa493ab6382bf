package dev.heddle.jobs;

import dev.heddle.client.batch.JobSpec;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job's specification whose texts hold a time: <code>{date}</code> is its day, <code>{date-1}
 * </code> the day before, <code>{hour}</code> its hour with two digits, <code>{time}</code> itself
 * in UTC. Day and hour are of the schedule's time zone.
 */
final class JobTemplate {
    private static final Pattern FIELD = Pattern.compile("\\{([a-z_]+)([+-]\\d{1,5})?}");
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH");

    private JobTemplate() {}

    /**
     * The specification for a time.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if a text holds what is no part of one
     */
    static JobSpec fill(JobSpec spec, Instant time, ZoneId zone) {
        ZonedDateTime at = time.atZone(zone);
        JobSpec.Draft filled = spec.draft();
        fill("input", spec.input(), at).ifPresent(filled::input);
        fill("asOf", spec.asOf(), at).ifPresent(filled::asOf);
        fill("where", spec.where(), at).ifPresent(filled::where);
        fill("output", spec.output(), at).ifPresent(filled::output);
        return filled.build();
    }

    private static Optional<String> fill(String part, Optional<String> text, ZonedDateTime at) {
        return text.map(
                given ->
                        FIELD.matcher(given)
                                .replaceAll(
                                        field -> Matcher.quoteReplacement(value(part, field, at))));
    }

    private static String value(String part, MatchResult field, ZonedDateTime at) {
        String days = field.group(2);
        if (field.group(1).equals("date")) {
            return at.toLocalDate().plusDays(days == null ? 0 : Long.parseLong(days)).toString();
        }
        if (field.group(1).equals("hour") && days == null) {
            return HOUR.format(at);
        }
        if (field.group(1).equals("time") && days == null) {
            return at.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
        }
        throw new HeddleException(
                ErrorCode.INVALID_REQUEST,
                "%s of the job has %s, expected {date}, {date-1}, {hour} or {time}"
                        .formatted(part, field.group()));
    }
}
