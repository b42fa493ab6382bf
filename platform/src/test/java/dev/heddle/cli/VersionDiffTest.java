package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.ModelVersion;
import dev.heddle.client.Origin;
import dev.heddle.client.PackageFile;
import dev.heddle.model.Field;
import dev.heddle.model.FieldType.Scalar;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionDiffTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final Struct SCORE = new Struct(List.of(Field.required("score", Scalar.DOUBLE)));

    @Test
    void shouldFindNothingBetweenVersionsThatAreAlike() {
        ModelVersion one = version(1, "com.acme.Churn", input(), Map.of("t", "1"), A, "1.0");
        ModelVersion two = version(2, "com.acme.Churn", input(), Map.of("t", "1"), A, "1.0");

        assertThat(VersionDiff.of(one, two)).isEmpty();
    }

    @Test
    void shouldNameEveryPartThatDiffers() {
        Struct wider =
                new Struct(
                        List.of(
                                Field.required("age", Scalar.LONG),
                                Field.optional("city", Scalar.STRING)));
        ModelVersion one =
                version(1, "com.acme.Churn", input(), Map.of("t", "1", "u", "x"), A, "1.0");
        ModelVersion two = version(2, "com.acme.Churn2", wider, Map.of("t", "2"), B, "1.1");

        assertThat(VersionDiff.of(one, two))
                .containsExactly(
                        new Difference("function", "class", "com.acme.Churn", "com.acme.Churn2"),
                        new Difference("signature input", "age", "integer", "long"),
                        new Difference("signature input", "city", "", "string, optional"),
                        new Difference("parameters", "t", "1", "2"),
                        new Difference("parameters", "u", "x", ""),
                        new Difference("artifacts", "weights", "aaaaaaaaaaaa", "bbbbbbbbbbbb"),
                        new Difference(
                                "dependencies",
                                "org.math:math",
                                "1.0 aaaaaaaaaaaa",
                                "1.1 bbbbbbbbbbbb"),
                        new Difference("files", "code/churn.jar", "aaaaaaaaaaaa", "bbbbbbbbbbbb"));
    }

    @Test
    void shouldCompareNestedFieldsByTheirPath() {
        Struct left = new Struct(List.of(Field.required("home", input())));
        Struct right =
                new Struct(
                        List.of(
                                Field.required(
                                        "home",
                                        new Struct(
                                                List.of(Field.required("age", Scalar.STRING))))));

        assertThat(
                        VersionDiff.of(
                                version(1, "C", left, Map.of(), A, "1"),
                                version(2, "C", right, Map.of(), A, "1")))
                .containsExactly(
                        new Difference("signature input", "home.age", "integer", "string"));
    }

    private static Struct input() {
        return new Struct(List.of(Field.required("age", Scalar.INTEGER)));
    }

    private static ModelVersion version(
            int number,
            String className,
            Struct input,
            Map<String, String> parameters,
            String hash,
            String library) {
        return new ModelVersion(
                "churn",
                number,
                hash,
                List.of("heddle_java"),
                Optional.of(className),
                Optional.of(new Signature(input, SCORE)),
                parameters,
                Map.of("weights", "artifacts/weights/model.onnx"),
                List.of(
                        new PackageFile("MLmodel", number, A),
                        new PackageFile("artifacts/weights/model.onnx", 1, hash),
                        new PackageFile("code/churn.jar", 1, hash)),
                new Origin(
                        Optional.empty(),
                        "17",
                        "heddle",
                        List.of(
                                new Origin.Dependency(
                                        "org.math:math:" + library, "churn.jar", hash))),
                Map.of(),
                List.of(),
                Instant.EPOCH,
                "ann");
    }
}
