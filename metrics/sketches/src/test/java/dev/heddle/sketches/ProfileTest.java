package dev.heddle.sketches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Signature;
import dev.heddle.sketches.FieldProfile.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProfileTest {
    private static final Struct INPUT =
            new Struct(
                    List.of(
                            Field.required("age", Scalar.DOUBLE),
                            Field.optional("city", Scalar.STRING),
                            Field.required("bytes", Scalar.BINARY),
                            Field.required("day", Scalar.DATE)));

    private static Profile profile(int from, int to) {
        ProfileRecorder recorder =
                new ProfileRecorder(new Signature(INPUT, Rows.OUTPUT), Integer.MAX_VALUE);
        for (int i = from; i < to; i++) {
            recorder.record(
                    Rows.row(
                            INPUT,
                            (double) i,
                            i % 10 == 0 ? null : "city " + i % 7,
                            new byte[1],
                            java.time.LocalDate.ofEpochDay(i)),
                    Rows.output(i));
        }
        return recorder.take();
    }

    @Test
    void shouldMergeIntoWhatOneWouldHaveSeen() {
        // given
        List<Profile> parts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            parts.add(profile(i * 1_000, (i + 1) * 1_000));
        }

        // when
        Profile merged = Profile.merge(parts);

        // then
        assertThat(merged.rows()).isEqualTo(100_000);
        assertThat(merged.sketched()).isEqualTo(100_000);
        FieldProfile age = merged.field("input.age").orElseThrow();
        assertThat(age.quantile(0.25).orElseThrow()).isCloseTo(25_000, within(2_000.0));
        assertThat(age.mean().orElseThrow()).isCloseTo(49_999.5, within(0.001));
        assertThat(Math.sqrt(age.variance().orElseThrow())).isCloseTo(28_867.7, within(0.1));
        FieldProfile city = merged.field("input.city").orElseThrow();
        assertThat(city.missing()).isEqualTo(10_000);
        assertThat(city.categories()).hasSize(7);
        assertThat(city.categories().stream().mapToLong(Category::atLeast).sum()).isEqualTo(90_000);
    }

    @Test
    void shouldReadWhatItWrote() {
        // given
        Profile written = profile(0, 5_000);

        // when
        Profile read = Profile.read(written.write());

        // then
        assertThat(read.write()).isEqualTo(written.write());
        assertThat(read.rows()).isEqualTo(5_000);
        for (FieldProfile field : written.fields()) {
            FieldProfile same = read.field(field.name()).orElseThrow();
            assertThat(same.counts()).isEqualTo(field.counts());
            assertThat(same.kind()).isEqualTo(field.kind());
            assertThat(same.mean()).isEqualTo(field.mean());
            assertThat(same.quantile(0.3)).isEqualTo(field.quantile(0.3));
            assertThat(same.categories()).isEqualTo(field.categories());
            assertThat(same.distinct()).isEqualTo(field.distinct());
        }
    }

    @Test
    void shouldReadWhatNothingWasRecordedIn() {
        // given
        Profile written = profile(0, 0).merge(Profile.EMPTY);

        // when
        Profile read = Profile.read(written.write());

        // then
        assertThat(read.fields()).hasSize(5);
        assertThat(read.field("input.age").orElseThrow().quantile(0.5)).isEmpty();
        assertThat(Profile.read(Profile.EMPTY.write()).fields()).isEmpty();
    }

    @Test
    void shouldStayWithinItsSizeWithTheLongestTexts() {
        // given
        Signature signature = Rows.of("x", Scalar.STRING);
        ProfileRecorder recorder = new ProfileRecorder(signature, Integer.MAX_VALUE);
        for (int i = 0; i < 10_000; i++) {
            recorder.record(Rows.row(signature.input(), i + "\u6587".repeat(100)), Rows.output(0));
        }

        // when
        byte[] bytes = recorder.take().write();

        // then
        assertThat(bytes.length).isLessThan(Profile.MOST_BYTES / Profile.MOST_FIELDS);
        assertThat(Profile.read(bytes).rows()).isEqualTo(10_000);
    }

    @Test
    void shouldAnswerBytesOfAnyKindWithOneError() {
        // given
        Random random = new Random(7);
        List<byte[]> valid =
                List.of(profile(0, 3_000).write(), profile(0, 1).write(), profile(0, 60).write());
        int refused = 0;

        // when
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = valid.get(i % valid.size()).clone();
            int changes = 1 + random.nextInt(4);
            for (int change = 0; change < changes; change++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (i % 10 == 0) {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            try {
                Profile read = Profile.read(bytes);
                Profile merged = read.merge(Profile.read(valid.get(0)));
                merged.fields().forEach(field -> field.quantile(0.5));
                merged.fields().forEach(FieldProfile::categories);
                merged.write();
            } catch (HeddleException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                refused++;
            }
        }

        // then
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void shouldRefuseWhatIsTooLong() {
        // given
        byte[] bytes = new byte[Profile.MOST_BYTES + 1];

        // when, then
        assertThatThrownBy(() -> Profile.read(bytes))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("8388608 bytes at most");
    }
}
