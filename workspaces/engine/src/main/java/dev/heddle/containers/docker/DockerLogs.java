package dev.heddle.containers.docker;

import dev.heddle.containers.LogPage;
import dev.heddle.containers.LogPage.Line;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What containers have printed. The times of lines may go back a little, since outputs and errors
 * come by two ways. So a position is a second and how many lines since then were read: the lines
 * since a second are always the same, in the same order, with others after them. The second moves
 * on behind the last line.
 *
 * <p>The stream of the engine holds frames: a byte that says which output it was, three that say
 * nothing, four of length, then a time, a space and a line, or a part of a very long one (Docker
 * Engine API, "Attach to a container").
 */
final class DockerLogs {
    private static final Pattern POSITION = Pattern.compile("([0-9]{1,12})/([0-9]{1,12})");
    private static final int BACK_SECONDS = 2;
    private static final int LONGEST_FRAME = 16 << 20;

    private final DockerCalls calls;

    DockerLogs(DockerCalls calls) {
        this.calls = calls;
    }

    LogPage read(String container, Optional<String> after, int most) {
        long since = 0;
        long seen = 0;
        if (after.isPresent()) {
            Matcher position = POSITION.matcher(after.get());
            if (!position.matches()) {
                throw new HeddleException(
                        ErrorCode.INVALID_REQUEST,
                        "'%s' is no position in the log of a Docker container"
                                .formatted(after.get()));
            }
            since = Long.parseLong(position.group(1));
            seen = Long.parseLong(position.group(2));
        }
        String path =
                "/containers/%s/logs?stdout=true&stderr=true&timestamps=true&since=%d"
                        .formatted(container, since);
        Reading reading = new Reading(since, seen);
        calls.read(
                path,
                body -> {
                    reading.take(body, most);
                    return true;
                });
        return reading.page(after);
    }

    /** Takes the lines after those that were seen, and counts all. */
    private static final class Reading {
        private final long since;
        private final long seen;
        private final List<Instant> times = new ArrayList<>();
        private final List<Line> lines = new ArrayList<>();

        Reading(long since, long seen) {
            this.since = since;
            this.seen = seen;
        }

        void take(InputStream body, int most) throws IOException {
            DataInputStream frames = new DataInputStream(new BufferedInputStream(body));
            int bytes = 0;
            while (bytes < most && frames.read() >= 0) {
                frames.skipNBytes(3);
                int length = frames.readInt();
                if (length < 0 || length > LONGEST_FRAME) {
                    throw new IOException("a frame of %d bytes".formatted(length));
                }
                byte[] frame = frames.readNBytes(length);
                if (frame.length < length) {
                    throw new EOFException("the log ended within a line");
                }
                bytes += add(new String(frame, StandardCharsets.UTF_8));
            }
        }

        private int add(String frame) {
            int space = frame.indexOf(' ');
            Instant at = Instant.parse(frame.substring(0, space));
            times.add(at);
            if (times.size() <= seen) {
                return 0;
            }
            lines.add(new Line(at, frame.substring(space + 1)));
            return frame.length();
        }

        LogPage page(Optional<String> before) {
            if (lines.isEmpty()) {
                return new LogPage(List.of(), before);
            }
            long last = times.get(times.size() - 1).getEpochSecond();
            long next = Math.max(since, last - BACK_SECONDS);
            long read = times.stream().filter(at -> at.getEpochSecond() >= next).count();
            return new LogPage(lines, Optional.of(next + "/" + read));
        }
    }
}
