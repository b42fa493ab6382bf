package dev.heddle.monitors;

/** The first keys of the advisory locks that monitors take; all begin with "mo". */
final class MonitorLocks {
    static final int VERSION = 0x6d6f_0001;
    static final int TARGETS = 0x6d6f_0002;
    static final int RETENTION = 0x6d6f_0003;

    private MonitorLocks() {}
}
