package dev.heddle.client;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The training sample that monitors compare a version with: a file of its envelope, CSV with a line
 * that names the columns, or JSON lines.
 */
public final class Baseline {
    /** Its path in an envelope, if it is CSV. */
    public static final String CSV = "baseline_input.csv";

    /** Its path in an envelope, if it is JSON lines. */
    public static final String JSON_LINES = "baseline_input.jsonl";

    /** How many records count; further ones are passed over. */
    public static final int MAX_RECORDS = 100_000;

    /** How many bytes count; records beyond are passed over. */
    public static final long MAX_BYTES = 64 << 20;

    private Baseline() {}

    /** Whether a file of an envelope is one. */
    public static boolean is(PackageFile file) {
        return file.path().equals(CSV) || file.path().equals(JSON_LINES);
    }

    /**
     * The one among the files of an envelope.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if there are two
     */
    public static Optional<PackageFile> among(List<PackageFile> files) {
        List<PackageFile> found = files.stream().filter(Baseline::is).toList();
        if (found.size() > 1) {
            throw invalid("there are both %s and %s, expected one".formatted(CSV, JSON_LINES));
        }
        return found.stream().findFirst();
    }

    /**
     * The path in an envelope that a file of that name gets.
     *
     * @throws HeddleException with {@code INVALID_PACKAGE} if its name tells neither CSV nor JSON
     *     lines
     */
    static String pathOf(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return CSV;
        }
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return JSON_LINES;
        }
        throw invalid(
                "baseline '%s' is neither a .csv nor a .jsonl file with one record a line"
                        .formatted(file));
    }

    /**
     * How many bytes of a file count: as many whole records as a platform takes.
     *
     * @param isCsv whether it begins with a line that names the columns, and has ends of lines in
     *     quotes
     * @throws HeddleException with {@code INVALID_PACKAGE} if it begins with a record that is too
     *     long
     */
    static long length(Path file, boolean isCsv) throws IOException {
        Ends ends = new Ends(isCsv);
        byte[] buffer = new byte[64 << 10];
        try (InputStream content = Files.newInputStream(file)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (ends.isOver(buffer[i])) {
                        return ends.whole(file);
                    }
                }
            }
        }
        return ends.position;
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_PACKAGE, message);
    }

    /** Looks for the ends of records. */
    private static final class Ends {
        private final boolean isCsv;
        private long position;
        private long lastEnd;
        private long left;
        private boolean isInRecord;
        private boolean isInQuotes;
        private boolean isAtCellStart = true;

        Ends(boolean isCsv) {
            this.isCsv = isCsv;
            this.left = MAX_RECORDS + (isCsv ? 1 : 0);
        }

        /** Takes the next byte; true if it is one too many. */
        boolean isOver(byte b) {
            boolean isEnd = b == '\n' && !isInQuotes;
            boolean isBlank = b == '\n' || b == '\r';
            if ((left == 0 && !isBlank) || position == MAX_BYTES) {
                return true;
            }
            position++;
            boolean isQuote = isCsv && b == '"' && (isInQuotes || isAtCellStart);
            isInQuotes ^= isQuote;
            // A quote that is written twice ends the quotes and begins them again.
            isAtCellStart = isEnd || isQuote || (b == ',' && !isInQuotes);
            isInRecord |= !isBlank;
            if (isEnd && isInRecord) {
                isInRecord = false;
                left--;
                lastEnd = position;
            }
            return false;
        }

        long whole(Path file) {
            if (lastEnd == 0) {
                throw invalid(
                        "baseline '%s' begins with a line of more than %d MiB"
                                .formatted(file, MAX_BYTES >> 20));
            }
            return lastEnd;
        }
    }
}
