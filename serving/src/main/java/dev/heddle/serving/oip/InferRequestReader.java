package dev.heddle.serving.oip;

import dev.heddle.model.DataType;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Tensor;
import dev.heddle.runtime.TensorField;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads one request of the protocol: JSON, or JSON with the bytes of tensors after it.
 *
 * @see <a
 *     href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md">the
 *     protocol</a>
 */
final class InferRequestReader {
    private static final int MAX_RANK = 32;
    private static final int NONE = -1;

    private final TensorInterface model;
    private final byte[] body;
    private final int headerLength;
    private final JsonCursor json;
    private final Tensor[] inputs;
    private Optional<String> id = Optional.empty();
    private final List<Wanted> outputs = new ArrayList<>(0);
    private boolean allAsBytes;
    private int rawAt;

    /** An output that is wanted, as it was asked for. */
    private record Wanted(int index, Optional<Boolean> isBinary) {}

    // The tensor that is being read.
    private int index;
    private DataType type;
    private long[] shape;
    private int dataAt;
    private int rawSize;

    private InferRequestReader(TensorInterface model, byte[] body, int headerLength) {
        this.model = model;
        this.body = body;
        this.headerLength = headerLength;
        this.json = new JsonCursor(body, headerLength);
        this.inputs = new Tensor[model.inputs().size()];
        this.rawAt = headerLength;
    }

    /**
     * Reads a request.
     *
     * @param headerLength how long the JSON is, if bytes come after it; 0 for one tensor's bytes
     *     and nothing else
     * @throws HeddleException with {@code INVALID_REQUEST} if it is not what the protocol asks for
     */
    static InferRequest read(TensorInterface model, byte[] body, Optional<Integer> headerLength) {
        int length = headerLength.orElse(body.length);
        if (length < 0 || length > body.length) {
            throw wrong(
                    "the header says that the JSON has %d bytes, the body has %d"
                            .formatted(length, body.length));
        }
        return length == 0 && headerLength.isPresent()
                ? raw(model, body)
                : new InferRequestReader(model, body, length).read();
    }

