package dev.heddle.sketches;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.sketches.FieldProfile.Counts;
import dev.heddle.sketches.FieldProfile.Kind;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Profiles from bytes that may be anything: nothing is made larger than the bytes allow. */
final class ProfileReader {
    private final DataInputStream in;

    private ProfileReader(byte[] bytes) {
        this.in = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    static Profile read(byte[] bytes) {
        require(
                bytes.length <= Profile.MOST_BYTES,
                "a profile has %d bytes at most, got %d"
                        .formatted(Profile.MOST_BYTES, bytes.length));
        try {
            return new ProfileReader(bytes).profile();
        } catch (IOException e) {
            throw wrong("the profile cannot be read", e);
        }
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new HeddleException(ErrorCode.INVALID_REQUEST, "no profile: " + message);
        }
    }

    static HeddleException wrong(String message, Exception cause) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, "no profile: " + message, cause);
    }

    private Profile profile() throws IOException {
        require(in.readInt() == ProfileWriter.MARK, "it does not begin as one");
        long rows = rows();
        long sketched = rows();
        int leftOut = in.readInt();
        int count = in.readInt();
        require(leftOut >= 0, "%d fields are left out".formatted(leftOut));
        require(
                count >= 0 && count <= Profile.MOST_FIELDS,
                "it has %d fields, and %d at most are known".formatted(count, Profile.MOST_FIELDS));
        Map<String, FieldProfile> fields = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            FieldProfile field = field();
            require(
                    fields.put(field.name(), field) == null,
                    "field '%s' stands twice".formatted(field.name()));
        }
        require(in.read() < 0, "something follows it");
        return new Profile(rows, sketched, leftOut, fields);
    }

    private FieldProfile field() throws IOException {
        String name = in.readUTF();
        require(
                !name.isEmpty() && name.length() <= FieldPlan.MOST_NAME_CHARACTERS,
                "a field's name has %d characters".formatted(name.length()));
        int ordinal = in.readByte();
        require(
                ordinal >= 0 && ordinal < Kind.values().length,
                "field '%s' is of kind %d".formatted(name, ordinal));
        Kind kind = Kind.values()[ordinal];
        Counts counts = new Counts(rows(), rows(), rows(), in.readDouble());
        require(
                counts.infinite() <= counts.missing()
                        && counts.squares() >= 0
                        && Double.isFinite(counts.squares()),
                "field '%s' counts %s".formatted(name, counts));
        return switch (kind) {
            case NUMBER, TIME ->
                    FieldProfile.ofNumbers(
                            name, kind, counts, moments(), QuantileSketch.read(bytes()));
            case CATEGORY ->
                    FieldProfile.ofCategories(name, counts, CategorySketch.read(bytes(), bytes()));
            case PRESENCE -> FieldProfile.ofPresence(name, counts);
        };
    }

    private Moments moments() throws IOException {
        return new Moments(rows(), in.readDouble(), in.readDouble());
    }

    private long rows() throws IOException {
        long rows = in.readLong();
        require(rows >= 0 && rows <= Profile.MOST_ROWS, "it counts %d rows".formatted(rows));
        return rows;
    }

    private byte[] bytes() throws IOException {
        int length = in.readInt();
        require(
                length >= 0 && length <= in.available(),
                "%d bytes are announced, and %d follow".formatted(length, in.available()));
        return in.readNBytes(length);
    }
}
