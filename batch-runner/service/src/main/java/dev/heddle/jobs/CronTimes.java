package dev.heddle.jobs;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The times that an expression of cron names in a time zone.
 *
 * <p>Where clocks go back, a time that comes twice counts once, but every hour of an expression
 * that names no hour counts. Where they go forward, a time that is left out counts at the moment of
 * the change: what runs once a day runs every day.
 */
final class CronTimes {
    private static final Map<String, String> NAMES =
            Map.of(
                    "@hourly", "0 * * * *",
                    "@daily", "0 0 * * *",
                    "@weekly", "0 0 * * 0",
                    "@monthly", "0 0 1 * *",
                    "@yearly", "0 0 1 1 *");
    private static final int HOUR = 1;
    private static final List<Duration> WINDOWS =
            List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(32));

    private final ExecutionTime times;
    private final ZoneId zone;
    private final boolean everyHour;

    private CronTimes(ExecutionTime times, ZoneId zone, boolean everyHour) {
        this.times = times;
        this.zone = zone;
        this.everyHour = everyHour;
    }

    /**
     * Reads an expression.
     *
     * @param cron minute, hour, day of the month, month and day of the week; or {@code @hourly},
     *     {@code @daily}, {@code @weekly}, {@code @monthly}, {@code @yearly}
     * @param zone a time zone, {@code Europe/Berlin}
     * @throws HeddleException with {@code INVALID_REQUEST} if they are none, or name no time at all
     */
    static CronTimes of(String cron, String zone) {
        if (cron == null) {
            throw invalid("the schedule says no cron, expected one such as '0 3 * * *'");
        }
        String five = NAMES.getOrDefault(cron.strip().toLowerCase(Locale.ROOT), cron.strip());
        CronTimes times;
        try {
            ExecutionTime execution = ExecutionTime.forCron(parser().parse(five).validate());
            times = new CronTimes(execution, zone(zone), five.split("\\s+")[HOUR].startsWith("*"));
        } catch (IllegalArgumentException e) {
            throw invalid(
                    "cron is '%s', expected minute, hour, day of the month, month and day of the week, as '0 3 * * *': %s"
                            .formatted(cron, reason(e)));
        }
        if (times.times.nextExecution(ZonedDateTime.now(ZoneOffset.UTC)).isEmpty()) {
            throw invalid("cron is '%s', which names no time that ever comes".formatted(cron));
        }
        return times;
    }

    private static CronParser parser() {
        return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    }

    private static ZoneId zone(String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw invalid(
                    "zone is '%s', expected one such as UTC or Europe/Berlin".formatted(zone));
        }
    }

    private static String reason(IllegalArgumentException e) {
        return e.getMessage().replaceFirst("^Failed to parse cron expression\\. ", "");
    }

    ZoneId zone() {
        return zone;
    }

    /** The first time after a moment. */
    Instant next(Instant after) {
        if (everyHour) {
            return times.nextExecution(after.atZone(zone)).orElseThrow(CronTimes::none).toInstant();
        }
        // As a clock on the wall shows it, which never goes back here: its times become moments.
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        Instant next;
        do {
            local =
                    times.nextExecution(local.atZone(ZoneOffset.UTC))
                            .orElseThrow(CronTimes::none)
                            .toLocalDateTime();
            next = moment(local);
        } while (!next.isAfter(after));
        return next;
    }

    /** Of a time that comes twice the first; of one that is left out when it would have been. */
    private Instant moment(LocalDateTime local) {
        return zone.getRules().getValidOffsets(local).isEmpty()
                ? zone.getRules().getTransition(local).getInstant()
                : local.atZone(zone).toInstant();
    }

    private static IllegalStateException none() {
        return new IllegalStateException("the cron has no further time");
    }

    /**
     * The last time that is not after a moment.
     *
     * @param known a time that is not after it either
     */
    Instant last(Instant known, Instant now) {
        Instant last = known;
        // Years of missed minutes are not walked through one by one.
        for (Duration window : WINDOWS) {
            Instant begin = now.minus(window);
            if (begin.isAfter(known)) {
                Instant first = next(begin);
                if (!first.isAfter(now)) {
                    last = first;
                    break;
                }
            }
        }
        for (Instant next = next(last); !next.isAfter(now); next = next(last)) {
            last = next;
        }
        return last;
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