    /** A body that is the one input's bytes; its shape must follow from their number. */
    private static InferRequest raw(TensorInterface model, byte[] body) {
        if (model.inputs().size() != 1) {
            throw wrong(
                    "a body of bytes alone is for models of one input; this has %d"
                            .formatted(model.inputs().size()));
        }
        TensorField field = model.inputs().get(0);
        long[] shape = field.shape().stream().mapToLong(Long::longValue).toArray();
        long known = 1;
        int variable = NONE;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] >= 0) {
                known *= shape[i];
            } else if (variable == NONE) {
                variable = i;
            } else {
                throw wrong(
                        "a body of bytes alone does not tell the shape of input '%s', %s"
                                .formatted(field.name(), field.shape()));
            }
        }
        if (variable != NONE) {
            int bytes = Math.max(1, field.type().bytes());
            shape[variable] =
                    field.type() == DataType.STRING || known == 0
                            ? 1
                            : body.length / (known * bytes);
            known *= shape[variable];
        }
        Tensor tensor = TensorBytes.read(field, field.type(), shape, known, ByteBuffer.wrap(body));
        return new InferRequest(Optional.empty(), new Tensor[] {tensor}, model.all(true));
    }

    private InferRequest read() {
        boolean hasInputs = false;
        json.pass('{');
        for (boolean first = true; json.next(first, '}'); first = false) {
            switch (json.name()) {
                case "inputs" -> {
                    hasInputs = true;
                    readInputs();
                }
                case "outputs" -> {
                    if (!json.passNull()) {
                        readOutputs();
                    }
                }
                case "id" -> {
                    if (!json.passNull()) {
                        id = Optional.of(json.string("the id as a string"));
                    }
                }
                case "parameters" -> {
                    if (!json.passNull()) {
                        readParameters();
                    }
                }
                default -> json.skip();
            }
        }
        if (json.peek() != -1) {
            throw json.wrong("the end of the JSON");
        }
        if (!hasInputs) {
            throw wrong("the request has no 'inputs'");
        }
        if (rawAt != body.length) {
            throw wrong(
                    "%d bytes are left after the last binary tensor"
                            .formatted(body.length - rawAt));
        }
        return new InferRequest(id, inputs, wanted());
    }

    private List<InferRequest.Output> wanted() {
        return outputs.isEmpty()
                ? model.all(allAsBytes)
                : outputs.stream()
                        .map(
                                output ->
                                        new InferRequest.Output(
                                                output.index, output.isBinary.orElse(allAsBytes)))
                        .toList();
    }

    private void readParameters() {
        json.pass('{');
        for (boolean first = true; json.next(first, '}'); first = false) {
            switch (json.name()) {
                case "binary_data_output" -> allAsBytes = json.bool("true or false");
                default -> json.skip();
            }
        }
    }

    private void readInputs() {
        json.pass('[');
        for (boolean first = true; json.next(first, ']'); first = false) {
            readInput();
        }
    }

    private void readInput() {
        index = NONE;
        type = null;
        shape = null;
        dataAt = NONE;
        rawSize = NONE;
        Tensor tensor = null;
        json.pass('{');
        for (boolean first = true; json.next(first, '}'); first = false) {
            switch (json.name()) {
                case "name" -> index = model.input(json.string("the input's name as a string"));
                case "datatype" ->
                        type =
                                Datatypes.of(
                                        json.string("the datatype as a string"),
                                        index == NONE ? "" : name());
                case "shape" -> shape = readShape();
                case "parameters" -> {
                    if (!json.passNull()) {
                        readInputParameters();
                    }
                }
                case "data" -> {
                    if (json.passNull()) {
                        continue;
                    }
                    dataAt = json.position();
                    if (index != NONE && type != null && shape != null) {
                        tensor = readData();
                    } else {
                        json.skip();
                    }
                }
                default -> json.skip();
            }
        }
        if (index == NONE) {
            throw wrong("an input has no 'name'");
        }
        if (type == null || shape == null) {
            throw wrong(
                    "input '%s' has no '%s'"
                            .formatted(name(), type == null ? "datatype" : "shape"));
        }
        if (inputs[index] != null) {
            throw wrong("input '%s' is there twice".formatted(name()));
        }
        inputs[index] = tensor != null && rawSize == NONE ? tensor : complete();
    }

    /** The tensor whose data came before what describes it, or comes after the JSON. */
    private Tensor complete() {
        if ((dataAt == NONE) == (rawSize == NONE)) {
            throw wrong(
                    dataAt == NONE
                            ? "input '%s' has neither 'data' nor 'binary_data_size'"
                                    .formatted(name())
                            : "input '%s' has both 'data' and 'binary_data_size'"
                                    .formatted(name()));
        }
        if (rawSize == NONE) {
            int after = json.position();
            json.position(dataAt);
            Tensor tensor = readData();
            json.position(after);
            return tensor;
        }
        if (rawSize > body.length - rawAt) {
            throw wrong(
                    "input '%s' has %d bytes by its 'binary_data_size', the body has %d left"
                            .formatted(name(), rawSize, body.length - rawAt));
        }
        ByteBuffer raw = ByteBuffer.wrap(body, rawAt, rawSize);
        rawAt += rawSize;
        return TensorBytes.read(model.inputs().get(index), type, shape, count(), raw);
    }

    private Tensor readData() {
        return TensorJson.read(json, name(), type, shape, count(), headerLength - json.position());
    }

    private String name() {
        return model.inputs().get(index).name();
    }

    private long count() {
        try {
            return Tensor.elementCount(shape);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong(
                    "input '%s': shape %s holds more than 2^31 - 1 elements"
                            .formatted(name(), Arrays.toString(shape)));
        }
    }

    private long[] readShape() {
        long[] sizes = new long[MAX_RANK];
        int rank = 0;
        json.pass('[');
        for (boolean first = true; json.next(first, ']'); first = false) {
            int start = json.position();
            long size = json.integer("a size as a whole number");
            if (size < 0 || rank == MAX_RANK) {
                json.position(start);
                json.peek();
                throw json.wrong(
                        size < 0 ? "a size of 0 or more" : "at most " + MAX_RANK + " sizes");
            }
            sizes[rank++] = size;
        }
        return Arrays.copyOf(sizes, rank);
    }

    private void readInputParameters() {
        json.pass('{');
        for (boolean first = true; json.next(first, '}'); first = false) {
            String parameter = json.name();
            if (parameter.equals("binary_data_size")) {
                long size = json.integer("a number of bytes");
                if (size < 0 || size > body.length) {
                    throw wrong(
                            "'binary_data_size' is %d, the body has %d bytes"
                                    .formatted(size, body.length));
                }
                rawSize = (int) size;
            } else {
                refuseSharedMemory(parameter);
                json.skip();
            }
        }
    }

    private static void refuseSharedMemory(String parameter) {
        if (parameter.startsWith("shared_memory")) {
            throw wrong("tensors in shared memory are not supported; send them in the request");
        }
    }

    private void readOutputs() {
        json.pass('[');
        for (boolean first = true; json.next(first, ']'); first = false) {
            int wanted = NONE;
            Optional<Boolean> isBinary = Optional.empty();
            json.pass('{');
            for (boolean begin = true; json.next(begin, '}'); begin = false) {
                switch (json.name()) {
                    case "name" ->
                            wanted = model.output(json.string("the output's name as a string"));
                    case "parameters" -> {
                        if (!json.passNull()) {
                            isBinary = readOutputParameters();
                        }
                    }
                    default -> json.skip();
                }
            }
            if (wanted == NONE) {
                throw wrong("an output has no 'name'");
            }
            outputs.add(new Wanted(wanted, isBinary));
        }
    }

    private Optional<Boolean> readOutputParameters() {
        Optional<Boolean> isBinary = Optional.empty();
        json.pass('{');
        for (boolean first = true; json.next(first, '}'); first = false) {
            String parameter = json.name();
            switch (parameter) {
                case "binary_data" -> isBinary = Optional.of(json.bool("true or false"));
                case "classification" -> {
                    if (json.integer("a number of classes") > 0) {
                        throw wrong("outputs as classes ('classification') are not supported");
                    }
                }
                default -> {
                    refuseSharedMemory(parameter);
                    json.skip();
                }
            }
        }
        return isBinary;
    }

    private static HeddleException wrong(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
