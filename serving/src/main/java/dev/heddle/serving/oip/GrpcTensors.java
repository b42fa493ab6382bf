package dev.heddle.serving.oip;

import com.google.protobuf.ByteString;
import dev.heddle.model.DataType;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import dev.heddle.model.Tensor;
import dev.heddle.runtime.TensorField;
import dev.heddle.serving.oip.grpc.InferTensorContents;
import dev.heddle.serving.oip.grpc.ModelInferRequest;
import dev.heddle.serving.oip.grpc.ModelInferRequest.InferInputTensor;
import dev.heddle.serving.oip.grpc.ModelInferResponse;
import dev.heddle.serving.oip.grpc.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tensors between the messages of gRPC and the runtime: as raw bytes, or element by element. */
final class GrpcTensors {
    private GrpcTensors() {}

    /**
     * Reads a request.
     *
     * @throws HeddleException with {@code INVALID_REQUEST} if it is not what the protocol asks for
     */
    static InferRequest read(TensorInterface model, ModelInferRequest request) {
        boolean isRaw = isRaw(request);
        if (isRaw && request.getRawInputContentsCount() != request.getInputsCount()) {
            throw wrong(
                    "there are %d raw_input_contents for %d inputs"
                            .formatted(
                                    request.getRawInputContentsCount(), request.getInputsCount()));
        }
        Tensor[] inputs = new Tensor[model.inputs().size()];
        for (int i = 0; i < request.getInputsCount(); i++) {
            InferInputTensor input = request.getInputs(i);
            int index = model.input(input.getName());
            if (inputs[index] != null) {
                throw wrong("input '%s' is there twice".formatted(input.getName()));
            }
            inputs[index] =
                    read(
                            model.inputs().get(index),
                            input,
                            isRaw ? Optional.of(request.getRawInputContents(i)) : Optional.empty());
        }
        List<InferRequest.Output> outputs =
                request.getOutputsCount() == 0
                        ? model.all(isRaw)
                        : request.getOutputsList().stream()
                                .map(
                                        output ->
                                                new InferRequest.Output(
                                                        model.output(output.getName()), isRaw))
                                .toList();
        Optional<String> id =
                request.getId().isEmpty() ? Optional.empty() : Optional.of(request.getId());
        return new InferRequest(id, inputs, outputs);
    }

    /** Whether inputs come as raw bytes, and outputs are wanted so. */
    private static boolean isRaw(ModelInferRequest request) {
        return request.getRawInputContentsCount() > 0
                || request.getInputsList().stream().noneMatch(InferInputTensor::hasContents);
    }

    private static Tensor read(
            TensorField field, InferInputTensor input, Optional<ByteString> raw) {
        DataType type = Datatypes.of(input.getDatatype(), input.getName());
        long[] shape = input.getShapeList().stream().mapToLong(Long::longValue).toArray();
        long count;
        try {
            count = Tensor.elementCount(shape);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong(
                    "input '%s': shape %s has a negative size or holds more than 2^31 - 1 elements"
                            .formatted(input.getName(), Arrays.toString(shape)));
        }
        if (input.getParametersMap().keySet().stream()
                .anyMatch(name -> name.startsWith("shared_memory"))) {
            throw wrong("tensors in shared memory are not supported; send them in the request");
        }
        if (raw.isPresent()) {
            if (input.hasContents()) {
                throw wrong(
                        "input '%s' has contents beside raw_input_contents"
                                .formatted(input.getName()));
            }
            return TensorBytes.read(field, type, shape, count, raw.get().asReadOnlyByteBuffer());
        }
        return fromContents(field, type, shape, count, input.getContents());
    }

