package dev.heddle.client;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import dev.heddle.client.batch.TableCollection;
import dev.heddle.client.batch.TableDifference;
import dev.heddle.client.batch.TableOverview;
import dev.heddle.client.batch.TablePin;
import dev.heddle.client.batch.TableSummary;
import dev.heddle.client.batch.TableVersionSummary;
import dev.heddle.client.batch.WriteQuality;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The tables of a platform's warehouse; see {@link Heddle#tables}. */
public final class TablesClient {
    private static final String TABLES = "/api/v1/tables";
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Transport transport;

    TablesClient(Transport transport) {
        this.transport = transport;
    }

    /** The names of the tables of a database, or of all for an empty name. */
    public Stream<String> list(String database) {
        return pages(
                database.isEmpty() ? TABLES : TABLES + "?database=" + Call.encode(database),
                String.class);
    }

    /**
     * One page of the tables in short, by name.
     *
     * @param contains a part of their names; empty for all
     * @param limit how many at most
     * @param token of the page before; empty for the first
     */
    public Page<TableOverview> overviews(String contains, int limit, Optional<String> token) {
        String query =
                "/api/v1/table-overviews?limit=%d&contains=%s%s"
                        .formatted(
                                limit,
                                Call.encode(contains),
                                token.map(text -> "&pageToken=" + Call.encode(text)).orElse(""));
        return transport.read(Call.get(query), pageOf(TableOverview.class));
    }

    /** A table, with the first thousand of its partitions. */
    public TableSummary table(String name) {
        return transport.read(Call.get(path(name)), TableSummary.class);
    }

    /** The versions of a table, newest first. */
    public Stream<TableVersionSummary> versions(String name) {
        return pages(path(name) + "/versions", TableVersionSummary.class);
    }

    /** One page of the versions of a table, newest first. */
    public Page<TableVersionSummary> versions(String name, int limit, Optional<String> token) {
        return transport.read(
                Call.get(paged(path(name) + "/versions", limit, token)),
                pageOf(TableVersionSummary.class));
    }

    /** One page of what the writes of a table were like, newest first. */
    public Page<WriteQuality> qualityHistory(String name, int limit, Optional<String> token) {
        return transport.read(
                Call.get(paged(path(name) + "/quality", limit, token)), pageOf(WriteQuality.class));
    }

    private static String paged(String path, int limit, Optional<String> token) {
        return path
                + "?limit="
                + limit
                + token.map(text -> "&pageToken=" + Call.encode(text)).orElse("");
    }

    /** What differs between two versions. */
    public TableDifference diff(String name, long from, long to) {
        return transport.read(
                Call.get(path(name) + "/diff?from=" + from + "&to=" + to), TableDifference.class);
    }

    /** Brings the state of an earlier version back, as a new one. */
    public TableVersionSummary rollback(String name, long to) {
        return transport.read(
                Call.post(path(name) + "/rollback", transport.write(Map.of("version", to))),
                TableVersionSummary.class);
    }

    /** Removes data that no kept version needs. */
    public TableCollection collect(String name, TableCollection.Rules rules) {
        return transport.read(
                Call.post(path(name) + "/gc", transport.write(rules)).within(LONG),
                TableCollection.class);
    }

    /** The pins of a table. */
    public List<TablePin> pins(String name) {
        return List.of(transport.read(Call.get(path(name) + "/pins"), TablePin[].class));
    }

    /** Keeps a version until the pin is taken off. */
    public TablePin pin(String name, String pin, long version) {
        return transport.read(
                Call.put(
                        Call.path(path(name) + "/pins/", pin),
                        transport.write(Map.of("version", version))),
                TablePin.class);
    }

    /** Takes a pin off. */
    public void unpin(String name, String pin) {
        transport.run(Call.delete(Call.path(path(name) + "/pins/", pin)));
    }

    /** The write modules of a table, in YAML; the empty text if it has none. */
    public String definition(String name) {
        return transport.read(Call.get(path(name) + "/definition"), Definition.class).yaml();
    }

    /** Sets the write modules of a table, or takes them away; they are checked before. */
    public void define(String name, Definition definition) {
        transport.run(
                Call.put(path(name) + "/definition", transport.write(definition)).within(LONG));
    }

    /** The profile of what a version wrote, as JSON; null if none was made. */
    public JsonNode quality(String name, long version) {
        return transport.read(
                Call.get(path(name) + "/versions/" + version + "/quality"), JsonNode.class);
    }

    /** Removes a table with all of its data and history. */
    public void drop(String name) {
        transport.run(Call.delete(path(name)).within(LONG));
    }

    /**
     * The write modules of a table.
     *
     * @param yaml the text; empty for none
     * @param jars jars on the platform's machine that hold those of one's own, to check by; they
     *     are not kept
     */
    public record Definition(String yaml, List<String> jars) {
        public Definition {
            yaml = yaml == null ? "" : yaml;
            jars = jars == null ? List.of() : List.copyOf(jars);
        }
    }

    private static String path(String name) {
        return Call.path(TABLES + "/", name);
    }

    private JavaType pageOf(Class<?> type) {
        return transport.json().getTypeFactory().constructParametricType(Page.class, type);
    }

    private <T> Stream<T> pages(String path, Class<T> type) {
        JavaType page = pageOf(type);
        String separator = path.contains("?") ? "&" : "?";
        return Pages.stream(
                token ->
                        transport.read(
                                Call.get(
                                        token.map(
                                                        next ->
                                                                path
                                                                        + separator
                                                                        + "pageToken="
                                                                        + Call.encode(next))
                                                .orElse(path)),
                                page));
    }
}
