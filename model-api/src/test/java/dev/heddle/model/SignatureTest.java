package dev.heddle.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.Field.FeatureReference;
import dev.heddle.model.FieldType.ListOf;
import dev.heddle.model.FieldType.MapOf;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.FieldType.TensorOf;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static final Field AGE = Field.required("age", Scalar.INTEGER);
    private static final Field NAME = Field.optional("name", Scalar.STRING);
    private static final Field SCORE = Field.required("score", Scalar.DOUBLE);

    private final Signature current = signature(List.of(AGE, NAME), List.of(SCORE));

    @Test
    void shouldSurviveItsMapForm() {
        Field feature =
                new Field(
                        "purchases",
                        Scalar.DOUBLE,
                        true,
                        Optional.of("In seven days"),
                        Optional.of(new FeatureReference("activity", List.of("age"), "purchases")));
        Signature signature =
                signature(
                        List.of(
                                AGE,
                                feature,
                                Field.optional("list", new ListOf(new MapOf(Scalar.DATE))),
                                Field.required("inner", new Struct(List.of(NAME))),
                                Field.required(
                                        "image",
                                        new TensorOf(DataType.UINT8, List.of(-1L, 28L, 28L)))),
                        List.of(SCORE));

        assertThat(Signature.fromMap(signature.toMap())).isEqualTo(signature);
    }

    @Test
    void shouldNameThePlaceThatIsNoSignature() {
        assertThatThrownBy(
                        () ->
                                Signature.fromMap(
                                        Map.of(
                                                "input",
                                                List.of(Map.of("name", "a", "type", "number")),
                                                "output",
                                                List.of())))
                .hasMessage("signature: input[0].type: expected a type's name, got number");
    }

    @Test
    void shouldTakeMoreAndGiveMore() {
        Signature next =
                signature(
                        List.of(
                                Field.required("age", Scalar.LONG),
                                NAME,
                                Field.optional("city", Scalar.STRING)),
                        List.of(SCORE, Field.required("reason", Scalar.STRING)));

        assertThat(current.incompatibilitiesOf(next)).isEmpty();
        assertThat(next.incompatibilitiesOf(current))
                .containsExactly(
                        "input.age changed from long to integer",
                        "input.city was removed",
                        "output.reason was removed");
    }

    @Test
    void shouldNotAskForMoreNorGiveLess() {
        Signature next =
                signature(
                        List.of(
                                AGE,
                                Field.required("name", Scalar.STRING),
                                Field.required("city", Scalar.STRING)),
                        List.of(Field.optional("score", Scalar.DOUBLE)));

        assertThat(current.incompatibilitiesOf(next))
                .containsExactly(
                        "input.name became required",
                        "input.city was added and is required",
                        "output.score became optional");
    }

    @Test
    void shouldNotWidenWhatCallersRead() {
        Signature next =
                signature(List.of(AGE, NAME), List.of(Field.required("score", Scalar.LONG)));

        assertThat(current.incompatibilitiesOf(next))
                .containsExactly("output.score changed from double to long");
    }

    @Test
    void shouldCompareShapesByWhatFits() {
        Signature fixed = tensors(List.of(3L), List.of(2L));
        Signature open = tensors(List.of(-1L), List.of(-1L));

        assertThat(fixed.incompatibilitiesOf(tensors(List.of(-1L), List.of(2L)))).isEmpty();
        assertThat(open.incompatibilitiesOf(tensors(List.of(-1L), List.of(2L)))).isEmpty();
        assertThat(open.incompatibilitiesOf(fixed))
                .hasSize(1)
                .first()
                .asString()
                .contains("input.x");
        assertThat(fixed.incompatibilitiesOf(open))
                .hasSize(1)
                .first()
                .asString()
                .contains("output.y");
    }

    @Test
    void shouldRefuseTheSameFieldTwice() {
        assertThatThrownBy(() -> new Struct(List.of(AGE, AGE)))
                .hasMessage("field 'age' stands twice");
    }

    private static Signature tensors(List<Long> input, List<Long> output) {
        return signature(
                List.of(Field.required("x", new TensorOf(DataType.FLOAT32, input))),
                List.of(Field.required("y", new TensorOf(DataType.FLOAT32, output))));
    }

    private static Signature signature(List<Field> input, List<Field> output) {
        return new Signature(new Struct(input), new Struct(output));
    }
}
