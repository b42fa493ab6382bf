package dev.heddle.containers.ecs;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in what a container has printed: a page of CloudWatch Logs and how many of its events
 * come before.
 *
 * @param launch the launch of the container that it belongs to
 * @param task the id of its task, which its stream is named for
 * @param token the token of CloudWatch Logs that leads to the page; empty for the first one
 * @param skip how many events of the page come before
 */
record LogPosition(String launch, String task, Optional<String> token, int skip) {
    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{8}) ([A-Za-z0-9-]{1,64}) ([0-9]{1,5}) ([!-~]{0,512})");

    /** The position that a text is, as {@link #toString} writes it. */
    static LogPosition parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "the position in the log is '%s', expected one that a page has given"
                            .formatted(text));
        }
        return new LogPosition(
                matcher.group(1),
                matcher.group(2),
                Optional.of(matcher.group(4)).filter(token -> !token.isEmpty()),
                Integer.parseInt(matcher.group(3)));
    }

    /** The position before all that a task prints. */
    static LogPosition beginning(Family family, String task) {
        return new LogPosition(family.launch(), task, Optional.empty(), 0);
    }

    boolean isBeginning() {
        return token.isEmpty() && skip == 0;
    }

    @Override
    public String toString() {
        return "%s %s %d %s".formatted(launch, task, skip, token.orElse(""));
    }
}
