package dev.heddle.warehouse;

/** What becomes of what a table holds. */
public enum WriteMode {
    /** The partitions that are written are replaced; a table without partitions as a whole. */
    OVERWRITE(Operation.OVERWRITE),
    /** What is there stays. */
    APPEND(Operation.APPEND),
    /** The whole table is replaced. */
    REPLACE(Operation.REPLACE);

    private final Operation operation;

    WriteMode(Operation operation) {
        this.operation = operation;
    }

    Operation operation() {
        return operation;
    }
}
