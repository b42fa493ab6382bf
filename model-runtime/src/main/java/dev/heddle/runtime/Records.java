package dev.heddle.runtime;

import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records that one caller wants scored, or what they scored: as rows or as tensors, whichever they
 * came as, and turned into the other when asked for. Made by {@link LoadedModel#records}. Safe for
 * use by many threads; nothing that went in may be changed afterwards.
 */
public final class Records {
    private final Columns columns;
    private final int count;
    private final boolean byTensors;
    private volatile List<Row> rows;
    private volatile Tensor[] tensors;

    private Records(Columns columns, int count, List<Row> rows, Tensor[] tensors) {
        this.columns = columns;
        this.count = count;
        this.rows = rows;
        this.tensors = tensors;
        this.byTensors = tensors != null;
    }

    /** Records of rows that are valid by a struct, as a function of it takes them. */
    public static Records of(Struct struct, List<Row> rows) {
        return ofRows(Columns.ofInput(struct), rows);
    }

    static Records ofRows(Columns columns, List<Row> rows) {
        return new Records(columns, rows.size(), rows, null);
    }

    /** Records of tensors that fit their columns. */
    static Records ofTensors(Columns columns, Tensor[] tensors) {
        return new Records(columns, columns.count(tensors), null, tensors);
    }

    /** How many there are; 1 for the tensors of a graph that takes no batches. */
    public int count() {
        return count;
    }

    /**
     * The records as rows.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if a text in a tensor is not what its
     *     field can hold
     */
    public List<Row> rows() {
        List<Row> present = rows;
        if (present == null) {
            present = columns.rows(tensors, count);
            rows = present;
        }
        return present;
    }

    /**
     * The records as tensors, in the order of the fields; null in the place of an optional field
     * that was left out.
     *
     * @throws HeddleException with {@code INVALID_INPUT} if tensors within the records differ in
     *     shape, so that they do not make one
     */
    public List<Tensor> tensors() {
        Tensor[] present = tensors;
        if (present == null) {
            present = columns.tensors(rows);
            tensors = present;
        }
        return Arrays.asList(present);
    }

    /**
     * What one of the records holds in a field, with numbers and booleans boxed, as {@link
     * Row#boxedAt} gives it; null if it is absent. Of records that came as tensors it reads that
     * element alone.
     *
     * @param record which of the records, from 0
     * @param field the field's place in the signature
     * @throws HeddleException with {@code INVALID_INPUT} if a text in a tensor is not what its
     *     field can hold
     */
    public Object boxedAt(int record, int field) {
        if (!byTensors) {
            return rows.get(record).boxedAt(field);
        }
        Tensor tensor = tensors[field];
        return tensor == null ? null : columns.boxed(tensor, record, field);
    }

    /** Whether these and others can be scored as one batch: all but the batch dimension agrees. */
    public boolean fitsWith(Records other) {
        return columns.areFixed() || columns.fit(this, other);
    }

    /** A guess of what these hold in memory, in bytes. */
    public long bytes() {
        return columns.bytes(this);
    }

    /** Whether these came as tensors, and not as rows. */
    boolean hasTensors() {
        return byTensors;
    }

    Tensor tensor(int field) {
        return tensors[field];
    }

    /** The same contents, holding on to nothing else: a part of a batch lets go of the rest. */
    public Records copy() {
        return hasTensors()
                ? new Records(columns, count, null, columns.copy(tensors))
                : new Records(columns, count, List.copyOf(rows), null);
    }

    /** The records from one index to before another. */
    Records slice(int from, int to) {
        return hasTensors()
                ? new Records(columns, to - from, null, columns.slice(tensors, from, to))
                : new Records(columns, to - from, rows.subList(from, to), null);
    }

    /** The records of several, in order. */
    static Records join(List<Records> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        Columns columns = parts.get(0).columns;
        if (parts.stream().allMatch(part -> part.byTensors && part.fitsWith(parts.get(0)))) {
            return ofTensors(columns, columns.join(parts));
        }
        List<Row> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(part.rows()));
        return ofRows(columns, all);
    }

    /** Equal contents in the same form. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Records that
                && columns == that.columns
                && byTensors == that.byTensors
                && (byTensors ? Arrays.equals(tensors, that.tensors) : rows.equals(that.rows));
    }

    @Override
    public int hashCode() {
        return byTensors ? Arrays.hashCode(tensors) : rows.hashCode();
    }

    @Override
    public String toString() {
        return count + " records";
    }
}
