package dev.heddle.batch.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.batch.JobProfile;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.Signature;
import dev.heddle.runtime.Row;
import dev.heddle.sketches.Profile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskProfilesTest {
    private static final Struct STRUCT = new Struct(List.of(Field.required("x", Scalar.DOUBLE)));

    private static TaskProfiles task(int part, int rows) {
        TaskRecording.Profiled recording =
                new TaskRecording.Profiled(new Signature(STRUCT, STRUCT), 1_000);
        for (int i = 0; i < rows; i++) {
            Row row = new Row(STRUCT);
            row.set(0, (double) i);
            recording.record(row, row);
        }
        recording.failed(ErrorCode.MODEL_FAILED);
        TaskProfiles task = new TaskProfiles();
        task.add(recording.part(part));
        return task;
    }

    @Test
    void shouldCountAPartOnceHoweverOftenItIsTried() {
        // given
        TaskProfiles all = new TaskProfiles();

        // when
        for (int part = 0; part < 40; part++) {
            all.merge(task(part, 10));
            all.merge(task(part / 2, 10));
        }
        JobProfile seen = all.value();

        // then
        assertThat(seen.rows()).isEqualTo(440);
        assertThat(seen.errors()).containsExactly(Map.entry("MODEL_FAILED", 40L));
        assertThat(Profile.read(seen.profile()).rows()).isEqualTo(400);
        assertThat(all.value().rows()).isEqualTo(440);
    }

    @Test
    void shouldLeaveItsCopiesAlone() {
        // given
        TaskProfiles all = new TaskProfiles();
        all.merge(task(1, 5));

        // when
        TaskProfiles copy = all.copy();
        all.merge(task(2, 5));
        boolean isEmpty = all.copyAndReset().isZero();

        // then
        assertThat(copy.value().rows()).isEqualTo(6);
        assertThat(all.value().rows()).isEqualTo(12);
        assertThat(isEmpty).isTrue();
        assertThat(new TaskProfiles().value().rows()).isZero();
    }

    @Test
    void shouldCountRowsThatItDoesNotLookAt() {
        // given
        TaskRecording.Profiled recording =
                new TaskRecording.Profiled(new Signature(STRUCT, STRUCT), 0);
        Row row = new Row(STRUCT);

        // when
        recording.record(row, row);
        Profile profile = Profile.read(recording.part(0).profile());

        // then
        assertThat(profile.rows()).isEqualTo(1);
        assertThat(profile.sketched()).isZero();
    }
}
