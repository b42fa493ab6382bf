package dev.heddle.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tables guard against: late, dead and repeated writers, and collections beside them. */
abstract class GuardedTablesContract extends TablesContract {
    private static final GcSettings STRICT =
            new GcSettings(Duration.ZERO, 1, Duration.ofDays(1), false);

    @ParameterizedTest
    @EnumSource(
            value = WriteMode.class,
            names = {"OVERWRITE", "REPLACE"})
    void shouldTellTheLoserWhichJobWon(WriteMode mode) {
        TableName name =
                TableName.parse("growth.race_" + mode.name().toLowerCase(java.util.Locale.ROOT));
        write(name, WriteMode.OVERWRITE, PLAIN, "");
        List<PendingWrite> writes =
                IntStream.range(0, 6)
                        .mapToObj(
                                i ->
                                        tables.begin(
                                                name,
                                                mode,
                                                PLAIN,
                                                new Provenance(
                                                        "me",
                                                        Optional.of("job-" + i),
                                                        Optional.empty())))
                        .toList();

        Map<PendingWrite, Optional<HeddleException>> outcomes =
                InParallel.of(
                        writes,
                        write -> {
                            try {
                                publish(write, "");
                                return Optional.empty();
                            } catch (HeddleException e) {
                                return Optional.of(e);
                            }
                        });

        TableVersion last = tables.current(name).orElseThrow();
        assertThat(last.number()).isEqualTo(2);
        String winner = last.by().job().orElseThrow();
        outcomes.forEach(
                (write, failure) -> {
                    if (write.by().job().orElseThrow().equals(winner)) {
                        assertThat(failure).isEmpty();
                    } else {
                        assertThat(failure.orElseThrow().code()).isEqualTo(ErrorCode.CONFLICT);
                        assertThat(failure.orElseThrow())
                                .hasMessageContaining("published as version 2 by job " + winner)
                                .hasMessageContaining("nothing of it is visible");
                    }
                });
    }

    @Test
    void shouldPublishAWriteOnceHoweverOftenItIsAsked(TestInfo test) {
        TableName name = name(test);
        PendingWrite write = begin(name, WriteMode.APPEND, PLAIN, "");

        TableVersion first = publish(write, "");
        write(name, WriteMode.APPEND, PLAIN, "");

        assertThat(publish(write, "")).isEqualTo(first);
        tables.abort(write);
        TableVersion last = tables.current(name).orElseThrow();
        assertThat(last.number()).isEqualTo(2);
        assertThat(last.rows()).isEqualTo(20);
        assertThat(storage.list(path(write.location()))).hasSize(1);
    }

    @Test
    void shouldShowNothingOfAKilledWriterAndRemoveItsLeavings(TestInfo test) {
        TableName name = name(test);
        TableVersion first = write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        PendingWrite killed =
                tables.begin(
                        name,
                        WriteMode.OVERWRITE,
                        BY_DAY,
                        new Provenance("me", Optional.of("dead"), Optional.empty()));
        put(killed, "ds=1");
        PendingWrite running = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=2");

        assertThat(tables.current(name)).contains(first);
        GcReport told =
                tables.gc(
                        name,
                        new GcSettings(Duration.ZERO, 1, Duration.ofDays(1), true),
                        "dead"::equals);
        assertThat(storage.list(path(killed.location()))).hasSize(1);
        GcReport report = tables.gc(name, STRICT, "dead"::equals);

        assertThat(report).isEqualTo(told);
        assertThat(report.leavings()).containsExactly(killed.id());
        assertThat(report.versions()).isEmpty();
        assertThat(storage.list(path(killed.location()))).isEmpty();
        assertThat(tables.current(name)).contains(first);
        assertThat(files(name, first)).hasSize(1);
        assertThatThrownBy(() -> publish(killed, "ds=1"))
                .hasMessageContaining("was given up or collected; nothing of it is visible");
        assertThat(publish(running, "ds=2").number()).isEqualTo(2);
    }