    private static Tensor fromContents(
            TensorField field,
            DataType type,
            long[] shape,
            long count,
            InferTensorContents contents) {
        int found =
                switch (type) {
                    case BOOL -> contents.getBoolContentsCount();
                    case INT8, INT16, INT32 -> contents.getIntContentsCount();
                    case INT64 -> contents.getInt64ContentsCount();
                    case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
                    case UINT64 -> contents.getUint64ContentsCount();
                    case FLOAT32 -> contents.getFp32ContentsCount();
                    case FLOAT64 -> contents.getFp64ContentsCount();
                    case STRING -> contents.getBytesContentsCount();
                    case FLOAT16 ->
                            throw wrong(
                                    "input '%s': FP16 has no typed contents, send raw_input_contents"
                                            .formatted(field.name()));
                };
        if (found != count) {
            throw wrong(
                    "input '%s': shape %s holds %d elements, contents of %s hold %d"
                            .formatted(
                                    field.name(),
                                    Arrays.toString(shape),
                                    count,
                                    Datatypes.name(type),
                                    found));
        }
        if (type == DataType.STRING) {
            ByteBuffer raw = lengthPrefixed(contents.getBytesContentsList());
            return TensorBytes.read(field, type, shape, count, raw);
        }
        ByteBuffer data =
                ByteBuffer.allocate(Math.toIntExact(count * type.bytes()))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < found; i++) {
            put(field, type, contents, i, data);
        }
        return Tensor.wrap(type, shape, data.flip());
    }

    private static ByteBuffer lengthPrefixed(List<ByteString> texts) {
        int bytes = texts.stream().mapToInt(text -> 4 + text.size()).sum();
        ByteBuffer raw = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (ByteString text : texts) {
            raw.putInt(text.size());
            text.copyTo(raw);
        }
        return raw.flip();
    }

    private static void put(
            TensorField field,
            DataType type,
            InferTensorContents contents,
            int i,
            ByteBuffer data) {
        switch (type) {
            case BOOL -> data.put((byte) (contents.getBoolContents(i) ? 1 : 0));
            case INT8 -> data.put((byte) within(field, contents.getIntContents(i), -128, 127));
            case INT16 ->
                    data.putShort((short) within(field, contents.getIntContents(i), -32768, 32767));
            case INT32 -> data.putInt(contents.getIntContents(i));
            case INT64 -> data.putLong(contents.getInt64Contents(i));
            case UINT8 ->
                    data.put(
                            (byte)
                                    within(
                                            field,
                                            Integer.toUnsignedLong(contents.getUintContents(i)),
                                            0,
                                            255));
            case UINT16 ->
                    data.putShort(
                            (short)
                                    within(
                                            field,
                                            Integer.toUnsignedLong(contents.getUintContents(i)),
                                            0,
                                            65535));
            case UINT32 -> data.putInt(contents.getUintContents(i));
            case UINT64 -> data.putLong(contents.getUint64Contents(i));
            case FLOAT32 -> data.putFloat(contents.getFp32Contents(i));
            case FLOAT64 -> data.putDouble(contents.getFp64Contents(i));
            case FLOAT16, STRING -> throw new IllegalStateException(type + " has no such contents");
        }
    }

    private static long within(TensorField field, long value, long least, long most) {
        if (value < least || value > most) {
            throw wrong(
                    "input '%s': %d is not within %d and %d of %s"
                            .formatted(
                                    field.name(),
                                    value,
                                    least,
                                    most,
                                    Datatypes.name(field.type())));
        }
        return value;
    }

    /** Writes an answer. */
    static ModelInferResponse write(
            TensorInterface model,
            String name,
            String version,
            InferRequest request,
            List<Tensor> results) {
        ModelInferResponse.Builder response =
                ModelInferResponse.newBuilder().setModelName(name).setModelVersion(version);
        request.id().ifPresent(response::setId);
        boolean isRaw =
                request.outputs().stream()
                        .anyMatch(
                                output ->
                                        output.isBinary()
                                                || results.get(output.index()).type()
                                                        == DataType.FLOAT16);
        for (InferRequest.Output output : request.outputs()) {
            TensorField field = model.outputs().get(output.index());
            Tensor tensor = results.get(output.index());
            InferOutputTensor.Builder described =
                    InferOutputTensor.newBuilder()
                            .setName(field.name())
                            .setDatatype(Datatypes.name(field.type()));
            for (long size : tensor.shape()) {
                described.addShape(size);
            }
            if (isRaw) {
                response.addRawOutputContents(
                        ByteString.copyFrom(TensorBytes.write(field, tensor)));
            } else {
                described.setContents(contents(field, tensor));
            }
            response.addOutputs(described);
        }
        return response.build();
    }

    private static InferTensorContents contents(TensorField field, Tensor tensor) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        ByteBuffer data = TensorBytes.write(field, tensor).slice().order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < tensor.size(); i++) {
            switch (tensor.type()) {
                case BOOL -> contents.addBoolContents(data.get() != 0);
                case INT8 -> contents.addIntContents(data.get());
                case INT16 -> contents.addIntContents(data.getShort());
                case INT32 -> contents.addIntContents(data.getInt());
                case INT64 -> contents.addInt64Contents(data.getLong());
                case UINT8 -> contents.addUintContents(data.get() & 0xFF);
                case UINT16 -> contents.addUintContents(data.getShort() & 0xFFFF);
                case UINT32 -> contents.addUintContents(data.getInt());
                case UINT64 -> contents.addUint64Contents(data.getLong());
                case FLOAT32 -> contents.addFp32Contents(data.getFloat());
                case FLOAT64 -> contents.addFp64Contents(data.getDouble());
                case STRING -> contents.addBytesContents(ByteString.copyFrom(data, data.getInt()));
                case FLOAT16 -> throw new IllegalStateException("FP16 has no typed contents");
            }
        }
        return contents.build();
    }

    private static HeddleException wrong(String message) {
        return new HeddleException(ErrorCode.INVALID_REQUEST, message);
    }
}
