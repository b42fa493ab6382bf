package dev.heddle.monitors;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.monitors.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What is to be told, in the database until it was told. It is added in the transaction that begins
 * or ends the alert, so that neither is there without the other.
 */
final class Deliveries {
    /** The most that waits; the oldest beyond go untold. */
    private static final int MOST_WAITING = 10_000;

    private Deliveries() {}

    /**
     * What is told of an alert.
     *
     * @param event {@code alert.begin} or {@code alert.end}
     * @param link the address of the page that shows it, where the platform's own is known
     */
    record Body(String id, String event, Alert alert, Optional<String> link) {}

    /** One delivery on its way. */
    record Delivery(long number, String id, String body, int attempts, Instant createdAt) {}

    static void add(Handle handle, Alert alert, Optional<String> root, Instant now) {
        String event = alert.end().isPresent() ? "end" : "begin";
        Body body =
                new Body(
                        id(alert.id(), event),
                        "alert." + event,
                        alert,
                        root.map(address -> address + alert.page()));
        handle.createUpdate(
                        """
                        insert into monitor_delivery (alert, event, body, created_at, next_at)
                        values (?, ?, ?, ?, ?)
                        """)
                .bind(0, alert.id())
                .bind(1, event)
                .bind(2, HeddleJson.text(body))
                .bind(3, now)
                .bind(4, now)
                .execute();
    }

    private static String id(long alert, String event) {
        return "alert-%d-%s".formatted(alert, event);
    }

    /**
     * Takes deliveries that are due, and nobody else takes them for a while. Of each alert the
     * earliest alone is taken, so that its end is never told before its begin.
     */
    static List<Delivery> take(Handle handle, Instant now, Duration lease, int most) {
        return handle.createQuery(
                        """
                        update monitor_delivery set attempts = attempts + 1, next_at = :until
                        where id in (
                          select id from monitor_delivery d
                          where next_at <= :now and not exists (
                            select 1 from monitor_delivery e
                            where e.alert = d.alert and e.id < d.id)
                          order by next_at, id limit :most for update skip locked)
                        returning id, alert, event, body, attempts, created_at
                        """)
                .bind("now", now)
                .bind("until", now.plus(lease))
                .bind("most", most)
                .map(
                        (row, context) ->
                                new Delivery(
                                        row.getLong("id"),
                                        id(row.getLong("alert"), row.getString("event")),
                                        row.getString("body"),
                                        row.getInt("attempts"),
                                        row.getTimestamp("created_at").toInstant()))
                .list();
    }

    /** Forgets a delivery: it was told, or given up. */
    static void remove(Handle handle, long number) {
        handle.createUpdate("delete from monitor_delivery where id = ?").bind(0, number).execute();
    }

    /** Says when a delivery is tried again. */
    static void retry(Handle handle, long number, Instant at) {
        handle.createUpdate("update monitor_delivery set next_at = ? where id = ?")
                .bind(0, at)
                .bind(1, number)
                .execute();
    }

    /** Forgets the oldest of too many; how many. */
    static int removeExcess(Handle handle) {
        return handle.createUpdate(
                        """
                        delete from monitor_delivery where id <= (
                          select id from monitor_delivery order by id desc offset ? limit 1)
                        """)
                .bind(0, MOST_WAITING)
                .execute();
    }
}