    @Test
    void shouldCompareWithABaseThatWouldHaveBeenCollected(TestInfo test) {
        TableName name = name(test);
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1", "ds=2");
        PendingWrite long1 = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=2");
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=2");

        GcReport report = tables.gc(name, STRICT, job -> false);

        assertThat(report.versions()).containsExactly(2L);
        assertThat(publish(long1, "ds=1").number()).isEqualTo(4);
    }

    @Test
    void shouldKeepVersionsForAsLongAsItIsTold(TestInfo test) {
        TableName name = name(test);
        for (int i = 0; i < 4; i++) {
            write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        }

        GcReport week = tables.gc(name, GcSettings.DEFAULT, job -> false);
        GcReport two =
                tables.gc(
                        name,
                        new GcSettings(Duration.ZERO, 2, Duration.ofDays(1), false),
                        job -> false);

        assertThat(week.versions()).isEmpty();
        assertThat(week.files()).isZero();
        assertThat(two.versions()).containsExactly(1L, 2L);
        assertThat(two.leavings()).isEmpty();
        assertThat(files(name, tables.version(name, 3))).hasSize(1);
        assertThatThrownBy(() -> tables.asOf(name, Instant.EPOCH))
                .hasMessageContaining("kept are 3 to 4");
        assertThatThrownBy(() -> tables.pin(name, "late", 1))
                .hasMessageContaining("has no version 1; kept are 3 to 4");
    }

    @Test
    void shouldAddFilesThatAreNamedAlike(TestInfo test) {
        TableName name = name(test);
        for (String content : List.of("first", "second", "third")) {
            PendingWrite write = tables.begin(name, WriteMode.APPEND, PLAIN, ME);
            storage.put(
                    path(write.location()) + "/part-0", content.getBytes(StandardCharsets.UTF_8));
            publish(write, "");
        }

        TableVersion last = tables.current(name).orElseThrow();

        assertThat(storage.list(path(tables.location(name, last.partitions().get("")))))
                .extracting(
                        file ->
                                new String(
                                        storage.read(file.path()).orElseThrow(),
                                        StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder("first", "second", "third");
    }

    @Test
    void shouldNotPublishIntoATableThatWasDropped(TestInfo test) {
        TableName name = name(test);
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        PendingWrite write = begin(name, WriteMode.OVERWRITE, BY_DAY, "ds=2");
        tables.drop(name, "me");
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");

        assertThatThrownBy(() -> publish(write, "ds=2"))
                .hasMessageContaining("the table was dropped");

        assertThat(tables.current(name).orElseThrow().partitions()).containsOnlyKeys("ds=1");
        assertThat(storage.list(path(write.location()))).isEmpty();
    }

    @Test
    void shouldLeaveATableOfAnotherWarehouseAlone(TestInfo test) {
        TableName name = name(test);
        write(name, WriteMode.OVERWRITE, BY_DAY, "ds=1");
        String root = storage.location().replaceFirst("^file:", "").replaceFirst("^s3a", "s3");
        try (Tables others = new Tables(warehouse.settings(root + "-other"))) {
            assertThatThrownBy(() -> others.begin(name, WriteMode.OVERWRITE, BY_DAY, ME))
                    .hasMessageContaining("the metastore has version 1 of " + name)
                    .hasMessageContaining("another warehouse keeps it");
        }
    }

    @Test
    void shouldSpellPartitionsAsHiveDoes(TestInfo test) {
        TableName name = name(test);
        String day = PartitionName.of(List.of("ds"), List.of("a/b: c%=ä"));

        TableVersion first = write(name, WriteMode.OVERWRITE, BY_DAY, day);
        TableVersion second = write(name, WriteMode.APPEND, BY_DAY, day);

        assertThat(first.partitions()).containsOnlyKeys("ds=a%2Fb%3A c%25%3Dä");
        assertThat(second.rows()).isEqualTo(20);
        PendingWrite other = begin(name, WriteMode.OVERWRITE, BY_DAY, "DS=1");
        assertThatThrownBy(() -> publish(other, "DS=1"))
                .hasMessageContaining("is spelled 'ds=1', found 'DS=1'");
    }

    private static void put(PendingWrite write, String partition) {
        storage.put(
                path(write.location()) + "/" + partition + "/part-" + write.id(),
                "abc".getBytes(StandardCharsets.UTF_8));
    }
}
