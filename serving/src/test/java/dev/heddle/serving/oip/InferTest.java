package dev.heddle.serving.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.ModelContext.Mode;
import dev.heddle.model.ModelIdentity;
import dev.heddle.runtime.LoadedModel;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.runtime.Records;
import dev.heddle.serving.FunctionJar;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of the protocol against a function with every kind of field. */
class InferTest {
    private static final String SAMPLE =
            """
            {"flag": true, "small": 1, "large": 2, "single": 0.5, "exact": 0.25, "text": "a",
             "bytes": "AAE=", "day": "2026-11-01", "moment": "2026-11-01T10:15:30Z",
             "numbers": [1.5], "counts": {"a": 1}, "pair": [1, 2], "maybe": 3}
            """;
    private static final String INPUTS =
            """
            {"name":"flag","shape":[2],"datatype":"BOOL","data":[true,false]},
            {"name":"small","shape":[2],"datatype":"INT32","data":[1,-2147483648]},
            {"name":"large","shape":[2,1],"datatype":"INT64","data":[[9007199254740993],[0]]},
            {"name":"single","shape":[2],"datatype":"FP32","data":[0.1,"NaN"]},
            {"name":"exact","shape":[2],"datatype":"FP64","data":[0.1,"-Infinity"]},
            {"name":"text","shape":[2],"datatype":"BYTES","data":["grüß",""]},
            {"name":"bytes","shape":[2],"datatype":"BYTES","data":["/wA=",""]},
            {"name":"day","shape":[2],"datatype":"BYTES","data":["2026-11-01","1970-01-01"]},
            {"name":"moment","shape":[2],"datatype":"BYTES","data":["2026-11-01T10:15:30Z","1970-01-01T00:00:00Z"]},
            {"name":"numbers","shape":[2],"datatype":"BYTES","data":["[1.0,2.5]","[]"]},
            {"name":"counts","shape":[2],"datatype":"BYTES","data":["{\\"a\\":1}","{}"]},
            {"name":"pair","shape":[2,2],"datatype":"FP32","data":[[1,2],[3,4]]}
            """;

    @TempDir private static Path folder;

    private static final ModelRuntime RUNTIME = new ModelRuntime();
    private static LoadedModel model;
    private static TensorInterface tensors;

