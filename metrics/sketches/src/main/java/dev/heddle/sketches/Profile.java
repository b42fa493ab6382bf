package dev.heddle.sketches;

import dev.heddle.model.HeddleException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one version was given and gave back, in a bounded size that does not depend on how many rows
 * there were. Immutable, and safe for use by many threads.
 *
 * <p>Where rows come faster than they can be looked at, one in so many is, and counts as that many,
 * so that profiles of a calm minute and of a busy one merge into one of both.
 */
public final class Profile {
    /** No profile has more fields. */
    public static final int MOST_FIELDS = 200;

    /** What is longer is no profile. */
    public static final int MOST_BYTES = 8 * 1024 * 1024;

    /** No profile counts more rows, so that sums of them never overflow. */
    static final long MOST_ROWS = 1L << 50;

    /** Of no row and no field. */
    public static final Profile EMPTY = new Profile(0, 0, 0, Map.of());

    private final long rows;
    private final long sketched;
    private final int leftOut;
    private final Map<String, FieldProfile> fields;

    Profile(long rows, long sketched, int leftOut, Map<String, FieldProfile> fields) {
        this.rows = rows;
        this.sketched = sketched;
        this.leftOut = leftOut;
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The same, with so many rows. */
    Profile withRows(long other) {
        return new Profile(other, sketched, leftOut, fields);
    }

    /** How many rows there were, exactly. */
    public long rows() {
        return rows;
    }

    /** How many of them were looked at. */
    public long sketched() {
        return sketched;
    }

    /** How many fields of the version nothing is kept of, as it has too many. */
    public int leftOut() {
        return leftOut;
    }

    /** The fields, inputs before outputs, each in the order of the signature. */
    public List<FieldProfile> fields() {
        return List.copyOf(fields.values());
    }

    /** The field of that name, {@code input.age}. */
    public Optional<FieldProfile> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** What this and another saw, which are of the same version. */
    public Profile merge(Profile other) {
        return merge(List.of(this, other));
    }

    /**
     * What all of them saw, which are of the same version. A field that is of different kinds in
     * some is taken from those that agree with the first.
     */
    public static Profile merge(Collection<Profile> profiles) {
        long rows = 0;
        long sketched = 0;
        int leftOut = 0;
        Map<String, List<FieldProfile>> parts = new LinkedHashMap<>();
        for (Profile profile : profiles) {
            rows = Math.min(MOST_ROWS, rows + profile.rows);
            sketched = Math.min(MOST_ROWS, sketched + profile.sketched);
            leftOut = Math.max(leftOut, profile.leftOut);
            for (FieldProfile field : profile.fields.values()) {
                List<FieldProfile> same = parts.get(field.name());
                if (same == null && parts.size() < MOST_FIELDS) {
                    parts.put(field.name(), new ArrayList<>(List.of(field)));
                } else if (same != null && same.get(0).kind() == field.kind()) {
                    same.add(field);
                }
            }
        }
        Map<String, FieldProfile> fields = new LinkedHashMap<>();
        parts.forEach((name, same) -> fields.put(name, FieldProfile.merge(same)));
        return new Profile(rows, sketched, leftOut, fields);
    }

    /** This profile as bytes, of about 5 kB a field of numbers. */
    public byte[] write() {
        return ProfileWriter.write(this);
    }

    /**
     * Reads what {@link #write} gave.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it is anything else
     */
    public static Profile read(byte[] bytes) {
        return ProfileReader.read(bytes);
    }

    @Override
    public String toString() {
        return "%d rows, %d fields".formatted(rows, fields.size());
    }
}
