package dev.heddle.runtime;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Signature;
import dev.heddle.model.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * A model's inputs and outputs as MLflow's scoring server takes and gives them. Safe for use by
 * many threads.
 *
 * @see <a href="https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/">MLflow's
 *     scoring protocol</a>
 */
public final class MlflowScoring {
    private final Columns inputs;
    private final FrameColumns frame;
    private final boolean isGraph;
    private final Optional<Boolean> tensorSignature;
    private final StructWriter writer;
    private final List<TensorField> tensorOutputs;

    MlflowScoring(
            Signature signature,
            Columns inputs,
            Columns outputs,
            boolean isGraph,
            Optional<Boolean> tensorSignature) {
        this.inputs = inputs;
        this.frame = new FrameColumns(signature.input());
        this.isGraph = isGraph;
        this.tensorSignature = tensorSignature;
        this.writer = new StructWriter(signature.output());
        this.tensorOutputs = outputs.fields();
    }

    /**
     * What a request held.
     *
     * @param records the records
     * @param isFrame whether they came as a data frame rather than as tensors
     */
    public record Input(Records records, boolean isFrame) {}

    /**
     * Reads the body of a JSON request: exactly one of {@code dataframe_split}, {@code
     * dataframe_records}, {@code instances} and {@code inputs}. Its {@code params} are passed over,
     * as MLflow does with those of a model whose signature has none, and so are columns that the
     * model does not take.
     *
     * @param json UTF-8; NaN and the infinities may stand in it as Python writes them
     * @throws HeddleException with {@code INVALID_INPUT} and what is wrong with it
     */
    public Input readJson(byte[] json) {
        try {
            return new MlflowRequest(inputs, frame, isGraph).read(json);
        } catch (JsonProcessingException e) {
            throw JsonRows.notJson(e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
    }

    /**
     * Reads a CSV file with a header.
     *
     * @param csv UTF-8
     * @throws HeddleException with {@code INVALID_INPUT} and what is wrong with it
     */
    public Input readCsv(byte[] csv) {
        return new Input(Records.ofRows(inputs, FrameCsv.read(frame, csv)), true);
    }

    /**
     * Writes the answer: {@code {"predictions": …}} with an array of objects, or with an object of
     * tensors. MLflow gives a graph its inputs as its signature says, and answers in the same form:
     * tensors for tensors, records for columns; without a signature, as the request came. NaN and
     * the infinities are written as Python does.
     */
    public byte[] write(Records output, boolean isFrame) {
        return JsonRows.toBytes(
                json -> {
                    json.disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS.mappedFeature());
                    json.writeStartObject();
                    json.writeFieldName("predictions");
                    if (isGraph && tensorSignature.orElse(!isFrame)) {
                        writeTensors(json, output.tensors());
                    } else {
                        json.writeStartArray();
                        for (Row row : output.rows()) {
                            writer.write(json, row);
                        }
                        json.writeEndArray();
                    }
                    json.writeEndObject();
                });
    }

    private void writeTensors(JsonGenerator json, List<Tensor> tensors) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < tensors.size(); i++) {
            json.writeFieldName(tensorOutputs.get(i).name());
            TensorElements.write(json, tensors.get(i));
        }
        json.writeEndObject();
    }
}