    @BeforeAll
    static void load() {
        model =
                RUNTIME.load(
                        FunctionJar.pack(folder, Everything.class, Map.of(), SAMPLE),
                        new ModelIdentity("everything", 4, "0"),
                        Map.of(),
                        Mode.ONLINE,
                        (name, value) -> {});
        tensors = new TensorInterface(4, model.tensorInputs(), model.tensorOutputs());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void shouldAnswerColumnsOfEveryKindWithTheSame() {
        String answer = infer("{\"id\":\"é1\",\"inputs\":[" + INPUTS + "]}");

        assertThat(answer)
                .startsWith(
                        "{\"model_name\":\"everything\",\"model_version\":\"4\",\"id\":\"é1\",\"outputs\":[")
                .contains(
                        "{\"name\":\"flag\",\"datatype\":\"BOOL\",\"shape\":[2],\"data\":[true,false]}",
                        "\"INT32\",\"shape\":[2],\"data\":[1,-2147483648]",
                        "\"INT64\",\"shape\":[2],\"data\":[9007199254740993,0]",
                        "\"FP32\",\"shape\":[2],\"data\":[0.1,\"NaN\"]",
                        "\"FP64\",\"shape\":[2],\"data\":[0.1,\"-Infinity\"]",
                        "\"data\":[\"grüß\",\"\"]",
                        "\"data\":[\"/wA=\",\"\"]",
                        "\"data\":[\"2026-11-01\",\"1970-01-01\"]",
                        "\"data\":[\"[1.0,2.5]\",\"[]\"]",
                        "\"data\":[\"{\\\"a\\\":1}\",\"{}\"]",
                        "\"FP32\",\"shape\":[2,2],\"data\":[1.0,2.0,3.0,4.0]")
                // What may be missing, and is: whole numbers as JSON texts, floats as NaN.
                .contains(
                        "{\"name\":\"maybe\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"null\",\"null\"]}",
                        "{\"name\":\"maybeExact\",\"datatype\":\"FP64\",\"shape\":[2],\"data\":[\"NaN\",\"NaN\"]}");
    }

    @Test
    void shouldAnswerOnlyTheOutputsThatAreWantedInTheirOrder() {
        assertThat(
                        infer(
                                "{\"inputs\":["
                                        + INPUTS
                                        + "],\"outputs\":[{\"name\":\"small\"},{\"name\":\"flag\"}]}"))
                .isEqualTo(
                        "{\"model_name\":\"everything\",\"model_version\":\"4\",\"outputs\":["
                                + "{\"name\":\"small\",\"datatype\":\"INT32\",\"shape\":[2],\"data\":[1,-2147483648]},"
                                + "{\"name\":\"flag\",\"datatype\":\"BOOL\",\"shape\":[2],\"data\":[true,false]}]}");
    }

    @Test
    void shouldTakeMembersInAnyOrderAndNullsForWhatIsLeftOut() {
        String reordered =
                INPUTS.replace(
                        "{\"name\":\"small\",\"shape\":[2],\"datatype\":\"INT32\",\"data\":[1,-2147483648]}",
                        "{\"data\":[7,8],\"parameters\":null,\"datatype\":\"INT32\",\"shape\":[2],\"name\":\"small\"}");

        assertThat(
                        infer(
                                "{\"parameters\":null,\"outputs\":[{\"name\":\"small\"}],\"id\":null,\"inputs\":["
                                        + reordered
                                        + "]}"))
                .contains("\"data\":[7,8]");
    }

    @Test
    void shouldTakeAndGiveBytes() {
        byte[] bytes = {3, 0, 0, 0, (byte) 0xFF, 0, 1, 0, 0, 0, 0};
        String header =
                "{\"inputs\":["
                        + INPUTS.replace(
                                "\"datatype\":\"BYTES\",\"data\":[\"/wA=\",\"\"]",
                                "\"datatype\":\"BYTES\",\"parameters\":{\"binary_data_size\":11}")
                        + "],\"outputs\":[{\"name\":\"bytes\",\"parameters\":{\"binary_data\":true}},{\"name\":\"text\"},"
                        + "{\"name\":\"large\",\"parameters\":{\"binary_data\":true}}]}";
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(json.length + bytes.length).put(json).put(bytes);

        InferRequest request =
                InferRequestReader.read(tensors, body.array(), Optional.of(json.length));
        Records output = score(request);
        InferResponse response =
                InferResponse.write(tensors, "everything", request, output.tensors());

        String answer = response.body().getString(0, response.jsonLength());
        assertThat(answer)
                .contains(
                        "\"name\":\"bytes\",\"datatype\":\"BYTES\",\"shape\":[2],\"parameters\":{\"binary_data_size\":11}}")
                .contains("\"data\":[\"grüß\",\"\"]");
        ByteBuffer raw =
                ByteBuffer.wrap(
                                response.body()
                                        .getBytes(response.jsonLength(), response.body().length()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        byte[] first = new byte[11];
        raw.get(first);
        assertThat(first).isEqualTo(bytes);
        assertThat(raw.getLong()).isEqualTo(9007199254740993L);
        assertThat(raw.getLong()).isZero();
        assertThat(raw.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                         | the request has no 'inputs'
                    {"inputs":[]} x                            | expected the end of the JSON at byte 14, got 'x'
                    [1]                                        | expected '{' at byte 0, got '[1'
                    {"inputs":[{"shape":[1]}]}                 | an input has no 'name'
                    {"inputs":[{"name":"flag"}]}               | input 'flag' has no 'datatype'
                    {"inputs":[{"name":"nix"}]}                | there is no input 'nix'; the model has [flag, small,
                    {"inputs":[{"name":"flag","datatype":"BF16"}]} | datatype BF16 is not supported, send FP32 or FP16
                    {"inputs":[{"name":"flag","datatype":"FLOAT"}]} | datatype 'FLOAT' is unknown, expected BOOL,
                    {"inputs":[{"name":"flag","shape":[-1]}]}  | expected a size of 0 or more at byte 35, got '-1'
                    {"inputs":[{"name":"flag","shape":[2],"datatype":"BOOL"}]} | input 'flag' has neither 'data' nor 'binary_data_size'
                    {"inputs":[{"name":"flag","shape":[2],"datatype":"BOOL","data":[true]}]} | input 'flag': shape [2] holds 2 elements, data holds 1
                    {"inputs":[{"name":"flag","shape":[1],"datatype":"BOOL","data":[true,true]}]} | input 'flag': shape [1] holds 1 elements, data holds more
                    {"inputs":[{"name":"flag","shape":[1],"datatype":"BOOL","data":[1]}]} | input 'flag': expected true or false at byte 64, got '1'
                    {"inputs":[{"name":"single","shape":[1],"datatype":"FP32","data":[NaN]}]} | input 'single': expected a number at byte 66, got 'NaN'
                    {"inputs":[{"name":"small","shape":[1],"datatype":"INT32","data":[2147483648]}]} | expected a whole number from -2147483648 to 2147483647 at byte 66, got '2147483648'
                    {"inputs":[{"name":"pair","shape":[2,2],"datatype":"FP32","data":[[1,2,3],[4]]}]} | input 'pair': data is nested otherwise than shape [2, 2]: an array is longer
                    {"inputs":[{"name":"pair","shape":[99999999999],"datatype":"FP32","data":[1]}]} | input 'pair': shape [99999999999] holds more than 2^31 - 1 elements
                    {"inputs":[{"name":"pair","shape":[999999999],"datatype":"FP32","data":[1]}]} | input 'pair': shape [999999999] holds 999999999 elements, data holds fewer
                    {"inputs":[{"name":"flag","shape":[1],"datatype":"BOOL","data":[true]},{"name":"flag","shape":[1],"datatype":"BOOL","data":[true]}]} | input 'flag' is there twice
                    {"inputs":[{"name":"flag","shape":[1],"datatype":"BOOL","parameters":{"shared_memory_region":"x"}}]} | tensors in shared memory are not supported
                    {"inputs":[],"outputs":[{"name":"nix"}]}   | there is no output 'nix'
                    {"inputs":[{"name":"flag","shape":[9],"datatype":"BOOL","parameters":{"binary_data_size":9}}]} | input 'flag' has 9 bytes by its 'binary_data_size', the body has 0 left
                    {"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["a"] | expected ',' at byte 69, got the end
                    """)
    void shouldSayInOneSentenceWhatIsWrong(String json, String message) {
        HeddleException error = catchThrowableOfType(HeddleException.class, () -> infer(json));

        assertThat(error).as("error").isNotNull();
        assertThat(error.code()).isIn(ErrorCode.INVALID_REQUEST, ErrorCode.INVALID_INPUT);
        assertThat(error.getMessage()).contains(message.strip());
    }

    @Test
    void shouldNameWhatDoesNotFitTheModel() {
        assertThatThrownBy(
                        () ->
                                infer(
                                        "{\"inputs\":["
                                                + INPUTS.replace(
                                                        "\"shape\":[2],\"datatype\":\"INT32\",\"data\":[1,-2147483648]",
                                                        "\"shape\":[3],\"datatype\":\"INT32\",\"data\":[1,2,3]")
                                                + "]}"))
                .hasMessage("small: expected 2, as in 'flag', got 3 records");
        assertThatThrownBy(() -> infer("{\"inputs\":[" + INPUTS.replace("FP64", "FP32") + "]}"))
                .hasMessage(
                        "exact: expected a tensor of float64 and shape [-1], got a tensor of float32 and shape [2]");
        assertThatThrownBy(
                        () ->
                                infer(
                                        "{\"inputs\":["
                                                + INPUTS.replace("1970-01-01\"]", "x\"]")
                                                + "]}"))
                .hasMessageContaining("day[1]: expected a date");
    }

    @Test
    void shouldCheckTheLengthOfBinaryBodies() {
        byte[] body = "{\"inputs\":[]}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> InferRequestReader.read(tensors, body, Optional.of(99)))
                .hasMessage("the header says that the JSON has 99 bytes, the body has 13");
        assertThatThrownBy(
                        () ->
                                InferRequestReader.read(
                                        tensors,
                                        "{\"inputs\":[]}abc".getBytes(StandardCharsets.UTF_8),
                                        Optional.of(13)))
                .hasMessage("3 bytes are left after the last binary tensor");
        assertThatThrownBy(() -> InferRequestReader.read(tensors, body, Optional.of(0)))
                .hasMessageContaining("a body of bytes alone is for models of one input");
    }

    private static String infer(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        InferRequest request = InferRequestReader.read(tensors, body, Optional.empty());
        return InferResponse.write(tensors, "everything", request, score(request).tensors())
                .body()
                .toString();
    }

    private static Records score(InferRequest request) {
        return model.score(model.records(request.inputs()), Optional.empty());
    }
}
