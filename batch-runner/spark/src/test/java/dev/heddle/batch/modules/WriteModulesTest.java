package dev.heddle.batch.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteModulesTest {
    private static final String COMPLETE =
            """
            modules:
              - cleanse:
                  - rename: {CustNo: customer_id}
                  - trim: ["*"]
                  - nullify: {columns: ["*"], values: ["", "N/A", -1]}
                  - cast: {columns: {age: int, born: date}, format: dd.MM.yyyy, on-error: nullify}
                  - hash: {columns: email, salt-from: SALT}
                  - mask: {columns: [phone], keep-last: 4}
                  - drop: [debug]
              - validate:
                  on-failure: block
                  key: [customer_id, ds]
                  only-these-columns: false
                  columns:
                    customer_id: {type: bigint, nullable: false, unique: true}
                    age: {min: 0, max: 120, on-failure: warn}
                    country: {in: [CH, "NO"], matches: "[A-Z]{2}"}
                  conditions:
                    - {name: order, condition: opened <= closed}
                  references:
                    - {columns: [country], table: growth.countries, to: [code]}
                  rows: {min: 1, change: 50%, versions: 3}
              - quality:
                  columns: ["*"]
                  except: [debug]
                  quantiles: [0.5, 0.9]
                  frequent: 5
                  tests:
                    - {column: age, metric: null-share, at-most: 5%}
                    - {column: age, metric: mean, change: 20%, deviations: 3, on-failure: warn}
                    - {metric: rows, at-least: 1}
              - journal:
                  keys: [customer_id]
                  input: changes
                  effective: updated_at
                  sequence: position
                  delete-when: op = 'D'
                  current: growth.customers_now
            """;

    @Test
    void shouldReadEveryKey() {
        assertThatCode(() -> parse(COMPLETE)).doesNotThrowAnyException();
    }

    @Test
    void shouldTellAllErrorsAtOnceWithTheirLines() {
        String yaml =
                """
                modules:
                  - cleanse:
                      - trimm: [name]
                      - cast: {columns: {age: integr}}
                  - validate:
                      columns:
                        age: {min: 0, maks: 120, nullable: sometimes}
                        country: {in: [NO, CH], matches: "[A-Z"}
                  - qualitee: {}
                  - quality:
                      frequent: many
                      tests:
                        - {column: age, metric: average, at-most: 5}
                  - journal:
                      input: full
                speed: 11
                """;

        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("line 3: modules[0].cleanse[0]: expected one key of")
                .hasMessageContaining("line 4: ")
                .hasMessageContaining("'integr' of column age is no type")
                .hasMessageContaining("line 7: modules[1].validate.columns.age: unknown key 'maks'")
                .hasMessageContaining(
                        "line 7: modules[1].validate.columns.age.nullable: expected true or false,"
                                + " found 'sometimes'")
                .hasMessageContaining("line 8: modules[1].validate.columns.country.in: ")
                .hasMessageContaining("found the boolean NO")
                .hasMessageContaining("expected a regular expression, found '[A-Z'")
                .hasMessageContaining("line 9: modules[2]: unknown module 'qualitee'")
                .hasMessageContaining(
                        "line 11: modules[3].quality.frequent: expected a number, found 'many'")
                .hasMessageContaining(
                        "line 13: modules[3].quality.tests[0].metric: expected one of")
                .hasMessageContaining("line 15: modules[4].journal: the key 'keys' is missing")
                .hasMessageContaining("expected one of snapshot, changes, found 'full'")
                .hasMessageContaining("line 16: speed: unknown key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# nothing but a comment",
                "[]",
                "modules: cleanse",
                "modules: [cleanse]",
                "modules: [{cleanse: {}, validate: {}}]",
                "modules: [{cleanse: 7}]",
                "modules: [{validate: [7]}]",
                "modules: [{}]",
                "modules:\n  - cleanse: [",
                "modules: []\nmodules: []",
                "other: 7",
                "? [a]\n: b",
                "modules: [{quality: {frequent: 1.5}}]",
                "modules: [{quality: {tests: [{metric: rows}]}}]",
                "modules: [{quality: {tests: [{metric: mean, at-least: 1}]}}]",
                "modules: [{quality: {tests: [{column: a, metric: quantile, at-least: 1}]}}]",
                "modules: [{quality: {quantiles: [2]}}]",
                "modules: [{journal: {keys: [id], sequence: n}}]",
                "modules: [{journal: {keys: [id], current: a.b.c}}]",
                "modules: [{validate: {references: [{columns: [a, b], table: t, to: [c]}]}}]",
                "modules: [{cleanse: [{hash: {columns: [a]}}]}]",
                "modules: [{cleanse: [{mask: {columns: [a], with: ab}}]}]",
                "modules: [{cleanse: [{nullify: {columns: [a]}}]}]",
                "modules: &a [{cleanse: *a}]",
                "a: !!java.io.File [x]",
                "\u0000",
            })
    void shouldRefuseWhatIsNoDefinition(String yaml) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "modules: []", "modules:", "modules: [{cleanse: []}]"})
    void shouldTakeAnEmptySequence(String yaml) {
        assertThatCode(() -> parse(yaml)).doesNotThrowAnyException();
    }

    @Test
    void shouldSayThatASaltIsNotSet() {
        String yaml = "modules: [{cleanse: [{hash: {columns: [email], salt-from: PEPPER}}]}]";

        assertThatThrownBy(
                        () -> WriteModules.parse(yaml, getClass().getClassLoader(), name -> null))
                .hasMessageContaining("line 1")
                .hasMessageContaining("the environment variable PEPPER is not set");
    }

    private static WriteModules parse(String yaml) {
        return WriteModules.parse(
                yaml, WriteModulesTest.class.getClassLoader(), name -> "a salt for " + name);
    }
}
