package dev.heddle.jobs.tables;

import dev.heddle.client.Page;
import dev.heddle.client.batch.TableOverview;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.warehouse.TableName;
import dev.heddle.warehouse.Tables;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tables in short over HTTP, for lists that people look through. */
@Path("/api/v1/table-overviews")
@Produces(MediaType.APPLICATION_JSON)
public class TableOverviewsResource {
    private static final int MAX_LIMIT = 100;

    private final Warehouse warehouse;

    TableOverviewsResource(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    @GET
    public Page<TableOverview> list(
            @QueryParam("contains") @DefaultValue("") String contains,
            @QueryParam("limit") @DefaultValue("25") int limit,
            @QueryParam("pageToken") @DefaultValue("") String token) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "limit is %d, expected 1 to %d".formatted(limit, MAX_LIMIT));
        }
        List<TableName> names = names(contains.toLowerCase(Locale.ROOT), token, limit + 1);
        List<TableName> shown = names.subList(0, Math.min(limit, names.size()));
        return new Page<>(
                warehouse.tables().describe(shown).stream().map(TableViews::overview).toList(),
                names.size() > limit
                        ? Optional.of(shown.get(limit - 1).toString())
                        : Optional.empty());
    }

    private List<TableName> names(String contains, String after, int most) {
        Tables tables = warehouse.tables();
        return tables.databases().stream()
                .flatMap(database -> tables.list(database).stream())
                .map(TableName::toString)
                .filter(name -> name.contains(contains))
                .sorted()
                .filter(name -> name.compareTo(after) > 0)
                .limit(most)
                .map(TableName::parse)
                .toList();
    }
}
