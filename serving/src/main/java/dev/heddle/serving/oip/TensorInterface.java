package dev.heddle.serving.oip;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.TensorField;
import dev.heddle.serving.ServedVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the protocol needs of one version, made once: its tensors by name, and parts of answers. */
final class TensorInterface {
    private final List<TensorField> inputs;
    private final List<TensorField> outputs;
    private final Map<String, Integer> inputIndexes = new HashMap<>();
    private final Map<String, Integer> outputIndexes = new HashMap<>();
    private final List<InferRequest.Output> allAsJson = new ArrayList<>();
    private final List<InferRequest.Output> allAsBytes = new ArrayList<>();
    private final byte[] version;
    private final byte[][] outputHeads;

    TensorInterface(int number, List<TensorField> inputs, List<TensorField> outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        version = utf8("\",\"model_version\":\"" + number + '"');
        outputHeads = new byte[outputs.size()][];
        for (int i = 0; i < inputs.size(); i++) {
            inputIndexes.put(inputs.get(i).name(), i);
        }
        for (int i = 0; i < outputs.size(); i++) {
            TensorField output = outputs.get(i);
            outputIndexes.put(output.name(), i);
            allAsJson.add(new InferRequest.Output(i, false));
            allAsBytes.add(new InferRequest.Output(i, true));
            outputHeads[i] =
                    utf8(
                            "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":["
                                    .formatted(
                                            escape(output.name()), Datatypes.name(output.type())));
        }
    }

    static TensorInterface of(ServedVersion version) {
        return version.attachment(
                TensorInterface.class,
                served ->
                        new TensorInterface(
                                served.description().version(),
                                served.model().tensorInputs(),
                                served.model().tensorOutputs()));
    }

    List<TensorField> inputs() {
        return inputs;
    }

    List<TensorField> outputs() {
        return outputs;
    }

    /**
     * The index of an input.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if there is none of that name
     */
    int input(String name) {
        return index(inputIndexes, "input", name, inputs);
    }

    /** The same for an output. */
    int output(String name) {
        return index(outputIndexes, "output", name, outputs);
    }

    private static int index(
            Map<String, Integer> indexes, String side, String name, List<TensorField> fields) {
        Integer index = indexes.get(name);
        if (index == null) {
            throw new HeddleException(
                    ErrorCode.INVALID_REQUEST,
                    "there is no %s '%s'; the model has %s"
                            .formatted(
                                    side, name, fields.stream().map(TensorField::name).toList()));
        }
        return index;
    }

    /** All outputs, in the model's order. */
    List<InferRequest.Output> all(boolean asBytes) {
        return asBytes ? allAsBytes : allAsJson;
    }

    /** The part of an answer that names the version, after the model's name. */
    byte[] version() {
        return version;
    }

    /** The part of an answer that describes an output, up to its shape. */
    byte[] outputHead(int index) {
        return outputHeads[index];
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String escape(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
