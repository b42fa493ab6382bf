package dev.heddle.containers.ecs;

import static dev.heddle.containers.ecs.Calls.call;

import dev.heddle.containers.LogPage;
import dev.heddle.containers.LogPage.Line;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/** What containers have printed, from CloudWatch Logs. */
final class LogReader {
    /** CloudWatch gives at most so many events, and 1 MiB, at once. */
    private static final int MOST_EVENTS = 10_000;

    /** How long events are taken to be when so many are asked for as there is room for. */
    private static final int EVENT_BYTES = 64;

    /** Pages may be empty although more follow; so many in a row are read in one call. */
    private static final int MOST_EMPTY_PAGES = 10;

    private final CloudWatchLogsClient client;
    private final String group;

    LogReader(CloudWatchLogsClient client, String group) {
        this.client = client;
        this.group = group;
    }

    /** The part of a container's log after a position, of about so many bytes. */
    LogPage read(Family family, LogPosition after, int most) {
        String stream = prefix(family) + after.task();
        int limit = Math.max(1, Math.min(most / EVENT_BYTES, MOST_EVENTS));
        LogPosition position = after;
        for (int pages = 0; pages < MOST_EMPTY_PAGES; pages++) {
            // A page is asked for as it was before, else its events could not be counted off.
            Optional<GetLogEventsResponse> page = page(family, stream, position, limit);
            if (page.isEmpty()) {
                return new LogPage(List.of(), told(after));
            }
            List<OutputLogEvent> events = page.get().events();
            Optional<String> next = Optional.ofNullable(page.get().nextForwardToken());
            int end = end(events, position.skip(), most);
            List<Line> lines = lines(events, position.skip(), end);
            boolean isEnd = next.isEmpty() || next.equals(position.token());
            if (end < events.size() || isEnd) {
                position = new LogPosition(family.launch(), after.task(), position.token(), end);
            } else {
                position = new LogPosition(family.launch(), after.task(), next, 0);
            }
            if (!lines.isEmpty()) {
                return new LogPage(lines, told(position));
            }
            if (isEnd) {
                return new LogPage(lines, told(after.isBeginning() ? after : position));
            }
        }
        return new LogPage(List.of(), told(position));
    }

    /** The stream of a container whose task ECS has forgotten. */
    Optional<LogStream> stream(Family family) {
        return call(
                "find the log of the container '%s'".formatted(family.name()),
                () -> {
                    try {
                        return client
                                .describeLogStreams(
                                        request ->
                                                request.logGroupName(group)
                                                        .logStreamNamePrefix(prefix(family)))
                                .logStreams()
                                .stream()
                                .findFirst();
                    } catch (ResourceNotFoundException e) {
                        return Optional.empty();
                    }
                });
    }

    private Optional<GetLogEventsResponse> page(
            Family family, String stream, LogPosition position, int limit) {
        return call(
                "read the log of the container '%s'".formatted(family.name()),
                () -> {
                    try {
                        return Optional.of(
                                client.getLogEvents(
                                        request ->
                                                request.logGroupName(group)
                                                        .logStreamName(stream)
                                                        .startFromHead(true)
                                                        .nextToken(position.token().orElse(null))
                                                        .limit(
                                                                Math.min(
                                                                        MOST_EVENTS,
                                                                        limit + position.skip()))));
                    } catch (ResourceNotFoundException e) {
                        // The stream appears with the first line.
                        return Optional.empty();
                    }
                });
    }

    /** How many events of a page fit, from an event on; one at least, or nothing would go on. */
    private static int end(List<OutputLogEvent> events, int from, int most) {
        long bytes = 0;
        int end = Math.min(from, events.size());
        while (end < events.size()) {
            bytes += events.get(end).message().getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes > most && end > from) {
                break;
            }
            end++;
        }
        return Math.max(end, from);
    }

    private static List<Line> lines(List<OutputLogEvent> events, int from, int end) {
        List<Line> lines = new ArrayList<>();
        for (OutputLogEvent event :
                events.subList(Math.min(from, events.size()), Math.min(end, events.size()))) {
            lines.add(new Line(Instant.ofEpochMilli(event.timestamp()), event.message() + "\n"));
        }
        return lines;
    }

    /** The position, unless it is the beginning. */
    private static Optional<String> told(LogPosition position) {
        return position.isBeginning() ? Optional.empty() : Optional.of(position.toString());
    }

    private static String prefix(Family family) {
        return family.family() + "/" + TaskReader.PROGRAM + "/";
    }
}
