package dev.heddle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelContext;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelFunction;
import dev.heddle.model.ModelIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlflowScoringTest {
    @TempDir private Path folder;

    private final OnnxSessions sessions = new OnnxSessions();
    private LoadedModel people;
    private LoadedModel doubles;
    private LoadedModel graph;

    /** What the function takes. */
    public record Person(
            long id,
            double income,
            String name,
            Optional<Boolean> member,
            Optional<Instant> since,
            Optional<LocalDate> born,
            Optional<List<String>> words) {}

    /** What it gives. */
    public record Told(String text) {}

    /** Tells what it got. */
    public static final class Tell implements ModelFunction<Person, Told> {
        @Override
        public Told predict(ModelContext context, Person person) {
            StringBuilder text = new StringBuilder();
            text.append(person.id()).append(' ').append(person.income()).append(' ');
            text.append(person.name());
            person.member().ifPresent(member -> text.append(' ').append(member));
            person.since().ifPresent(since -> text.append(' ').append(since));
            person.born().ifPresent(born -> text.append(' ').append(born));
            person.words().ifPresent(words -> text.append(' ').append(words));
            return new Told(text.toString());
        }
    }

    /** A single number. */
    public record Value(double value) {}

    /** Doubles it. */
    public static final class Twice implements ModelFunction<Value, Value> {
        @Override
        public Value predict(ModelContext context, Value value) {
            return new Value(2 * value.value());
        }
    }

    @BeforeEach
    void load() throws Exception {
        people = function(new Tell());
        doubles = function(new Twice());
        // y = x · [1, 2, 3] + 0.5, for a batch of any size.
        Files.write(
                folder.resolve("line.onnx"),
                TinyOnnx.linear("x", "y", new float[] {1, 2, 3}, 0.5f));
        new Packager(sessions)
                .pack(
                        folder,
                        new PackageContents(
                                Optional.empty(), Map.of(), Map.of(), Optional.empty(), Map.of()));
        graph = loadGraph();
    }

    @AfterEach
    void close() {
        people.close();
        doubles.close();
        graph.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                {"dataframe_split": {"columns": ["name", "id", "income"], "data": [["ann", 3, 1.5]]}}""",
                """
                {"dataframe_split": {"data": [["ann", 3, 1.5]], "columns": ["name", "id", "income"]}}""",
                """
                {"dataframe_split": {"index": [0], "columns": ["extra", "id", "income", "name"],
                  "data": [[{"a": [1]}, 3.0, 1.5, "ann"]]}, "params": {"temperature": 1}}""",
                """
                {"dataframe_split": {"data": [[3, 1.5, "ann", null, null, NaN, null]]}}""",
                """
                {"dataframe_records": [{"id": 3, "name": "ann", "income": 1.5, "more": []}]}""",
                """
                {"dataframe_records": [{"id": 3, "name": "ann", "income": 1.5, "member": NaN}]}""",
                """
                {"instances": [{"id": 3, "name": "ann", "income": [1.5]}]}""",
                """
                {"inputs": [{"id": 3, "name": "ann", "income": 1.5}]}""",
                """
                {"inputs": {"id": [3], "name": ["ann"], "income": [1.5], "extra": [1, 2]}}""",
                """
                {"other": 1, "inputs": {"id": 3, "name": "ann", "income": 1.5}}""",
            })
    void shouldTakeEveryForm(String request) {
        assertThat(score(people, request))
                .isEqualTo("{\"predictions\":[{\"text\":\"3 1.5 ann\"}]}");
    }

    @Test
    void shouldTakeManyRecordsInOrder() {
        String expected = "{\"predictions\":[{\"value\":2.0},{\"value\":4.0},{\"value\":6.0}]}";

        for (String request :
                List.of(
                        "{\"dataframe_split\": {\"columns\": [\"value\"], \"data\": [[1],[2],[3]]}}",
                        "{\"dataframe_records\": [{\"value\":1},{\"value\":2},{\"value\":3}]}",
                        "{\"instances\": [1, 2, 3]}",
                        "{\"instances\": [[1], [2], [3]]}",
                        "{\"inputs\": {\"value\": [1, 2, 3]}}",
                        "{\"inputs\": [1, 2, 3]}")) {
            assertThat(score(doubles, request)).as(request).isEqualTo(expected);
        }
        assertThat(score(doubles, "{\"inputs\": 1}"))
                .isEqualTo("{\"predictions\":[{\"value\":2.0}]}");
        assertThat(score(doubles, "{\"instances\": []}")).isEqualTo("{\"predictions\":[]}");
    }

    @Test
    void shouldReadMissingValuesAndTimesAsPandasWritesThem() {
        assertThat(
                        score(
                                people,
                                """
                                {"dataframe_split": {
                                  "columns": ["id", "income", "name", "member", "since", "born", "words"],
                                  "data": [[1.0, null, "a", true, "2026-01-02T03:04:05", "2026-01-02T00:00:00", ["x"]],
                                           [2, Infinity, "b", null, "2026-01-02 03:04:05.5+01:00", null, null]]}}
                                """))
                .isEqualTo(
                        "{\"predictions\":[{\"text\":\"1 NaN a true 2026-01-02T03:04:05Z 2026-01-02 [x]\"},"
                                + "{\"text\":\"2 Infinity b 2026-01-02T02:04:05.500Z\"}]}");
    }

    @Test
    void shouldReadCsv() {
        String csv =
                "\uFEFF,name,id,income,member,since,words\r\n"
                        + "0,\"ann, \"\"the\n1st\"\"\",3,1.5,True,2026-01-02,\"[\"\"x\"\"]\"\r\n"
                        + "\r\n"
                        + "1,NA,4.0,,,,\n";

        MlflowScoring.Input input = people.mlflow().readCsv(csv.getBytes(StandardCharsets.UTF_8));

        assertThat(input.isFrame()).isTrue();
        assertThat(answer(people, input))
                .isEqualTo(
                        "{\"predictions\":[{\"text\":\"3 1.5 ann, \\\"the\\n1st\\\" true"
                                + " 2026-01-02T00:00:00Z [x]\"},{\"text\":\"4 NaN NA\"}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"inputs\": [[1, 2, 3.0], [0, 0, 0]]}",
                "{\"inputs\": {\"x\": [[1, 2, 3], [0, 0, 0]]}}",
                "{\"instances\": [[1, 2, 3], [0, 0, 0]]}",
                "{\"instances\": [{\"x\": [1, 2, 3]}, {\"x\": [0, 0, 0]}]}",
                "{\"dataframe_split\": {\"columns\": [\"a\", \"b\", \"c\"], \"data\": [[1, 2, 3], [0, 0, 0]]}}",
                "{\"dataframe_split\": {\"columns\": [\"x\"], \"data\": [[[1, 2, 3]], [[0, 0, 0]]]}}",
                "{\"dataframe_records\": [{\"a\": 1, \"b\": 2, \"c\": 3}, {\"a\": 0, \"b\": 0, \"c\": 0}]}",
            })
    void shouldAnswerAGraphAsItsSignatureSays(String request) throws Exception {
        assertThat(score(graph, request)).isEqualTo("{\"predictions\":{\"y\":[[14.5],[0.5]]}}");

        withSignature("signature: {inputs: '[{\"type\": \"double\", \"name\": \"a\"}]'}");
        assertThat(score(graph, request)).isEqualTo("{\"predictions\":[{\"y\":14.5},{\"y\":0.5}]}");

        withSignature("");
        assertThat(score(graph, request))
                .isEqualTo(
                        request.contains("dataframe")
                                ? "{\"predictions\":[{\"y\":14.5},{\"y\":0.5}]}"
                                : "{\"predictions\":{\"y\":[[14.5],[0.5]]}}");
    }

    @Test
    void shouldReadCsvAsTheTensorOfAGraph() {
        byte[] csv = "a,b,c\n1,2,3\n0,0,0\n".getBytes(StandardCharsets.UTF_8);

        assertThat(answer(graph, graph.mlflow().readCsv(csv)))
                .isEqualTo("{\"predictions\":{\"y\":[[14.5],[0.5]]}}");
    }

    @Test
    void shouldWriteNumbersThatAreNoneAsPythonDoes() {
        assertThat(score(doubles, "{\"inputs\": [NaN, Infinity, -Infinity, null]}"))
                .isEqualTo(
                        "{\"predictions\":[{\"value\":NaN},{\"value\":Infinity},"
                                + "{\"value\":-Infinity},{\"value\":NaN}]}");
    }

    private void withSignature(String signature) throws IOException {
        graph.close();
        Files.writeString(
                folder.resolve("MLmodel"), "flavors: {onnx: {data: line.onnx}}\n" + signature);
        graph = loadGraph();
    }

    private LoadedModel loadGraph() {
        return LoadedModel.load(
                Envelopes.read(folder),
                new ModelIdentity("line", 1, "d"),
                Map.of(),
                Mode.ONLINE,
                (name, value) -> {},
                sessions,
                OnlineFeatures.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "[1] | expected an object with exactly one of dataframe_split",
                "{} | expected exactly one of dataframe_split, dataframe_records, instances and inputs",
                "{\"instances\": [], \"inputs\": []} | beside another",
                "{\"inputs\": [] | at line 1",
                "{\"inputs\": []} {} | more after its end",
                "{\"inputs\": [1, 2]} | values without names",
                "{\"inputs\": [{\"id\": 1}]} | inputs[0].income",
                "{\"inputs\": {\"id\": [1, 2], \"income\": [1]}} | 1 values",
                "{\"inputs\": {\"id\": [1], \"incom\": [1]}} | no column of that name beside incom",
                "{\"dataframe_split\": [1]} | dataframe_split",
                "{\"dataframe_split\": {\"columns\": [\"id\"]}} | no data",
                "{\"dataframe_split\": {\"columns\": [], \"x\": 1}} | one of columns, data, index",
                "{\"dataframe_split\": {\"columns\": [\"id\"], \"data\": [[1]]}} | income",
                "{\"dataframe_split\": {\"columns\": [\"id\", \"income\", \"name\"], \"data\": [[1, 2]]}} | 2 values",
                "{\"dataframe_split\": {\"columns\": [\"id\", \"income\", \"name\"], \"data\": [[1.5, 2, \"a\"]]}} | dataframe_split.data[0][0]",
                "{\"dataframe_split\": {\"columns\": [\"id\", \"income\", \"name\"], \"data\": [[null, 2, \"a\"]]}} | a whole number",
                "{\"dataframe_records\": {\"id\": 1}} | an array of records",
                "{\"inputs\": [{\"id\": 1, \"income\": 1, \"name\": 3}]} | inputs[0].name",
                "{\"params\": 1, \"inputs\": []} | params",
            })
    void shouldSayWhatIsWrong(String request, String message) {
        assertThatThrownBy(() -> score(people, request))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " | whose first line names the columns",
                "id,income;3 | name",
                "id,income,name;3,1 | [0]",
                "id,income,name;3,1,a,b | 4 values",
                "id,income,name;x,1,a | [0].id",
                "id,income,name;1.5,1,a | [0].id",
                "id,income,name;1,1e999,a | [0].income",
                "id,id,income,name;1,1,1,a | the column twice",
                "id,income,name;1,1,\"a | without its end",
                "id,income,name;1,1,\"a\"b | after a quoted value",
            })
    void shouldSayWhatIsWrongWithCsv(String csv, String message) {
        byte[] bytes = (csv == null ? "" : csv.replace(';', '\n')).getBytes(StandardCharsets.UTF_8);

        assertThat(
                        catchThrowableOfType(
                                HeddleException.class, () -> people.mlflow().readCsv(bytes)))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"dataframe_split\": {\"index\": [0], \"columns\": [\"id\", \"income\", \"name\", \"words\"], \"data\": [[1, 2.5, \"a\", [\"b\"]]]}}",
                "{\"dataframe_split\": {\"data\": [[1, 2.5, \"a\", null, \"2026-01-02\"]], \"columns\": [\"id\", \"income\", \"name\", \"member\", \"since\"]}}",
                "{\"dataframe_records\": [{\"id\": 1, \"income\": [2.5], \"name\": \"a\", \"x\": {}}], \"params\": {}}",
                "{\"inputs\": {\"id\": [1, 2], \"income\": [1, NaN], \"name\": [\"a\", \"b\"]}}",
                "{\"inputs\": [[1, 2, 3], [4.5, 5, 6]]}",
                "{\"inputs\": {\"x\": [[1, 2, 3]]}}",
                "{\"instances\": [{\"x\": [1, 2, 3]}, {\"a\": 1, \"b\": 2, \"c\": 3}]}",
                "{\"dataframe_records\": [{\"a\": 1, \"b\": 2, \"c\": 3}, {\"a\": 1, \"b\": 2, \"c\": 3}]}",
                "{\"inputs\": [1, -Infinity]}"
            })
    void shouldReadOrRefuseWhateverComes(String request) {
        String replacements = "{}[],:\"0a\\-";
        for (LoadedModel model : List.of(people, doubles, graph)) {
            for (int i = 0; i < request.length(); i++) {
                readOrRefuse(model, request.substring(0, i));
                readOrRefuse(model, request.substring(0, i) + request.substring(i + 1));
                for (char c : replacements.toCharArray()) {
                    readOrRefuse(model, request.substring(0, i) + c + request.substring(i + 1));
                }
            }
        }
    }

    private static void readOrRefuse(LoadedModel model, String request) {
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        try {
            MlflowScoring.Input input = model.mlflow().readJson(bytes);
            assertThat(input.records().rows()).hasSize(input.records().count());
        } catch (HeddleException e) {
            assertThat(e.code()).as(request).isEqualTo(ErrorCode.INVALID_INPUT);
        } catch (RuntimeException e) {
            throw new AssertionError(request, e);
        }
        try {
            model.mlflow().readCsv(bytes);
        } catch (HeddleException e) {
            assertThat(e.code()).as(request).isEqualTo(ErrorCode.INVALID_INPUT);
        } catch (RuntimeException e) {
            throw new AssertionError(request, e);
        }
    }

    @Test
    void shouldRefuseCsvThatIsNoText() {
        assertThatThrownBy(() -> people.mlflow().readCsv(new byte[] {(byte) 0xFF, (byte) 0xFE}))
                .hasMessageContaining("no UTF-8");
    }

    private LoadedModel function(ModelFunction<?, ?> function) {
        return LoadedModel.of(
                function,
                new Envelope(
                        folder,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Map.of(),
                        Map.of(),
                        Map.of()),
                new ModelIdentity("test", 1, "d"),
                Map.of(),
                (name, value) -> {},
                sessions,
                OnlineFeatures.NONE);
    }

    private static String score(LoadedModel model, String request) {
        return answer(model, model.mlflow().readJson(request.getBytes(StandardCharsets.UTF_8)));
    }

    private static String answer(LoadedModel model, MlflowScoring.Input input) {
        Records output = model.score(input.records(), Optional.empty());
        return new String(model.mlflow().write(output, input.isFrame()), StandardCharsets.UTF_8);
    }
}
