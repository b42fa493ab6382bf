package dev.heddle.jobs.tables;

import dev.heddle.client.Access;
import dev.heddle.client.Page;
import dev.heddle.client.TablesClient.Definition;
import dev.heddle.client.Token.Role;
import dev.heddle.client.batch.TableCollection;
import dev.heddle.client.batch.TableDifference;
import dev.heddle.client.batch.TablePin;
import dev.heddle.client.batch.TableSummary;
import dev.heddle.client.batch.TableVersionSummary;
import dev.heddle.client.batch.WriteQuality;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.GcSettings;
import dev.heddle.warehouse.Provenance;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.TableVersion;
import dev.heddle.warehouse.Tables;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Optional;

/** Tables over HTTP. */
@Path("/api/v1/tables")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TablesResource {
    private final Warehouse warehouse;
    private final LiveJobs jobs;
    private final DefinitionCheck check;

    TablesResource(Warehouse warehouse, LiveJobs jobs, DefinitionCheck check) {
        this.warehouse = warehouse;
        this.jobs = jobs;
        this.check = check;
    }

    /** Body of a rollback and of a pin. */
    public record Version(Long version) {
        long required() {
            if (version == null) {
                throw invalid("the request says no version, expected {\"version\": 7}");
            }
            return version;
        }
    }

    @GET
    public Page<String> list(
            @QueryParam("database") String database,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        Tables tables = warehouse.tables();
        List<String> databases = database == null ? tables.databases() : List.of(database);
        List<String> names =
                databases.stream()
                        .flatMap(name -> tables.list(name).stream())
                        .map(TableName::toString)
                        .sorted()
                        .filter(name -> name.compareTo(token) > 0)
                        .limit(limited(limit) + 1L)
                        .toList();
        return page(names, limit, name -> name);
    }

    @GET
    @Path("{table}")
    public TableSummary find(@PathParam("table") String table) {
        TableName name = TableName.parse(table);
        return warehouse
                .tables()
                .describe(name)
                .map(TableViews::table)
                .orElseThrow(() -> notFound("there is no table " + name));
    }

    @DELETE
    @Path("{table}")
    @Access(Role.ADMIN)
    public void drop(@PathParam("table") String table, @Context SecurityContext caller) {
        warehouse.tables().drop(TableName.parse(table), actor(caller));
    }

    @GET
    @Path("{table}/versions")
    public Page<TableVersionSummary> versions(
            @PathParam("table") String table,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        TableName name = kept(table);
        long before = token.isEmpty() ? Long.MAX_VALUE : number("pageToken", token);
        List<TableVersionSummary> versions =
                warehouse.tables().versions(name, limited(limit) + 1, before).stream()
                        .map(TableViews::version)
                        .toList();
        return page(versions, limit, version -> Long.toString(version.number()));
    }

    @GET
    @Path("{table}/versions/{version}/quality")
    public String quality(@PathParam("table") String table, @PathParam("version") String version) {
        TableName name = kept(table);
        TableVersion found = warehouse.tables().version(name, number("version", version));
        return warehouse.tables().quality(name, found).orElse("null");
    }

    @GET
    @Path("{table}/quality")
    public Page<WriteQuality> qualityHistory(
            @PathParam("table") String table,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        TableName name = kept(table);
        if (limit < 1 || limit > TableViews.PROFILES) {
            throw invalid("limit is %d, expected 1 to %d".formatted(limit, TableViews.PROFILES));
        }
        long before = token.isEmpty() ? Long.MAX_VALUE : number("pageToken", token);
        List<TableVersion> versions = warehouse.tables().versions(name, limit + 1, before);
        return page(
                TableViews.qualities(versions, warehouse.tables().qualities(name, versions)),
                limit,
                write -> Long.toString(write.version()));
    }

    @GET
    @Path("{table}/diff")
    public TableDifference diff(
            @PathParam("table") String table,
            @QueryParam("from") String from,
            @QueryParam("to") String to) {
        return TableViews.difference(
                warehouse.tables().diff(kept(table), number("from", from), number("to", to)));
    }

    @POST
    @Path("{table}/rollback")
    @Access(Role.CONTRIBUTOR)
    public TableVersionSummary rollback(
            @PathParam("table") String table, Version body, @Context SecurityContext caller) {
        return TableViews.version(
                warehouse
                        .tables()
                        .rollback(
                                TableName.parse(table),
                                body(body).required(),
                                Provenance.of(actor(caller))));
    }

    @POST
    @Path("{table}/gc")
    @Access(Role.CONTRIBUTOR)
    public TableCollection collect(@PathParam("table") String table, TableCollection.Rules body) {
        TableCollection.Rules rules = body(body);
        GcSettings usual = GcSettings.DEFAULT;
        GcSettings settings;
        try {
            settings =
                    new GcSettings(
                            rules.retention().orElse(usual.retention()),
                            rules.keepVersions().orElse(usual.keepVersions()),
                            rules.grace().orElse(usual.grace()),
                            rules.dryRun());
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
        return TableViews.collection(
                warehouse.tables().gc(TableName.parse(table), settings, jobs::isDead),
                rules.dryRun());
    }

    @GET
    @Path("{table}/pins")
    public List<TablePin> pins(@PathParam("table") String table) {
        return warehouse.tables().pins(kept(table)).stream().map(TableViews::pin).toList();
    }

    @PUT
    @Path("{table}/pins/{pin}")
    @Access(Role.CONTRIBUTOR)
    public TablePin pin(
            @PathParam("table") String table, @PathParam("pin") String pin, Version body) {
        return TableViews.pin(warehouse.tables().pin(kept(table), pin, body(body).required()));
    }

    @DELETE
    @Path("{table}/pins/{pin}")
    @Access(Role.CONTRIBUTOR)
    public void unpin(@PathParam("table") String table, @PathParam("pin") String pin) {
        if (!warehouse.tables().unpin(kept(table), pin)) {
            throw notFound("%s has no pin '%s'".formatted(table, pin));
        }
    }

    @GET
    @Path("{table}/definition")
    public Definition definition(@PathParam("table") String table) {
        return new Definition(
                warehouse.tables().definition(TableName.parse(table)).orElse(""), List.of());
    }

    @PUT
    @Path("{table}/definition")
    @Access(Role.CONTRIBUTOR)
    public void define(@PathParam("table") String table, Definition body) {
        TableName name = TableName.parse(table);
        Definition definition = body(body);
        if (!definition.yaml().isBlank()) {
            check.check(definition.yaml(), definition.jars());
        }
        warehouse.tables().define(name, definition.yaml());
    }

    private TableName kept(String table) {
        TableName name = TableName.parse(table);
        if (warehouse.tables().current(name).isEmpty()) {
            throw notFound("there is no table %s that Heddle keeps".formatted(name));
        }
        return name;
    }

    private static <T> Page<T> page(
            List<T> fetched, int limit, java.util.function.Function<T, String> key) {
        return fetched.size() <= limit
                ? new Page<>(fetched, Optional.empty())
                : new Page<>(
                        fetched.subList(0, limit), Optional.of(key.apply(fetched.get(limit - 1))));
    }

    private static int limited(int limit) {
        if (limit < 1 || limit > TableViews.PARTITIONS) {
            throw invalid("limit is %d, expected 1 to %d".formatted(limit, TableViews.PARTITIONS));
        }
        return limit;
    }

    private static long number(String name, String text) {
        try {
            return Long.parseLong(text == null ? "" : text);
        } catch (NumberFormatException e) {
            throw invalid("%s is '%s', expected a version's number".formatted(name, text));
        }
    }

    private static <T> T body(T body) {
        if (body == null) {
            throw invalid("the request has no body, expected a JSON object");
        }
        return body;
    }

    private static String actor(SecurityContext caller) {
        return caller.getUserPrincipal() == null ? "local" : caller.getUserPrincipal().getName();
    }

    private static HeddleException invalid(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }

    private static HeddleException notFound(String message) {
        return new HeddleException(ErrorCode.NOT_FOUND, message);
    }
}
