package dev.heddle.jobs.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.batch.WriteQuality;
import dev.heddle.warehouse.Operation;
import dev.heddle.warehouse.PartitionState;
import dev.heddle.warehouse.Provenance;
import dev.heddle.warehouse.TableColumn;
import dev.heddle.warehouse.TableSchema;
import dev.heddle.warehouse.TableVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TableViewsTest {
    private static final String PROFILE =
            """
            {"at": "2026-11-01T00:00:00Z", "rows": 40,
             "columns": [{"name": "score", "type": "double", "nulls": 4, "distinct": 30,
                          "notNumbers": 0, "infinite": 0, "min": "0.1", "mean": 0.5,
                          "deviation": 0.2, "quantiles": [], "frequent": []}],
             "findings": [{"check": "rows", "blocks": false, "passed": false,
                           "message": "40 rows, expected 50"}]}
            """;

    private static TableVersion version(long number) {
        return new TableVersion(
                number,
                Operation.OVERWRITE,
                Provenance.of("ann"),
                Instant.parse("2026-11-01T00:00:00Z"),
                new TableSchema(List.of(new TableColumn("score", "double")), List.of()),
                new TreeMap<>(Map.of("", new PartitionState("data/x", number, 100, 1_000, 1))),
                List.of(""),
                Optional.empty());
    }

    @Test
    void shouldSayWhatWritesWereLikeWithAndWithoutAProfile() {
        List<WriteQuality> writes =
                TableViews.qualities(List.of(version(2), version(1)), Map.of(2L, PROFILE));

        WriteQuality profiled = writes.get(0);
        assertThat(profiled.version()).isEqualTo(2);
        assertThat(profiled.tableRows()).isEqualTo(100);
        assertThat(profiled.rows()).hasValue(40);
        assertThat(profiled.column("SCORE").orElseThrow().nulls()).isEqualTo(4);
        assertThat(profiled.column("SCORE").orElseThrow().mean()).hasValue(0.5);
        assertThat(profiled.failures()).isEqualTo(1);
        assertThat(writes.get(1).rows()).isEmpty();
        assertThat(writes.get(1).columns()).isEmpty();
    }
}
