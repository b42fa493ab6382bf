package dev.heddle.sketches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.model.DataType;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import dev.heddle.model.Signature;
import dev.heddle.model.Tensor;
import dev.heddle.sketches.FieldProfile.Category;
import dev.heddle.sketches.FieldProfile.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProfileRecorderTest {
    @Test
    void shouldCountWhatIsThereAndWhatIsMissing() {
        // given, when
        FieldProfile field = Rows.numbers(1, 2, 3, 4, Double.NaN, Double.POSITIVE_INFINITY, 5);

        // then
        assertThat(field.rows()).isEqualTo(7);
        assertThat(field.present()).isEqualTo(5);
        assertThat(field.missing()).isEqualTo(2);
        assertThat(field.infinite()).isEqualTo(1);
        assertThat(field.mean()).hasValue(3);
        assertThat(field.variance()).hasValue(2.5);
        assertThat(field.quantile(0)).hasValue(1);
        assertThat(field.quantile(0.5)).hasValue(3);
        assertThat(field.quantile(1)).hasValue(5);
        assertThat(field.effectiveRows()).isEqualTo(7);
    }

    @Test
    void shouldKeepOfEveryTypeWhatItsKindAllows() {
        // given
        Struct address =
                new Struct(
                        List.of(
                                Field.required("city", Scalar.STRING),
                                Field.required("since", Scalar.DATE)));
        Struct input =
                new Struct(
                        List.of(
                                Field.required("count", Scalar.LONG),
                                Field.required("known", Scalar.BOOLEAN),
                                Field.required("time", Scalar.TIMESTAMP),
                                Field.optional("address", address),
                                Field.required("words", new ListOf(Scalar.STRING)),
                                Field.required(
                                        "grid", new TensorOf(DataType.FLOAT32, List.of(2L, 2L))),
                                Field.required("single", new TensorOf(DataType.INT64, List.of(1L))),
                                Field.required(
                                        "image", new TensorOf(DataType.UINT8, List.of(28L, 28L))),
                                Field.required(
                                        "any", new TensorOf(DataType.FLOAT32, List.of(-1L)))));
        ProfileRecorder recorder = new ProfileRecorder(new Signature(input, Rows.OUTPUT));

        // when
        recorder.record(
                Rows.row(
                        input,
                        7L,
                        true,
                        Instant.parse("1970-01-01T00:01:00.5Z"),
                        Rows.row(address, "Bern", LocalDate.parse("1970-01-02")),
                        List.of("a"),
                        Tensor.of(new float[] {1, 2, 3, 4}, 2, 2),
                        Tensor.of(new long[] {9}, 1),
                        Tensor.wrap(
                                DataType.UINT8,
                                new long[] {28, 28},
                                java.nio.ByteBuffer.allocate(784)),
                        Tensor.of(new float[] {1})),
                Rows.output(0.5));
        Profile profile = recorder.take();

        // then
        assertThat(profile.fields())
                .extracting(FieldProfile::name, FieldProfile::kind)
                .containsExactly(
                        tuple("input.count", Kind.NUMBER),
                        tuple("input.known", Kind.CATEGORY),
                        tuple("input.time", Kind.TIME),
                        tuple("input.address.city", Kind.CATEGORY),
                        tuple("input.address.since", Kind.TIME),
                        tuple("input.words", Kind.PRESENCE),
                        tuple("input.grid[0,0]", Kind.NUMBER),
                        tuple("input.grid[0,1]", Kind.NUMBER),
                        tuple("input.grid[1,0]", Kind.NUMBER),
                        tuple("input.grid[1,1]", Kind.NUMBER),
                        tuple("input.single", Kind.NUMBER),
                        tuple("input.image", Kind.PRESENCE),
                        tuple("input.any", Kind.PRESENCE),
                        tuple("output.score", Kind.NUMBER));
        assertThat(profile.field("input.time").orElseThrow().quantile(0)).hasValue(60.5);
        assertThat(profile.field("input.address.since").orElseThrow().quantile(0)).hasValue(86_400);
        assertThat(profile.field("input.grid[1,0]").orElseThrow().quantile(0)).hasValue(3);
        assertThat(profile.field("input.known").orElseThrow().categories())
                .containsExactly(new Category("true", 1, 1));
        assertThat(profile.fields()).allMatch(field -> field.present() == 1);
    }

    @Test
    void shouldCountWhatLiesInAnAbsentStructAsMissing() {
        // given
        Struct address = new Struct(List.of(Field.required("city", Scalar.STRING)));
        Signature signature = Rows.of("address", address);
        ProfileRecorder recorder = new ProfileRecorder(signature);

        // when
        recorder.record(Rows.row(signature.input()), Rows.output(1));

        // then
        assertThat(recorder.take().field("input.address.city").orElseThrow().missing())
                .isEqualTo(1);
    }

    @Test
    void shouldTellHowManyFieldsAreTooManyAndKeepOutputs() {
        // given
        Struct input =
                new Struct(
                        IntStream.range(0, 300)
                                .mapToObj(i -> Field.required("f" + i, (FieldType) Scalar.DOUBLE))
                                .toList());

        // when
        Profile profile = new ProfileRecorder(new Signature(input, Rows.OUTPUT)).take();

        // then
        assertThat(profile.leftOut()).isEqualTo(101);
        assertThat(profile.field("output.score")).isPresent();
        assertThat(profile.rows()).isZero();
    }

    @Test
    void shouldCutLongTextsBetweenCharacters() {
        // given
        String face = "\uD83D\uDE00";

        // when
        FieldProfile field = Rows.texts("x".repeat(63) + face, "");

        // then
        assertThat(field.categories())
                .extracting(Category::value)
                .containsExactlyInAnyOrder("x".repeat(63), "");
        assertThat(field.distinct().orElseThrow()).isCloseTo(2, within(0.01));
    }

    @Test
    void shouldLookAtFewerRowsTheMoreThereAreAndCountAll() {
        // given
        Signature signature = Rows.of("x", Scalar.DOUBLE);
        ProfileRecorder recorder = new ProfileRecorder(signature, 1_000);

        // when
        for (int i = 0; i < 200_000; i++) {
            recorder.record(Rows.row(signature.input(), i / 200_000.0), Rows.output(i % 2));
        }
        Profile profile = recorder.take();
        for (int i = 0; i < 200_000; i++) {
            recorder.record(Rows.row(signature.input(), i / 200_000.0), Rows.output(i % 2));
        }
        Profile next = recorder.take();

        // then
        assertThat(profile.rows()).isEqualTo(200_000);
        assertThat(profile.sketched()).isBetween(7_000L, 9_500L);
        FieldProfile field = profile.field("input.x").orElseThrow();
        assertThat(field.rows()).isCloseTo(200_000, within(20_000L));
        assertThat(field.mean().orElseThrow()).isCloseTo(0.5, within(0.05));
        assertThat(field.quantile(0.9).orElseThrow()).isCloseTo(0.9, within(0.05));
        assertThat(field.effectiveRows()).isLessThan(profile.sketched());
        assertThat(next.rows()).isEqualTo(200_000);
        assertThat(next.sketched()).isBetween(500L, 1_100L);
        assertThat(next.field("output.score").orElseThrow().mean().orElseThrow())
                .isCloseTo(0.5, within(0.1));
    }

    @Test
    void shouldLoseNoRowOfManyThreads() throws Exception {
        // given
        Signature signature = Rows.of("x", Scalar.DOUBLE);
        ProfileRecorder recorder = new ProfileRecorder(signature);
        int threads = 8;
        CountDownLatch ready = new CountDownLatch(threads);
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Thread thread =
                    new Thread(
                            () -> {
                                ready.countDown();
                                for (int i = 0; i < 50_000; i++) {
                                    recorder.record(
                                            Rows.row(signature.input(), (double) i),
                                            Rows.output(i));
                                }
                            });
            thread.start();
            all.add(thread);
        }

        // when
        ready.await();
        List<Profile> taken = new ArrayList<>();
        while (all.stream().anyMatch(Thread::isAlive)) {
            taken.add(recorder.take());
        }
        taken.add(recorder.take());

        // then
        assertThat(Profile.merge(taken).rows()).isEqualTo(400_000);
    }
}
